"""The documentation says what is: generated pages, manifests, command lines, links and reasons."""

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from click.testing import CliRunner

from reindex_operator.api.reindex import KIND, parse
from reindex_operator.cli.lint import lint
from reindex_operator.cli.main import main
from reindex_operator.controller import dry_run
from reindex_operator.engine import reasons
from tools import docs

ROOT = Path(__file__).parents[3]
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"])
_BLOCK = re.compile(r"^(?P<indent> *)```(?P<language>\w+)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)
_PROGRAMS = (["reindex"], ["kubectl", "reindex"], ["kubectl-reindex"])


def blocks(*languages: str) -> list[Any]:
    """The code blocks of all pages, each with the page and its line."""
    out: list[Any] = []
    for page in PAGES:
        text = page.read_text()
        for found in _BLOCK.finditer(text):
            if found["language"] in languages:
                line = text[: found.start()].count("\n") + 1
                inner = re.sub(rf"^{found['indent']}", "", found["text"], flags=re.MULTILINE)
                out.append(pytest.param(inner, id=f"{page.relative_to(ROOT)}:{line}"))
    return out


@pytest.mark.parametrize(("name", "made"), [("cli.md", docs.cli), ("reference.md", docs.reference)])
def test_generated_pages_are_up_to_date(name: str, made: Any) -> None:
    assert (ROOT / "docs" / name).read_text() == made(), f"docs/{name} is stale: make docs"


@pytest.mark.parametrize("text", blocks("yaml"))
def test_every_manifest_is_valid(text: str) -> None:
    for document in yaml.safe_load_all(text):
        if isinstance(document, dict) and document.get("kind") == KIND:
            parse(document)
            assert lint("docs", yaml.safe_dump(document)).mistakes == ()  # its script compiles


EDITS = {
    "Had the fifth line said `rate`": ("orders-total.yaml", "params.rate;", "rate;"),
    "With `{": ("order.json", None, '{"tenant": "acme"}'),
}
"""In the how-to on scripts, what the text above a command line says of its files."""


def test_the_how_to_on_scripts_shows_what_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "docs/how-to/scripts.md").read_text()
    found = [(text[: each.start()].rstrip().rsplit("\n\n", 1)[-1], each["language"], each["text"]) for each in _BLOCK.finditer(text)]
    files = {"orders-total.yaml": found[0][2], "order.json": next(body for _, language, body in found if language == "json")}
    monkeypatch.chdir(tmp_path)
    tried = []
    for above, language, body in found:
        line, _, shown = body.partition("\n")
        if language != "console" or not line.startswith("$ reindex "):
            continue
        given = dict(files)
        for words, (name, old, new) in EDITS.items():
            if words in above:
                given[name] = new if old is None else given[name].replace(old, new)
        for name, content in given.items():
            Path(name).write_text(content)
        assert CliRunner().invoke(main, shlex.split(line.removeprefix("$ reindex "))).stdout == shown, line
        tried.append(given != files)
    assert tried == [True, False, True]


def commands(text: str) -> Iterator[list[str]]:
    """The words after the program's name in each command line that calls ours."""
    for line in re.sub(r"\\\n", " ", text).splitlines():
        code = line.strip().removeprefix("$ ")
        for part in re.split(r"\s(?:&&|\||>)\s|;|(?<=\()(?=reindex )", code):
            try:
                words = shlex.split(part.strip().strip("<()"), comments=True)
            except ValueError:
                continue
            for program in _PROGRAMS:
                if words[: len(program)] == program and len(words) > len(program):
                    yield words[len(program) :]


def check(words: list[str]) -> None:
    """As click parses them, without calling anything; files need not be there."""
    context = click.Context(main, info_name="reindex")
    command: click.Command = main
    while isinstance(command, click.Group):
        name, *words = words
        found = command.get_command(context, name)
        assert found is not None, f"there is no command {name}"
        command = found
    given, rest, _ = command.make_parser(click.Context(command, parent=context)).parse_args(words)
    assert not rest or "--help" in words, rest
    for parameter in command.params:
        value = given.get(parameter.name)
        if "--help" in words or isinstance(parameter.type, click.File | click.Path):
            continue
        assert value or not parameter.required, f"{parameter.name} is missing in {words}"
        if isinstance(value, str):
            parameter.type_cast_value(context, value)


@pytest.mark.parametrize("text", blocks("console", "sh", "bash", "text"))
def test_every_command_line_is_one(text: str) -> None:
    for words in commands(text):
        check(words)


def test_the_commands_of_the_docs_are_found() -> None:
    found = [words[0] for block in blocks("console") for words in commands(block.values[0])]
    assert {
        "convert",
        "watch",
        "wait",
        "status",
        "retry",
        "rerun",
        "rethrottle",
        "suspend",
        "resume",
        "cancel",
        "logs",
        "report",
        "run",
    } <= set(found)
    with pytest.raises(click.NoSuchOption):
        check(["watch", "x", "--no-such-option"])
    with pytest.raises(AssertionError, match="requests_per_second is missing"):
        check(["rethrottle", "x"])
    assert list(commands("$ kubectl reindex wait a && ./deploy.sh")) == [["wait", "a"]]


def test_every_command_has_an_example_that_works() -> None:
    assert docs.cli().count("\n  Examples:\n") == len(re.findall(r"^### ", docs.cli(), re.MULTILINE))
    for words in commands(docs.cli()):
        if "[OPTIONS]" not in words:
            check(words)


def anchors(page: Path) -> set[str]:
    return {docs._anchor(found) for found in re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
        if re.match(r"\w+:", target):
            continue
        path, _, anchor = target.partition("#")
        linked = (page.parent / path).resolve() if path else page
        assert linked.exists(), target
        assert not anchor or anchor in anchors(linked), target


_REASON = re.compile(r"[A-Z][A-Za-z]+")
_CALLS = {"Verdict": 1, "Ending": 0, "Refusal": 0, "Obstacle": 0, "Trouble": 0}


def said(folder: str) -> Iterator[str]:
    """Reasons that stand as a text in the code: arguments of what carries one."""
    for module in (ROOT / "operator/reindex_operator" / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLS:
                yield from (
                    each.value
                    for argument in node.args[_CALLS[node.func.id] :][:1]
                    for each in ast.walk(argument)
                    if isinstance(each, ast.Constant) and isinstance(each.value, str) and _REASON.fullmatch(each.value)
                )


def test_every_reason_has_a_section() -> None:
    known = {value for name, value in vars(reasons).items() if name.isupper()}
    known |= {*said("controller"), *said("worker"), *said("engine")} | {
        "Preparing",
        "Copying",
        "Finishing",
        "BackoffLimitExceeded",
        "InvalidPodTemplate",
        dry_run.SUCCEEDED,
        dry_run.FAILED,
    }
    assert {"CheckpointsLost", "InvalidSpec", "Cancelled", "NamespaceTerminating"} <= known  # the search still finds them
    text = (ROOT / "docs/troubleshooting.md").read_text()
    sections = re.findall(r"^### (\w+)\n(.)", text, re.MULTILINE)
    missing = sorted(known - {name for name, _ in sections})
    assert not missing, f"docs/troubleshooting.md has no section for {', '.join(missing)}"
    assert all(first.isalpha() or first == "`" for _, first in sections)
