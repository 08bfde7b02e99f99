"""The scripts of the suite ``scripts``, for the articles of ``data.large``; and what each costs a document: ``python -m bench.scripts``.

The second table is of this process alone: what parsing a source, running the script and writing the source take, in microseconds of CPU.
"""

import random
import time
from collections.abc import Callable
from functools import partial
from typing import Any

SMALL = "ctx._source.flag = true"
MEDIUM = """\
Map doc = ctx._source;
doc.title = doc.title.toUpperCase();
doc.headline = doc.title.substring(0, 10).trim() + ' - ' + doc.author.name;
ZonedDateTime created = ZonedDateTime.parse(doc.created);
doc.year = created.getYear();
doc.due = created.plusDays(30).format(DateTimeFormatter.ISO_LOCAL_DATE);
doc.price_band = doc.price > 300 ? 'high' : doc.price > 100 ? 'middle' : 'low';
doc.first_tag = doc.tags.contains(params.tag) ? params.tag : doc.tags[0];
doc.contact = ['name': doc.author.remove('name'), 'email': doc.author.email.toLowerCase()];
doc.remove('author');
"""
LOOP = """\
int stars = 0, words = 0;
for (def comment : ctx._source.comments) {
  stars += comment.stars;
  String text = comment.text;
  for (int i = 0; i < text.length(); i++) { if (text.charAt(i) == (char) ' ') { words++ } }
}
int hash = 7;
for (int i = 0; i < 100; i++) { hash = hash * 31 + (i ^ stars) }
ctx._source.stars = stars;
ctx._source.words = words;
ctx._source.hash = hash;
"""
PARAMS = {"tag": "none"}
SCRIPTS = {"small": SMALL, "medium": MEDIUM, "loop": LOOP}


def body(name: str) -> dict[str, Any]:
    """The ``script`` of a request."""
    return {"source": SCRIPTS[name], "params": PARAMS}


def costs(docs: int = 2000, rounds: int = 5) -> str:
    """The table."""
    import msgspec

    from bench.data import large
    from reindex_operator import painless
    from reindex_operator.painless.document import to_json

    rng = random.Random(1)  # noqa: S311 - test data
    make = large(docs).make
    raw = [msgspec.json.encode(make(number, rng)) for number in range(docs)]

    def microseconds(work: Callable[[Any], Any], make: Callable[[], list[Any]]) -> float:
        best = float("inf")
        for _ in range(rounds):
            things = make()
            began = time.process_time()
            for thing in things:
                work(thing)
            best = min(best, time.process_time() - began)
        return best / docs * 1e6

    def contexts() -> list[dict[str, Any]]:
        common = {"_index": "a", "_id": "1", "_version": -1, "_routing": None, "op": "index", "_now": 1_700_000_000_000}
        return [common | {"_source": msgspec.json.decode(source)} for source in raw]

    def after(script: painless.Script) -> list[Any]:
        made = contexts()
        for ctx in made:
            script.run(ctx)
        return [ctx["_source"] for ctx in made]

    parse = microseconds(msgspec.json.decode, lambda: raw)
    before = microseconds(painless.plain_json, lambda: [msgspec.json.decode(source) for source in raw])
    lines = [f"{'us a document':<14} {'parse':>7} {'before':>7} {'script':>7} {'encode':>7} {'sum':>7}"]
    for name, source in SCRIPTS.items():
        script = painless.compile(source, PARAMS)
        ran, written = microseconds(script.run, contexts), microseconds(to_json, partial(after, script))
        lines.append(f"{name:<14} {parse:>7.1f} {before:>7.1f} {ran:>7.1f} {written:>7.1f} {parse + before + ran + written:>7.1f}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(costs())
