"""``reindex script try``: what it shows and how it ends."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reindex_operator.cli.main import main

MANIFEST = """\
apiVersion: reindex.dev/v1alpha1
kind: Reindex
metadata: {name: one}
spec:
  cluster: {hosts: ["http://127.0.0.1:1"], connectTimeout: 100ms}
  source: {index: [orders-v1]}
  dest: {index: orders-v2}
  script:
    source: |
      if (ctx._source.net < 0) { ctx.op = 'delete' }
      if (ctx._source.net == 0) { ctx.op = 'noop' }
      ctx._source.total = ctx._source.net * params.rate;
    params: {rate: 1.2}
"""


def attempt(folder: Path, documents: str, *more: str, manifest: str = MANIFEST) -> Result:
    (folder / "one.yaml").write_text(manifest)
    (folder / "doc.json").write_text(documents)
    return CliRunner().invoke(main, ["script", "try", str(folder / "one.yaml"), "--doc", str(folder / "doc.json"), *more])


def test_a_document_before_and_after(tmp_path: Path) -> None:
    result = attempt(tmp_path, '{"net": 10}')
    assert result.exit_code == 0
    assert result.stdout == ' {\n   "net": 10,\n+  "total": 12.0\n }\nop: index\n'


def test_several_documents_are_named_and_counted(tmp_path: Path) -> None:
    hits = ['{"_id": "a", "_index": "x", "_source": {"net": -1}}', '{"net": 0}', '{"net": 5}', "{}"]
    result = attempt(tmp_path, "\n".join(hits))
    assert result.exit_code == 1
    said = result.stdout.splitlines()
    assert said[:4] == ["x/a", "op: delete", "orders-v1/2", "op: noop"]
    assert "document [orders-v1][4]: runtime error at 1:" in result.stdout
    assert said[-1] == "4 documents: 1 index, 1 noop, 1 delete, 1 failed"


def test_json_is_for_programs(tmp_path: Path) -> None:
    result = attempt(tmp_path, '[{"net": 1}]', "-o", "json")
    assert json.loads(result.stdout) == [
        {"index": "orders-v1", "id": "1", "op": "index", "before": {"_source": {"net": 1}}, "after": {"_source": {"net": 1, "total": 1.2}}}
    ]


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ('{"net": NaN}', "not valid JSON: NaN is no number there"),
        ('{"net": 1}\n{"net": -Infinity}', "not valid JSON: -Infinity is no number there"),
        ('{"net": 1}\n{"tenant": "\\ud800"}', "document 2: half of a character is escaped alone"),
        ("[" * 100_000, "it is nested too deeply"),
    ],
)
def test_a_document_that_no_cluster_could_hold_is_2(tmp_path: Path, document: str, said: str) -> None:
    result = attempt(tmp_path, document)
    assert (result.exit_code, result.stderr) == (2, f"{tmp_path / 'doc.json'}: {said}\n")


def test_a_mark_of_the_byte_order_is_no_part_of_a_document(tmp_path: Path) -> None:
    assert attempt(tmp_path, '\ufeff{"net": 10}').exit_code == 0


def test_changed_metadata_is_shown(tmp_path: Path) -> None:
    changes = MANIFEST.replace("ctx._source.total = ctx._source.net * params.rate;", "ctx._id = 'n-' + ctx._id; ctx._routing = 'r';")
    result = attempt(tmp_path, '{"_id": "7", "_source": {"net": 1}}', manifest=changes)
    assert '-_id: "7"\n' in result.stdout
    assert '+_id: "n-7"\n' in result.stdout
    assert '+_routing: "r"\n' in result.stdout


def test_nothing_changed_is_said(tmp_path: Path) -> None:
    same = MANIFEST.replace("ctx._source.total = ctx._source.net * params.rate;", "")
    assert attempt(tmp_path, '{"net": 10}', manifest=same).stdout == "no difference\nop: index\n"


@pytest.mark.parametrize(
    ("documents", "manifest", "code", "said"),
    [
        ("{", MANIFEST, 2, "not valid JSON"),
        ("[1]", MANIFEST, 2, "document 1 is no JSON object"),
        ('{"_id": "1", "_version": "x", "_source": {}}', MANIFEST, 2, "document 1: Expected `int`"),
        ("{}", MANIFEST.split("  script:", maxsplit=1)[0], 2, "spec.script: there is none to try"),
        ("{}", MANIFEST.replace("slices", "x").replace("dest:", "dst:"), 2, "spec.dest: Required value"),
        ("{}", MANIFEST.replace("params.rate;", "totl;"), 1, "ScriptError: spec.script: compile error at 3:39: unknown variable [totl]"),
    ],
)
def test_what_can_not_be_tried(tmp_path: Path, documents: str, manifest: str, code: int, said: str) -> None:
    result = attempt(tmp_path, documents, manifest=manifest)
    assert result.exit_code == code
    assert said in result.stderr


@pytest.mark.parametrize("more", [[], ["-o", "json"]])
def test_what_lint_warns_of_is_said_too(tmp_path: Path, more: list[str]) -> None:
    misspelt = MANIFEST.replace("ctx.op = 'noop'", "ctx.op = ctx.id == null ? 'noop' : 'index'")
    result = attempt(tmp_path, '{"net": 10}', *more, manifest=misspelt)
    linted = CliRunner().invoke(main, ["lint", "--quiet", str(tmp_path / "one.yaml")])
    assert linted.stdout.startswith(f"{tmp_path / 'one.yaml'}:11:")
    assert ": warning: script 2:42: ctx has no [id], so this is null; did you mean [_id]?\n    if (ctx._source.net == 0)" in linted.stdout
    assert (result.exit_code, result.stderr) == (0, linted.stdout)
    assert "warning" not in result.stdout


def test_documents_have_to_come_from_somewhere(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(MANIFEST)
    result = CliRunner().invoke(main, ["script", "try", str(tmp_path / "one.yaml")])
    assert result.exit_code == 2
    assert "--sample N" in result.stderr
