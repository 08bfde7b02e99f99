"""Runs the script over one hit: what becomes of the document, by the API's rules of ``ctx`` (R48-R50). Pure.

``ctx`` shows the hit as it was read: the source's index, id and routing, not the destination's. What the script leaves as it was there keeps
what ``dest`` says of it (R49). A source that the script leaves alone keeps its bytes.
"""

import hashlib
import time
from base64 import urlsafe_b64encode
from typing import Any

import msgspec

from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine import reasons
from reindex_operator.engine.errors import ReindexError
from reindex_operator.engine.hits import Hit
from reindex_operator.painless import Script, ScriptRuntimeError, plain_json
from reindex_operator.painless.runtime.throwable import Throwable
from reindex_operator.painless.runtime.values import box_long

_decode = msgspec.json.decode
_encode = msgspec.json.encode


class Document(msgspec.Struct, gc=False):
    """What is to be sent for a hit. ``id`` and ``routing`` are JSON, ``source`` is None for a delete; what is None is not sent.

    ``index`` is where the script sends it, if not to ``dest.index``. ``moved``: it has another place than by the request alone.
    """

    id: Any
    source: Any = None
    routing: Any = None
    version: int | None = None
    index: str | None = None
    moved: bool = False


class Transform:
    """The script of ``request`` over hits, one at a time. ``stamp`` tells this run's automatic ids from another run's."""

    def __init__(self, request: ReindexRequest, script: Script, stamp: str) -> None:
        self._script = script
        self._stamp = stamp
        routing = request.dest.routing or "keep"
        self._keeps_routing = routing == "keep"
        self._routing = _encode(routing[1:]) if routing.startswith("=") else None
        self._external = (request.dest.version_type or "internal") != "internal"
        self.now = 0
        self.tick()

    def tick(self) -> None:
        """Let ``ctx._now`` be the present."""
        self.now = box_long(round(time.time() * 1000))

    def __call__(self, hit: Hit) -> Document | None:
        """What to send for ``hit``; None for a noop. Raises ``ReindexError`` (ScriptError) where the script throws or asks for what can not be."""
        name = _decode(hit.id)
        raw = bytes(hit.routing)
        routing = _decode(raw) if raw else None
        try:
            source = _decode(hit.source)
        except msgspec.MsgspecError as error:
            raise self._failed(hit, f"_source can not be read: {error}") from error
        before = plain_json(source)
        version = box_long(hit.version)
        ctx: dict[str, Any] = {
            "_index": hit.index,
            "_id": name,
            "_version": version,
            "_routing": routing,
            "op": "index",
            "_now": self.now,
            "_source": source,
        }
        try:
            self._script.run(ctx)
            if ctx["op"] == "noop":
                return None
            after = self._script.to_json(ctx["_source"])
        except ScriptRuntimeError as error:
            raise self._failed(hit, str(error)) from error
        except Throwable as error:
            raise self._failed(hit, f"_source can not be written: {error.message}") from error
        made = Document(hit.id, hit.source if before == after else after)
        made.routing = (hit.routing if raw else None) if self._keeps_routing else self._routing
        made.version = hit.version if self._external else None
        if ctx["_index"] != hit.index:
            made.index, made.moved = ctx["_index"], True
        if ctx["_routing"] != routing:
            made.routing = None if ctx["_routing"] is None else _encode(ctx["_routing"])
            made.moved = True
        if ctx["_version"] != version:
            made.version = self._version(hit, ctx["_version"])
        if ctx["_id"] != name:
            made.id, made.moved = self._id(hit, name, ctx["_id"], made.version), True
        if ctx["op"] == "delete":
            self._delete(hit, ctx["_id"], made)
        return made

    def _version(self, hit: Hit, version: int | None) -> int | None:
        if version is not None and not self._external:
            raise self._failed(hit, "ctx._version may only be set under dest.versionType external, external_gt or external_gte")
        return None if version is None else int(version)

    def _id(self, hit: Hit, old: str, new: str | None, version: int | None) -> bytes:
        """An id as JSON. An automatic one is made of where the document comes from: tried again in this run, it gets the same."""
        if new is not None:
            return _encode(new)
        if version is not None:
            raise self._failed(
                hit, "ctx._id is null, and a document without an id can not keep an external version; set ctx._version to null too"
            )
        place = f"{self._stamp}/{hit.index}/{old}"
        if routing := bytes(hit.routing):
            place += f"/{_decode(routing)}"  # two shards of an index may hold documents with one id
        digest = hashlib.blake2b(place.encode("utf-8", "surrogatepass"), digest_size=15).digest()
        return b'"' + urlsafe_b64encode(digest) + b'"'

    def _delete(self, hit: Hit, name: str | None, made: Document) -> None:
        """A delete is by internal version, whatever ``dest`` says (R50)."""
        if name is None:
            raise self._failed(hit, "ctx.op is delete and ctx._id is null: a delete needs an id")
        if made.version is not None:
            raise self._failed(hit, "ctx.op is delete under an external version, which deletes do not take; set ctx._version to null too")
        made.source = None

    def _failed(self, hit: Hit, what: str) -> ReindexError:
        return ReindexError(reasons.SCRIPT_ERROR, f"spec.script: document [{hit.index}][{_decode(hit.id)}]: {what}")
