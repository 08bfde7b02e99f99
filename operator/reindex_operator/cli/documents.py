"""Reads files of manifests as ``kubectl`` does: YAML or JSON, several documents, ``List``s, with the line of everything. Called by manifest.py and lint.py."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml


class ManifestError(Exception):
    """A manifest that can not be run; the message has one line a mistake."""


MOST_VALUES = 1_000_000
"""In a document whose aliases are written out, as they are wherever it is sent to; a few lines of aliases of aliases can be more than any memory holds."""
_JSON_OBJECT = re.compile(r"[\ufeff\s]*(\{)")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


class _Loader(yaml.SafeLoader):
    """YAML as Kubernetes reads it, where PyYAML differs: dates and base 60 are text, ``1e3`` is a number, keys are text and occur once."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the base's
        first: [
            (tag, pattern)
            for tag, pattern in resolvers
            if tag not in {"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:int", "tag:yaml.org,2002:float"}
        ]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """The mapping, its keys as text."""
        own = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        twice = next((key for number, key in enumerate(own) if key in own[:number] and key != "<<"), None)
        if twice is not None:
            raise yaml.constructor.ConstructorError(None, None, f'key "{twice}" is there twice', node.start_mark)
        found = super().construct_mapping(node, deep=deep)
        return {str(key).lower() if isinstance(key, bool) else str(key): value for key, value in found.items()}

    def construct_scalar(self, node: yaml.ScalarNode | yaml.MappingNode) -> Any:
        """The text; two escapes that JSON writes for one character are that character."""
        text = super().construct_scalar(node)
        try:
            return text.encode("utf-16", "surrogatepass").decode("utf-16") if _SURROGATE.search(text) else text
        except UnicodeDecodeError:
            raise yaml.constructor.ConstructorError(None, None, "half of a character is escaped alone", node.start_mark) from None


_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*)$"), list("-+0123456789")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?(?:(?:[0-9][0-9_]*)?\.[0-9]+|[0-9][0-9_]*\.?)(?:[eE][-+]?[0-9]+)?$|^[-+]?\.(?:inf|Inf|INF)$|^\.(?:nan|NaN|NAN)$"),
    list("-+0123456789."),
)


def documents_of(file: str, text: str) -> list[tuple[yaml.Node, Any]]:
    """The documents in ``text``, the content of ``file``, each with what tells its lines; those of a ``List`` each on its own. Raises ``ManifestError``."""
    try:
        return [found for part in _parts(text) for document in _composed(part) for found in _flat(*document)]
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ManifestError(f"{file}:{line}: not valid YAML: U+{error.character:04X} may not be in it") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ManifestError(f"{file}:{line}: not valid YAML: {error.problem or error}") from error
    except RecursionError:
        raise ManifestError(f"{file}:1: it is nested too deeply") from None


def _parts(text: str) -> list[str]:
    """What is read one after the other, each at its line: JSON may have one object right behind the other, and tabs where YAML takes none."""
    decoder, parts, end = json.JSONDecoder(), [], 0
    try:
        while found := _JSON_OBJECT.match(text, end):
            start = found.start(1)
            _, end = decoder.raw_decode(text, start)
            # A text of JSON has no tab in it as it is: all that are there stand between texts.
            parts.append("\n" * text.count("\n", 0, start) + text[start:end].replace("\t", " "))
    except ValueError:
        return [text]
    return parts if parts and not text[end:].strip() else [text]


def _composed(text: str) -> Iterator[tuple[yaml.Node, Any]]:
    loader = _Loader(text)
    try:
        while loader.check_node():
            node = loader.get_node()
            if node is not None:
                if _size(node, {}) > MOST_VALUES:
                    raise yaml.composer.ComposerError(
                        None, None, f"with its aliases written out it has more than {MOST_VALUES:,} values", node.start_mark
                    )
                yield node, loader.construct_document(node)
    finally:
        loader.dispose()


def _size(node: yaml.Node, known: dict[yaml.Node, int]) -> int:
    """How many values there are in ``node``, each as often as an alias repeats it; ``known`` are those that were counted."""
    if node not in known:
        known[node] = 1  # where it is within itself
        parts = [part for pair in node.value for part in pair] if isinstance(node, yaml.MappingNode) else node.value
        known[node] += 0 if isinstance(node, yaml.ScalarNode) else sum(_size(part, known) for part in parts)
    return known[node]


def _flat(node: yaml.Node, document: Any) -> Iterator[tuple[yaml.Node, Any]]:
    """The document, or of a ``List`` what is in it."""
    items = document.get("items") if isinstance(document, Mapping) and str(document.get("kind")).endswith("List") else None
    if not items or not isinstance(items, list):
        yield node, document
        return
    for number, each in enumerate(items):
        yield from _flat(_walk(node, ("items", number))[1], each)


def line_of(node: yaml.Node, location: Sequence[str | int]) -> int:
    """The line (from 1) of what ``location`` leads to, or of the last thing on the way that is there."""
    return _walk(node, location)[0] + 1


def node_of(node: yaml.Node, location: Sequence[str | int]) -> yaml.Node | None:
    """What ``location`` leads to, if it is there."""
    _, found, whole = _walk(node, location)
    return found if whole else None


def _walk(node: yaml.Node, location: Sequence[str | int]) -> tuple[int, yaml.Node, bool]:
    """As far as it goes: the line (from 0), the node, and whether it is the end of the way."""
    line = node.start_mark.line
    for step in location:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(step)), None)
            if found is None:
                return line, node, False
            line, node = found[0].start_mark.line, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line
        else:
            return line, node, False
    return line, node, True
