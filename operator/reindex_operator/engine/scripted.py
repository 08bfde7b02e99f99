"""Bulks of a run with a script: the hits' documents as the script left them. Pure, but for the clock.

A batch is a batch of hits, as on a node: those that the script skips count towards its size, not towards ``maxDocs`` (R31-R33).
"""

import time
from typing import Any

import msgspec

from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine.bulk import PIECE_BYTES, TARGET_BYTES, Batch, Encoder, no_source
from reindex_operator.engine.hits import Page, untied
from reindex_operator.engine.transform import Document, Transform

AT_ONCE = 128
"""Hits taken at most without a pause for what else the process has to do."""
SECONDS = 0.02


class ScriptedEncoder(Encoder):
    """Collects what ``transform`` makes of hits."""

    def __init__(self, request: ReindexRequest, docs: int, transform: Transform) -> None:
        super().__init__(request, docs)
        self._transform = transform
        self._kind = request.dest.version_type
        self._alias = bool(request.require_alias)
        self._absent = b',"version":-4' if request.dest.op_type == "create" else b""
        """The API's version of what is not there: under ``opType: create`` a delete of what is there is a conflict as well."""
        self._noops = 0
        self._moved = False
        self._deletes = False
        self._indices: set[str] = set()

    @property
    def hits(self) -> int:
        """Hits collected so far, with those that become nothing."""
        return self._docs + self._noops

    def add(self, page: Page, start: int, most: int) -> int:
        """As of ``Encoder``; takes fewer hits where that takes long. Raises ``ReindexError`` (ScriptError)."""
        piece: list[Any] = []
        size, taken, noops = 0, 0, 0
        until = time.monotonic() + SECONDS
        self._transform.tick()
        for hit in page.hits[start : min(start + most, untied(page, start + min(self._limit - self.hits, AT_ONCE)))]:
            if not memoryview(hit.source).nbytes:
                raise no_source(hit)
            document = self._transform(hit)
            taken += 1
            if document is None:
                noops += 1
            else:
                size += self._write(piece, document, dirty=page.dirty)
            if size >= PIECE_BYTES:
                self._close(piece, size)
                piece, size = [], 0
            if (self._bytes >= TARGET_BYTES or time.monotonic() > until) and untied(page, start + taken) == start + taken:
                break
        self._close(piece, size)
        self._docs += taken - noops
        self._noops += noops
        if taken:
            self._ends_at(page, start + taken - 1)
        return taken

    def take(self) -> Batch:
        """As of ``Encoder``."""
        batch = super().take()
        batch.noops, batch.moved, batch.deletes, batch.indices = self._noops, self._moved, self._deletes, sorted(self._indices)
        self._noops, self._moved, self._deletes, self._indices = 0, False, False, set()
        return batch

    def _close(self, piece: list[Any], size: int) -> None:
        if piece:
            self._pieces.append(b"".join(piece))
            self._bytes += size

    def _write(self, piece: list[Any], document: Document, *, dirty: bool) -> int:
        """Add the lines of ``document``; returns their bytes, about."""
        source = document.source
        piece += (b'{"delete":{"_id":' if source is None else self._start, document.id)
        if document.index is not None:
            piece += (b',"_index":', msgspec.json.encode(document.index))
            self._indices.add(document.index)
            if self._alias and source is not None:
                piece.append(b',"require_alias":false')  # the node asks it of dest.index alone (R13)
        if document.routing is not None:
            piece += (b',"routing":', document.routing)
        if document.version is not None:
            piece.append(f',"version_type":"{self._kind}","version":{document.version}'.encode())
        self._moved = self._moved or document.moved
        if source is None:
            self._deletes = True
            piece.append(self._absent + b"}}\n")
            return 60
        piece.append(b"}}\n")
        if dirty:
            source = bytes(source).replace(b"\n", b" ").replace(b"\r", b" ")
        piece += (source, b"\n")
        return memoryview(source).nbytes + 40
