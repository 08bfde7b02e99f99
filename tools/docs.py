"""Generates docs/cli.md from the commands' help and docs/reference.md from the models: ``python -m tools.docs`` (``make docs``)."""

from pathlib import Path
from typing import Any

import click

from reindex_operator.api.crd import crd
from reindex_operator.cli.main import SECTIONS, main

DOCS = Path(__file__).parent.parent / "docs"
WIDTH = 100

_CLI = """\
<!-- Generated from the commands by `make docs`. Do not edit. -->
# The command line

`pip install '.[cli]'` in a checkout installs `reindex`, and `kubectl-reindex`, by which each command is `kubectl reindex ...` too. The commands for a
cluster call `kubectl`: whatever kubeconfig and way to sign in works there works here. Completion: `reindex completion --help`.

Exit codes: 0 succeeded, 1 failed (or the run is in no state for what was asked), 2 wrong arguments or an invalid manifest or request, 3 timed out,
4 the object is not there or the API server does not answer, 130 interrupted.
"""
_REFERENCE = """\
<!-- Generated from the models by `make docs`. Do not edit. -->
# Reference

Every field of a `Reindex` (`reindex.dev/v1alpha1`), also with `kubectl explain reindex.spec`. Field names are those of the `_reindex` API in
camelCase. What must hold between fields is checked when the object is applied, in the words of the rules below.
"""


def cli() -> str:
    """docs/cli.md."""
    parts = [_CLI]
    parent = click.Context(main, info_name="reindex", help_option_names=["-h", "--help"])
    for section, names in SECTIONS.items():
        parts.append(f"\n## {section}\n")
        for name in names:
            command = main.get_command(parent, name)
            if command is None:
                raise LookupError(name)
            _command(command, name, parent, parts)
    return "".join(parts)


def _command(command: click.Command, name: str, parent: click.Context, parts: list[str]) -> None:
    context = click.Context(command, info_name=name, parent=parent, terminal_width=WIDTH, max_content_width=WIDTH)
    parts.append(f"\n### {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n")
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            _command(command.commands[below], below, context, parts)


def reference() -> str:
    """docs/reference.md."""
    schema = crd()["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["properties"]
    parts, seen = [_REFERENCE], dict[str, str]()
    for name in ("spec", "status"):
        _object(name, schema[name], parts, seen)
    return "".join(parts)


def _object(path: str, schema: dict[str, Any], parts: list[str], seen: dict[str, str]) -> None:
    parts.append(f"\n## {path}\n\n{schema.get('description', '')}\n\n".replace("\n\n\n\n", "\n\n"))
    parts.append("| field | type | |\n|---|---|---|\n")
    below: list[tuple[str, dict[str, Any]]] = []
    for name, field in schema["properties"].items():
        inner, where = _holder(field, f"{path}.{name}")
        said = _cell(field.get("description", ""))
        if inner:
            known = seen.setdefault(repr(inner["properties"]), where)
            said += f" See [{known}](#{_anchor(known)})."
            if known == where:
                below.append((where, inner))
        required = " **Required.**" if name in schema.get("required", ()) else ""
        parts.append(f"| `{name}` | {_type(field)} | {said}{required}{_limits(field)} |\n")
    if rules := [rule["message"] for rule in schema.get("x-kubernetes-validations", ())]:
        parts.append("\nRules:\n" + "".join(f"- {message}\n" for message in _grouped(rules)))
    for where, inner in below:
        _object(where, inner, parts, seen)


def _grouped(messages: list[str]) -> list[str]:
    """Each message once; those that keep a field as it is in one for each reason."""
    kept: dict[str, list[str]] = {}
    others: dict[str, None] = {}
    for message in messages:
        field, fixed, why = message.partition(" cannot be changed: ")
        if fixed:
            kept.setdefault(why, []).append(field)
        else:
            others[message] = None
    return [*others, *(f"{', '.join(dict.fromkeys(fields))} cannot be changed: {why}" for why, fields in kept.items())]


def _holder(field: dict[str, Any], path: str) -> tuple[dict[str, Any] | None, str]:
    """The object with fields of its own that a field is, or has in a list."""
    if "properties" in field:
        return field, path
    if "properties" in field.get("items", {}):
        return field["items"], f"{path}[]"
    return None, path


def _type(field: dict[str, Any]) -> str:
    if "x-kubernetes-int-or-string" in field:
        return "integer or string"
    if field["type"] == "array":
        return f"list of {_type(field['items'])}"
    if field["type"] == "object" and isinstance(field.get("additionalProperties"), dict):
        return f"map of {_type(field['additionalProperties'])}"
    return str(field["type"])


def _limits(field: dict[str, Any]) -> str:
    said = []
    if "enum" in field:
        said.append("One of " + ", ".join(f"`{value}`" for value in field["enum"]) + ".")
    if "minimum" in field or "maximum" in field:
        bounds = (f"at least {field['minimum']}" if "minimum" in field else "", f"at most {field['maximum']}" if "maximum" in field else "")
        said.append(", ".join(bound for bound in bounds if bound).capitalize() + ".")
    nested = field.get("items", {}) if field.get("type") == "array" else {}
    if "properties" not in field:  # an object's own rules are in its section
        said += [f"{_sentence(rule['message'])}" for holder in (field, nested) for rule in holder.get("x-kubernetes-validations", ())]
    return "".join(f" {_cell(each)}" for each in said)


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + "."


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _anchor(title: str) -> str:
    """As GitHub makes it of a heading."""
    return "".join(letter for letter in title.lower().replace(" ", "-") if letter.isalnum() or letter in "-_")


if __name__ == "__main__":
    (DOCS / "cli.md").write_text(cli(), encoding="utf-8")
    (DOCS / "reference.md").write_text(reference(), encoding="utf-8")
