"""One document through the script, to be looked at and not to be sent: what would be done, and the difference it makes. Pure."""

import difflib
import json
from typing import Any

import msgspec

from reindex_operator.engine.errors import ReindexError
from reindex_operator.engine.hits import Hit
from reindex_operator.engine.transform import Document, Transform

Meta = dict[str, Any]
LONGEST_DIFF = 4000
CONTEXT = 2


class Trial(msgspec.Struct):
    """What the script makes of ``hit``: ``document`` is None for a noop, ``error`` says why there is none at all.

    ``before`` and ``after`` are the document as it was read and as it would be sent, sources and what was changed of the rest.
    """

    index: str
    id: str
    before: Meta
    document: Document | None = None
    after: Meta | None = None
    error: str | None = None

    @property
    def op(self) -> str:
        """``failed``, ``noop``, ``delete`` or ``index``."""
        if self.error is not None:
            return "failed"
        if self.document is None:
            return "noop"
        return "delete" if self.document.source is None else "index"


def attempt(hit: Hit, transform: Transform) -> Trial:
    """Run the script over ``hit``."""
    name = str(msgspec.json.decode(hit.id))
    trial = Trial(hit.index, name, {"_source": _value(hit.source)})
    try:
        trial.document = transform(hit)
    except ReindexError as error:
        trial.error = error.message
        return trial
    if (document := trial.document) is not None:
        if document.index is not None:
            trial.before["_index"], document_index = hit.index, document.index
            trial.after = {"_index": document_index}
        trial.after = trial.after or {}
        for key, old, new in (("_id", hit.id, document.id), ("_routing", hit.routing, document.routing)):
            if _value(old) != _value(new):
                trial.before[key], trial.after[key] = _value(old), _value(new)
        if document.source is not None:
            trial.after["_source"] = _value(document.source)
    return trial


def diff(before: Meta, after: Meta | None, context: int = CONTEXT) -> list[str]:
    """The lines that differ, ``-`` before and ``+`` after, with ``context`` lines around them; none where nothing does.

    A comma that is there because another line follows is no difference.
    """
    left, right = _lines(before), _lines(after or {})
    found: list[str] = []
    for group in difflib.SequenceMatcher(None, _bare(left), _bare(right)).get_grouped_opcodes(context):
        for kind, first, last, start, end in group:
            if kind == "equal":
                found += [f" {line}" for line in right[start:end]]
            else:
                found += [f"-{line}" for line in left[first:last]] + [f"+{line}" for line in right[start:end]]
    return found


def shortened(lines: list[str]) -> str:
    """``lines`` as one text of bounded length."""
    text = "\n".join(line if len(line) <= LONGEST_DIFF // 8 else line[: LONGEST_DIFF // 8] + " ..." for line in lines)
    return text if len(text) <= LONGEST_DIFF else text[: text.rfind("\n", 0, LONGEST_DIFF)] + "\n..."


def _value(raw: Any) -> Any:
    return msgspec.json.decode(raw) if raw is not None and bytes(raw) else None


def _lines(document: Meta) -> list[str]:
    """As JSON a value a line, the source's fields at the left as in the file that a user has of it."""
    others = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in sorted(document.items()) if key != "_source"]
    if "_source" not in document:
        return others
    return [*others, *json.dumps(document["_source"], indent=2, ensure_ascii=False).split("\n")]


def _bare(lines: list[str]) -> list[str]:
    return [line.rstrip(",") for line in lines]
