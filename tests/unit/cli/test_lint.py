"""``reindex lint``: every mistake with its place in the file."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from reindex_operator.cli.lint import lint
from reindex_operator.cli.main import main

HEAD = """\
apiVersion: reindex.dev/v1alpha1
kind: Reindex
metadata: {name: one}
spec:
  cluster: {hosts: ["http://127.0.0.1:1"]}
  source: {index: [a]}
  dest: {index: b}
"""
GOOD = HEAD + "  script: {source: ctx._source.n = 1}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD, []),
        ("kind: Secret\nmetadata: {name: s}\n---\n" + GOOD, []),
        (HEAD + "  slices: 0\n", ["f:8: spec.slices: "]),
        (HEAD.replace("index: b", "index: a"), ["f:7: spec.dest: Invalid value: the destination is the source"]),
        ("a: [1\n", ["f:2: not valid YAML"]),
        (
            HEAD.replace("kind: Reindex", "kind: Reindexes"),
            ['f:2: kind: Unsupported value: "Reindexes": supported values: "Reindex"'],
        ),
        (HEAD.replace("kind: Reindex", "kind: reindex"), ['f:2: kind: Unsupported value: "reindex"']),
        (HEAD.replace("kind: Reindex\n", ""), ["f:1: kind: Required value"]),
        (HEAD.replace("reindex.dev/v1alpha1", "reindex.dev/v9"), ["f:1: apiVersion: Unsupported value"]),
        (
            HEAD + "  script:\n    source: |\n      def a = 1;\n      ctx._source.b = totl;\n",
            ["f:11:23: script 2:17: unknown variable [totl]"],
        ),
        (HEAD + "  script:\n    source: |-\n\n      if (ctx.op == null) {\n        x()\n      }\n", ["f:12:9: script 3:3: "]),
        (HEAD + "  script: {source: ctx._source.b = totl}\n", ["f:8:36: script 1:17: unknown variable [totl]"]),
        (HEAD + '  script: {source: "ctx._source.b = totl"}\n', ["f:8: script 1:17: unknown variable [totl]"]),
        (HEAD + "  script:\n    source: >\n      ctx._source.b =\n      totl\n", ["f:9: script 1:17: unknown variable [totl]"]),
        (HEAD + "  slices: 0\n  script: {source: x}\n", ["f:8: spec.slices: ", "f:9:20: script 1:1: "]),
        (HEAD + "  script: {source: x}\n  slices: 0\n", ["f:8:20: script 1:1: ", "f:9: spec.slices: "]),
        (HEAD + "  slices: 0\n  maxDocs: 0\n", ["f:8: spec.slices: ", "f:9: spec.maxDocs: "]),
        (GOOD + "---\n" + HEAD + "  maxDocs: 0\n", ["f:17: spec.maxDocs: "]),
        (HEAD + "  script: {id: s}\n", []),
        (HEAD + "  script: {source: 5}\n", ["f:8: spec.script.source: "]),
    ],
)
def test_mistakes_have_their_place(text: str, said: list[str]) -> None:
    found = [str(mistake).split("\n", maxsplit=1)[0] for mistake in lint("f", text).mistakes]
    assert len(found) == len(said), found
    for line, start in zip(found, said, strict=True):
        assert line.startswith(start)


def test_the_script_is_shown_with_a_caret(tmp_path: Path) -> None:
    file = tmp_path / "one.yaml"
    file.write_text(HEAD + "  script:\n    source: |\n      ctx._source.b = totl;\n")
    other = tmp_path / "two.yaml"
    other.write_text(GOOD)
    result = CliRunner().invoke(main, ["lint", str(file), str(other)])
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{file}:10:23: script 1:17: unknown variable [totl]")
    assert result.stdout.endswith("\n    ctx._source.b = totl;\n                    ^^^^\n")
    assert result.stderr == "1 mistake in 2 Reindexes of 2 files\n"
    assert CliRunner().invoke(main, ["lint", "-q", str(other)]).output == ""


def test_a_warning_is_no_mistake(tmp_path: Path) -> None:
    file = tmp_path / "one.yaml"
    file.write_text(HEAD + "  script:\n    source: |\n      if (ctx.source == null) { ctx.op = 'noop' }\n")
    result = CliRunner().invoke(main, ["lint", str(file)])
    assert result.stdout == (
        f"{file}:10:15: warning: script 1:9: ctx has no [source], so this is null; did you mean [_source]?\n"
        "    if (ctx.source == null) { ctx.op = 'noop' }\n            ^^^^^^\n"
    )
    assert (result.exit_code, result.stderr) == (0, "0 mistakes in 1 Reindex of 1 file\n")


def test_warnings_stand_among_the_mistakes_in_the_order_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "two.yaml"
    script = "  script: {source: if (ctx.source == null) ctx.op = 'noop'}\n"
    file.write_text(HEAD + script + "---\n" + HEAD + "  slices: 0\n")
    lines = [line.split(": ")[:2] for line in CliRunner().invoke(main, ["lint", str(file)]).stdout.splitlines() if line.startswith("/")]
    assert lines == [[f"{file}:8:28", "warning"], [f"{file}:17", "spec.slices"]]


OTHER = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n"
NO_MANIFEST = "{file}: warning: there is no manifest in it\n"
NOTHING = "warning: nothing was checked, for there is no Reindex\n"
SUMMARY = "0 mistakes in {objects} of {files}\n"


@pytest.mark.parametrize(
    ("texts", "code", "told"),
    [
        ([OTHER], 0, NOTHING + SUMMARY),
        ([OTHER, GOOD], 0, SUMMARY),
        (["", OTHER], 0, NO_MANIFEST + NOTHING + SUMMARY),
        (["replicas: 2\n", GOOD], 0, NO_MANIFEST + SUMMARY),
        (["# nothing\n"], 2, NO_MANIFEST + NOTHING + SUMMARY),
        (["a text\n"], 2, NO_MANIFEST + NOTHING + SUMMARY),
    ],
)
def test_that_nothing_was_checked_is_said(tmp_path: Path, texts: list[str], code: int, told: str) -> None:
    files = [tmp_path / f"{number}.yaml" for number in range(len(texts))]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text)
    objects = "1 Reindex" if GOOD in texts else "0 Reindexes"
    told = told.format(file=files[0], objects=objects, files=f"{len(files)} file{'s'[: len(files) - 1]}")
    result = CliRunner().invoke(main, ["lint", *map(str, files)])
    assert (result.exit_code, result.stderr, result.stdout) == (code, told, "")
    quiet = CliRunner().invoke(main, ["lint", "-q", *map(str, files)])
    assert (quiet.exit_code, quiet.stderr) == (code, (NO_MANIFEST + NOTHING).format(file=files[0]) if code else "")


def test_what_can_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    result = CliRunner().invoke(main, ["lint", str(tmp_path / "bytes.yaml")])
    assert (result.exit_code, "not UTF-8" in result.stdout) == (1, True)
    assert CliRunner().invoke(main, ["lint", str(tmp_path / "none.yaml")]).exit_code == 2


@pytest.mark.parametrize("file", sorted((Path(__file__).parents[3] / "examples").glob("*.yaml")), ids=lambda file: file.name)
def test_the_examples_have_none(file: Path) -> None:
    report = lint(file.name, file.read_text())
    assert [str(mistake) for mistake in report.mistakes] == []
    assert report.objects
