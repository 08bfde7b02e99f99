"""What this project makes of a case."""

import json
from typing import Any

from reindex_operator import painless
from reindex_operator.painless.document import to_json
from reindex_operator.painless.runtime.text import text
from reindex_operator.painless.runtime.throwable import Throwable

from .cases import DOCUMENT


def outcome(source: str, *, reindex: bool) -> dict[str, Any]:
    """Compile and run a script; the outcome in the table's shape."""
    try:
        script = painless.compile(source, kind="reindex" if reindex else "execute")
    except painless.ScriptError:
        return {"phase": "compile"}
    try:
        if not reindex:
            return {"value": text(script.execute())}
        ctx = {"_source": json.loads(json.dumps(DOCUMENT)), "_index": "painless-source", "_id": "1", "_version": -1, "_routing": None}
        ctx |= {"op": "index", "_now": 1577934245123}
        script.run(ctx)
    except painless.ScriptRuntimeError as error:
        return {"phase": "run", "error": error.kind}
    if ctx["op"] != "index":
        return {"op": ctx["op"]}
    try:
        return {"document": json.loads(to_json(ctx["_source"])), "id": ctx["_id"], "routing": ctx["_routing"]}
    except Throwable:
        return {"phase": "write"}
