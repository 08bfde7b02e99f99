"""The data sets: ``small`` (log lines of about 260 bytes), ``large`` (articles of about 1.3 kB with nested comments), and bulky documents.

Deterministic, so that every session copies the same bytes.
"""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

_words_rng = random.Random(7)  # noqa: S311 - test data
WORDS = ["".join(_words_rng.choices("abcdefghijklmnopqrstuvwxyz", k=_words_rng.randint(3, 10))) for _ in range(3000)]
BULK_BYTES = 3 << 20
LEVELS = ("INFO", "WARN", "ERROR", "DEBUG")
STATUSES = (200, 201, 204, 301, 400, 404, 500)

SMALL_MAPPINGS = {
    "properties": {
        "n": {"type": "long"},
        "ts": {"type": "date"},
        "user": {"type": "keyword"},
        "level": {"type": "keyword"},
        "status": {"type": "integer"},
        "duration": {"type": "float"},
        "host": {"type": "keyword"},
        "path": {"type": "keyword"},
        "message": {"type": "text"},
    }
}
LARGE_MAPPINGS = {
    "properties": {
        "n": {"type": "long"},
        "title": {"type": "text"},
        "body": {"type": "text"},
        "author": {"properties": {"name": {"type": "keyword"}, "email": {"type": "keyword"}, "age": {"type": "integer"}}},
        "tags": {"type": "keyword"},
        "created": {"type": "date"},
        "price": {"type": "double"},
        "comments": {
            "type": "nested",
            "properties": {"who": {"type": "keyword"}, "text": {"type": "text"}, "stars": {"type": "byte"}},
        },
    }
}


def _small(i: int, rng: random.Random) -> dict[str, Any]:
    return {
        "n": i,
        "ts": f"2026-01-{1 + i % 28:02}T{i % 24:02}:{i % 60:02}:{i // 7 % 60:02}.{i % 1000:03}Z",
        "user": f"user-{rng.randrange(20_000):05}",
        "level": rng.choice(LEVELS),
        "status": rng.choice(STATUSES),
        "duration": round(rng.random() * 1000, 3),
        "host": f"host-{rng.randrange(200):03}.example.net",
        "path": f"/api/v1/{rng.choice(WORDS)}/{rng.choice(WORDS)}/{rng.randrange(1000)}",
        "message": " ".join(rng.choices(WORDS, k=11)),
    }


def _large(i: int, rng: random.Random) -> dict[str, Any]:
    return {
        "n": i,
        "title": " ".join(rng.choices(WORDS, k=7)),
        "body": " ".join(rng.choices(WORDS, k=rng.randint(60, 140))),
        "author": {
            "name": f"{rng.choice(WORDS)} {rng.choice(WORDS)}",
            "email": f"{rng.choice(WORDS)}@example.org",
            "age": rng.randrange(18, 80),
        },
        "tags": rng.sample(WORDS, 4),
        "created": f"2025-{1 + i % 12:02}-{1 + i % 28:02}T10:00:00Z",
        "price": round(rng.random() * 500, 2),
        "comments": [
            {"who": rng.choice(WORDS), "text": " ".join(rng.choices(WORDS, k=12)), "stars": rng.randrange(6)}
            for _ in range(rng.randint(1, 4))
        ],
    }


@dataclass(frozen=True)
class DataSet:
    """A named source index: how many documents, made how, mapped how."""

    name: str
    docs: int
    mappings: dict[str, Any]
    make: Callable[[int, random.Random], dict[str, Any]]

    def bulks(self) -> Iterator[bytes]:
        """The bodies of the bulk requests that index it."""
        rng = random.Random(42)  # noqa: S311 - test data
        lines: list[str] = []
        size = 0
        for i in range(self.docs):
            lines.append(f'{{"index":{{"_id":"{self.name}-{i:08}"}}}}\n{json.dumps(self.make(i, rng), separators=(",", ":"))}\n')
            size += len(lines[-1])
            if size > BULK_BYTES:
                yield "".join(lines).encode()
                lines, size = [], 0
        if lines:
            yield "".join(lines).encode()


def small(docs: int, name: str = "small") -> DataSet:
    """Log lines."""
    return DataSet(name, docs, SMALL_MAPPINGS, _small)


def large(docs: int) -> DataSet:
    """Articles."""
    return DataSet("large", docs, LARGE_MAPPINGS, _large)


def bulky(docs: int, size: int, name: str) -> DataSet:
    """Documents of ``size`` bytes each, of text that is stored and not indexed: what they weigh is what counts."""

    def make(i: int, rng: random.Random) -> dict[str, Any]:
        return {"n": i, "blob": " ".join(rng.choices(WORDS, k=size // 8))[:size]}

    return DataSet(
        name, docs, {"properties": {"n": {"type": "long"}, "blob": {"type": "keyword", "index": False, "doc_values": False}}}, make
    )
