"""Reads a manifest as ``kubectl`` does: the ``Reindex`` to run and the Secrets beside it, with the line of every mistake. Called by run.py."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple, TextIO

import yaml

from reindex_operator.api.errors import FieldError, InvalidManifestError
from reindex_operator.api.reindex import KIND, Reindex
from reindex_operator.cli.advice.checked import checked
from reindex_operator.cli.documents import ManifestError, documents_of, line_of


class Override(NamedTuple):
    """A field of the spec that ``option`` of the command line sets: its dotted path below ``spec``, and its value."""

    option: str
    path: str
    value: Any


@dataclass(frozen=True)
class Manifest:
    """What a file says: the object, what tells its lines, and its Secrets as bytes by name and key."""

    reindex: Reindex
    node: yaml.Node
    secrets: dict[str, dict[str, bytes]]


def read(file: TextIO) -> str:
    """The text of an open file; raises ``ManifestError`` where it is no UTF-8."""
    try:
        return file.read()
    except UnicodeDecodeError as error:
        raise ManifestError(f"{file.name}: not UTF-8: {error.reason}") from None


def load(file: str, text: str, *, name: str | None = None, overrides: Sequence[Override] = ()) -> Manifest:
    """The ``Reindex`` called ``name`` (the only one, without) in ``text``, the content of ``file``; raises ``ManifestError``."""
    documents = documents_of(file, text)
    node, document = _chosen(
        file, [(node, each) for node, each in documents if isinstance(each, Mapping) and each.get("kind") == KIND], name
    )
    for each in overrides:
        _set(document, ["spec", *each.path.split(".")], each.value)
    secrets = [each for _, each in documents if isinstance(each, Mapping) and each.get("kind") == "Secret"]
    try:
        return Manifest(checked(document), node, dict(_secret(file, each) for each in secrets))
    except InvalidManifestError as error:
        found = sorted(((line_of(node, mistake.location), mistake) for mistake in error.errors), key=itemgetter(0))
        lines = (f"{_said_by(mistake, overrides) or f'{file}:{line}'}: {mistake}" for line, mistake in found)
        raise ManifestError("\n".join(lines)) from error


def _said_by(mistake: FieldError, overrides: Sequence[Override]) -> str | None:
    """The option that set the field; None where it is the file's own."""
    field = ".".join(str(step) for step in mistake.location[1:])
    return next((each.option for each in overrides if f"{field}.".startswith(f"{each.path}.")), None)


def _chosen(file: str, found: list[tuple[yaml.Node, Any]], name: str | None) -> tuple[yaml.Node, Any]:
    names = [str((each.get("metadata") or {}).get("name")) for _, each in found]
    if not found:
        raise ManifestError(f"{file}: there is no document of kind {KIND} in it")
    if name is not None:
        if name not in names:
            raise ManifestError(f"{file}: there is no {KIND} called {name} in it; there is: {', '.join(names)}")
        return found[names.index(name)]
    if len(found) > 1:
        raise ManifestError(f"{file}: there are several of kind {KIND} in it; choose one with --name: {', '.join(names)}")
    return found[0]


def _set(document: dict[str, Any], path: list[str], value: Any) -> None:
    for step in path[:-1]:
        below = document.setdefault(step, {})
        if not isinstance(below, dict):
            return
        document = below
    document[path[-1]] = value


def _secret(file: str, document: Mapping[str, Any]) -> tuple[str, dict[str, bytes]]:
    name = str((document.get("metadata") or {}).get("name"))
    values: dict[str, bytes] = {}
    for key, text in (document.get("data") or {}).items():
        try:
            values[key] = base64.b64decode(str(text), validate=False)
        except binascii.Error:
            raise ManifestError(f"{file}: Secret {name}: data.{key} is not base64; plain text goes into stringData") from None
    values |= {key: str(text).encode() for key, text in (document.get("stringData") or {}).items()}
    return name, values


def secret_folder(target: Path, manifest: Manifest, names: Sequence[str], given: Path | None) -> None:
    """Fill ``target`` as a pod would see it: a folder for each Secret in ``names``, a file for each of its keys.

    From ``given``/<name>/<key>, else from the manifest; raises ``ManifestError`` for one that is in neither.
    """
    for name in names:
        folder = target / name
        folder.mkdir(mode=0o700)
        if given and (given / name).is_dir():
            values = {each.name: each.read_bytes() for each in (given / name).iterdir() if each.is_file()}
        elif name in manifest.secrets:
            values = manifest.secrets[name]
        else:
            raise ManifestError(
                f"Secret {name} is missing: put it beside the {KIND} as a document of kind Secret, "
                f"or give its keys as files DIR/{name}/<key> with --secrets DIR"
            )
        for key, value in values.items():
            if "/" in key or key in {"", ".", ".."}:
                raise ManifestError(f"Secret {name}: {key!r} is no key of a Secret")
            (folder / key).write_bytes(value)
            (folder / key).chmod(0o600)
