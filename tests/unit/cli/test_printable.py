"""Text of others does not steer the terminal that it is printed on."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from rich.text import Text

from reindex_operator.cli.kubectl import Kubectl
from reindex_operator.cli.main import main
from reindex_operator.cli.printable import printable
from reindex_operator.cli.terminal import Terminal
from tests.unit.cli.objects import reindex

HOSTILE = "x\x1b]52;c;cm0gLXJmIH4=\x07\x1b[2J\x9b31m\rdone: created 9\u202ey"
SHOWN = r"x\x1b]52;c;cm0gLXJmIH4=\x07\x1b[2J\x9b31m\rdone: created 9\u202ey"
STEERING = {"\x1b", "\x07", "\x9b", "\r", "\u202e"}


def object_said(text: str) -> dict[str, Any]:
    """One that failed, by a cluster that answered ``text`` wherever it can."""
    failure = {"index": text, "id": text, "status": 400, "cause": {"type": text, "reason": text}}
    found = reindex("Failed", spec={"source": {"index": [text]}}, notes=[text], failureCount=1, response={"failures": [failure]})
    for condition in found["status"]["conditions"]:
        condition["message"] = text
    return found


def test_control_characters_are_written_as_escapes_and_others_stay() -> None:
    assert printable(HOSTILE) == SHOWN
    assert printable("a\tb\nc é 日本 \u200f👍") == "a\tb\nc é 日本 \u200f👍"


@pytest.mark.parametrize("command", [["status", "orders-v2"], ["status"], ["watch", "orders-v2"], ["wait", "orders-v2"]], ids=" ".join)
def test_an_object(monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    found = object_said(HOSTILE)

    async def watch(*_: Any) -> Any:
        yield found

    monkeypatch.setattr(Kubectl, "get", lambda *_: found)
    monkeypatch.setattr(Kubectl, "all", lambda *_: [found])
    monkeypatch.setattr(Kubectl, "watch", watch)
    said = CliRunner().invoke(main, command).output
    assert said
    assert not STEERING & set(said)


def test_a_manifest_and_its_documents(tmp_path: Path) -> None:
    spec = {"cluster": {"hosts": ["https://search:9200"]}, "source": {"index": ["a"]}, "dest": {"index": "b"}, HOSTILE: 1}
    manifest = {"apiVersion": "reindex.dev/v1alpha1", "kind": "Reindex", "metadata": {"name": "one"}, "spec": spec}
    (tmp_path / "one.yaml").write_text(json.dumps(manifest))
    (tmp_path / "doc.json").write_text(json.dumps({HOSTILE: 1}))
    trying = ["script", "try", str(tmp_path / "one.yaml"), "--doc", str(tmp_path / "doc.json")]
    said = [CliRunner().invoke(main, words).output for words in (["lint", str(tmp_path / "one.yaml")], trying)]
    del spec[HOSTILE]
    manifest["spec"] = spec | {"script": {"source": "ctx._source.remove(params.key)", "params": {"key": HOSTILE}}}
    (tmp_path / "one.yaml").write_text(json.dumps(manifest))
    said.append(CliRunner().invoke(main, trying).output)
    assert all(said)
    assert not STEERING & set("".join(said))


def test_styles_are_shown_and_text_is_not_obeyed() -> None:
    out = io.StringIO()
    Terminal(file=out, force_terminal=True, color_system="standard").print(Text(HOSTILE, style="red"))
    assert out.getvalue() == f"\x1b[31m{SHOWN.replace(chr(92) + 'x07', '').replace(chr(92) + 'r', '')}\x1b[0m\n"
