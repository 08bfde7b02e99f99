"""Files of manifests: what kubectl reads is read, each document at its line, and what can not be read is told."""

import json

import pytest

from reindex_operator.cli.documents import ManifestError, documents_of, line_of

ONE = {"kind": "Reindex", "spec": {"slices": 1}}


def found(text: str) -> list[tuple[int, object]]:
    """Each document with the line of its ``spec.slices``."""
    return [(line_of(node, ("spec", "slices")), document) for node, document in documents_of("f", text)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (json.dumps(ONE, indent="\t"), [4]),
        (json.dumps(ONE, indent=2) + "\n" + json.dumps(ONE, indent="\t") + "\n", [4, 10]),
        (json.dumps(ONE) + json.dumps(ONE), [1, 1]),
        ("\ufeff" + json.dumps(ONE), [1]),
        (json.dumps(ONE) + "\n---\n" + json.dumps(ONE), [1, 3]),
        ("{kind: Reindex, spec: {slices: 1}}\n", [1]),
        ("kind: Reindex\r\nspec:\r\n  slices: 1\r\n---\r\n# more\r\nkind: Reindex\r\nspec: {slices: 1}\r\n", [3, 7]),
    ],
)
def test_json_and_yaml_are_read_each_document_at_its_line(text: str, lines: list[int]) -> None:
    assert found(text) == [(line, ONE) for line in lines]


def test_a_list_is_opened_and_a_list_in_it() -> None:
    text = "kind: List\nitems:\n- kind: ReindexList\n  items:\n  - kind: Reindex\n    spec:\n      slices: 1\n- kind: Other\n"
    assert found(text) == [(7, ONE), (8, {"kind": "Other"})]
    assert found("kind: List\nitems: []\n") == [(1, {"kind": "List", "items": []})]
    assert found("kind: Allowlist\nitems: [1]\n") == [(1, {"kind": "Allowlist", "items": [1]})]


def test_two_escapes_of_json_are_one_character() -> None:
    assert documents_of("f", json.dumps({"a": "\N{GRINNING FACE}/"}).replace("/", "\\/"))[0][1] == {"a": "\N{GRINNING FACE}/"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\nb: \x07\n", "f:2: not valid YAML: U+0007 may not be in it"),
        ('a: 1\nb: "\\ud800"\n', "f:2: not valid YAML: half of a character is escaped alone"),
        ("{a: " * 3000 + "1" + "}" * 3000, "f:1: it is nested too deeply"),
        ('{"a": ' * 100_000, "f:1: it is nested too deeply"),
        ("&l {kind: List, items: [*l]}", "f:1: it is nested too deeply"),
        ("a: 1\n\tb: 2\n", "f:2: not valid YAML: found character '\\t' that cannot start any token"),
    ],
)
def test_what_can_not_be_read_is_told_with_its_line(text: str, said: str) -> None:
    with pytest.raises(ManifestError) as raised:
        documents_of("f", text)
    assert str(raised.value) == said
