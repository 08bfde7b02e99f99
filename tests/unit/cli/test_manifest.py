"""Manifests: what is read, which line a mistake is on, and where Secrets come from."""

from pathlib import Path

import pytest

from reindex_operator.cli.documents import ManifestError
from reindex_operator.cli.manifest import Override, load, secret_folder

EXAMPLES = Path(__file__).parents[3] / "examples"
ONE = """\
apiVersion: reindex.dev/v1alpha1
kind: Reindex
metadata:
  name: one
spec:
  cluster:
    hosts: [https://search:9200]
    auth: {secretName: search}
  source:
    index: [a]
    query:
      range: {at: {gte: 2024-01-01, lt: 12:30, boost: 1e3}}
  dest: {index: b}
"""
SECRET = """\
---
apiVersion: v1
kind: Secret
metadata: {name: search}
data: {username: bWU=}
stringData: {password: s3cret}
"""


def test_dates_are_text_and_exponents_numbers_as_on_kubernetes() -> None:
    assert load("f", ONE).reindex.spec.source.query == {"range": {"at": {"gte": "2024-01-01", "lt": "12:30", "boost": 1000.0}}}


def test_secrets_beside_the_object_become_folders(tmp_path: Path) -> None:
    manifest = load("f", ONE + SECRET)
    secret_folder(tmp_path, manifest, ["search"], None)
    assert (tmp_path / "search/username").read_text() == "me"
    assert (tmp_path / "search/password").read_text() == "s3cret"
    assert (tmp_path / "search/password").stat().st_mode & 0o077 == 0


def test_a_given_folder_wins_over_the_manifest(tmp_path: Path) -> None:
    given, target = tmp_path / "given", tmp_path / "target"
    (given / "search").mkdir(parents=True)
    (given / "search/apiKey").write_text("k")
    target.mkdir()
    secret_folder(target, load("f", ONE + SECRET), ["search"], given)
    assert [each.name for each in (target / "search").iterdir()] == ["apiKey"]


def test_a_missing_secret_names_both_ways(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"kind Secret.*--secrets DIR"):
        secret_folder(tmp_path, load("f", ONE), ["search"], None)


def test_a_secrets_key_can_not_leave_its_folder(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="no key"):
        secret_folder(tmp_path, load("f", ONE + SECRET.replace("username", "../x")), ["search"], None)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  dest: {index: b}", "  dest: {index: b, opType: upsert}", "f:13: spec.dest.opType: Unsupported value"),
        ("    index: [a]", "    index: [a]\n    sise: 10", "f:11: spec.source.sise: "),
        ("  dest: {index: b}\n", "", "f:5: spec.dest: Required value"),
        ("metadata:\n  name: one", "metadata: {}", "f:3: metadata.name: Required value"),
        ("    index: [a]", "    index: [a]\n    index: [c]", 'f:10: not valid YAML: key "index" is there twice'),
        ("  dest: {index: b}", "  dest: {index: b", "f:1[34]: not valid YAML"),
        ("kind: Reindex", "kind: Pod", "no document of kind Reindex"),
    ],
)
def test_a_mistake_is_told_with_its_line(old: str, new: str, said: str) -> None:
    assert old in ONE
    with pytest.raises(ManifestError, match=said.replace("[c]", r"\[c\]").replace(".dest.", r"\.dest\.")):
        load("f", ONE.replace(old, new))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("{a: " * 3000 + "1" + "}" * 3000, "f:1: it is nested too deeply"),
        (
            "{a0: &a0 [x, y], " + ", ".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40)) + "}",
            "f:1: not valid YAML: with its aliases written out",
        ),
        ("&a {a: *a}", "nested more than 150 levels"),
    ],
    ids=["deep", "aliases of aliases", "within itself"],
)
def test_what_no_memory_holds_is_refused(value: str, said: str) -> None:
    with pytest.raises(ManifestError, match=said):
        load("f", ONE.replace("    index: [a]", f"    index: [a]\n    runtimeMappings: {value}"))


def test_aliases_are_read() -> None:
    mappings = load(
        "f", ONE.replace("    index: [a]", "    index: [a]\n    runtimeMappings: {a: &a {type: long}, b: *a}")
    ).reindex.spec.source.runtime_mappings
    assert mappings == {"a": {"type": "long"}, "b": {"type": "long"}}


def test_mistakes_are_in_the_order_of_the_file() -> None:
    with pytest.raises(ManifestError) as error:
        load("f", ONE.replace("    index: [a]", "    index: a\n    sise: 10") + "  maxDocs: 0\n  slices: 0\n")
    assert [line.split(": ")[0] for line in str(error.value).splitlines()] == ["f:10", "f:11", "f:15", "f:16"]
    with pytest.raises(ManifestError) as error:
        load("f", ONE.replace("spec:\n", "spec:\n  slices: 0\n  maxDocs: 0\n"))
    assert [line.split(": ")[0] for line in str(error.value).splitlines()] == ["f:6", "f:7"]


def test_one_of_several_is_chosen_by_name() -> None:
    both = ONE + "---\n" + ONE.replace("name: one", "name: two")
    assert load("f", both, name="two").reindex.metadata["name"] == "two"
    with pytest.raises(ManifestError, match="choose one with --name: one, two"):
        load("f", both)
    with pytest.raises(ManifestError, match="no Reindex called three"):
        load("f", both, name="three")


def test_an_override_is_checked_like_the_file() -> None:
    assert (
        load("f", ONE, overrides=[Override("-s", "slices", "auto"), Override("-h", "cluster.hosts", ["https://h:1"])]).reindex.spec.slices
        == "auto"
    )
    with pytest.raises(ManifestError, match=r"spec\.slices"):
        load("f", ONE, overrides=[Override("-s", "slices", "many")])


@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_example_is_read(example: Path) -> None:
    assert load(example.name, example.read_text()).reindex.spec.source.index
