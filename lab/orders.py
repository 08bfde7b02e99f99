"""The demo's data: orders of a shop, the same ones every time."""

import json
import random
from collections.abc import Iterator

MAPPINGS = {
    "properties": {
        "tenant": {"type": "keyword"},
        "customer": {"type": "keyword"},
        "status": {"type": "keyword"},
        "placed": {"type": "date"},
        "net": {"type": "double"},
        "items": {"properties": {"sku": {"type": "keyword"}, "quantity": {"type": "integer"}, "price": {"type": "double"}}},
        "note": {"type": "text"},
    }
}
WORDS = (
    "please",
    "leave",
    "at",
    "the",
    "door",
    "ring",
    "twice",
    "gift",
    "wrap",
    "fragile",
    "call",
    "before",
    "delivery",
    "weekend",
    "only",
    "thank",
    "you",
)


def order(number: int, rng: random.Random) -> dict[str, object]:
    """One order."""
    items = [
        {"sku": f"SKU-{rng.randrange(5000):05}", "quantity": rng.randint(1, 5), "price": round(rng.uniform(1, 200), 2)}
        for _ in range(rng.randint(1, 3))
    ]
    return {
        "tenant": rng.choice(("acme", "globex", "initech")),
        "customer": f"C{rng.randrange(40_000):06}",
        "status": rng.choice(("placed", "paid", "shipped", "returned")),
        "placed": f"2026-{1 + number % 12:02}-{1 + number % 28:02}T{number % 24:02}:{number % 60:02}:00Z",
        "net": round(sum(item["quantity"] * item["price"] for item in items), 2),  # type: ignore[operator] # numbers, as made above
        "items": items,
        "note": " ".join(rng.choices(WORDS, k=8)),
    }


def bulks(count: int, docs_per_bulk: int = 5000) -> Iterator[bytes]:
    """Bodies of the bulk requests that index ``count`` orders."""
    rng = random.Random(2026)  # noqa: S311 - made-up orders
    for start in range(0, count, docs_per_bulk):
        numbers = range(start, min(start + docs_per_bulk, count))
        lines = (f'{{"index":{{"_id":"{number:07}"}}}}\n{json.dumps(order(number, rng), separators=(",", ":"))}\n' for number in numbers)
        yield "".join(lines).encode()
