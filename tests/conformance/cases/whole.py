"""That every document arrives, and all that it holds, where a page or a batch could leave some of it behind (R15, R17, R19, R48)."""

from typing import Any

from tests.conformance.harness.case import Case, Differs, Doc, Index, Step, copy, docs

ONE_DAY = 1_790_000_000_000
SHRUNK: list[Step] = [
    ("PUT", "/wide/_settings", {"index.blocks.write": True}),
    ("POST", "/wide/_shrink/src?wait_for_active_shards=1", {"settings": {"index.number_of_replicas": 0, "index.blocks.write": None}}),
    ("GET", "/_cluster/health/src?wait_for_status=green&timeout=30s", None),
]
"""Four shards made one: their documents keep their numbers of operations, so each number is there up to four times."""
TIED = {"wide": Index(docs(700), shards=4, settings={"index.number_of_routing_shards": 4})}


def vectors(**more: Any) -> dict[str, Index]:
    """A source with vectors, and a destination that takes them."""
    mappings = {"properties": {"v": {"type": "dense_vector", "dims": 3}}}
    return {"src": Index(docs(3, lambda n: {"n": n, "v": [n, 0.5, -1]}), mappings=mappings), "dst": Index(mappings=mappings), **more}


NO_VECTORS = {"os3": "vectors are another type in OpenSearch", "es7": "vectors are no part of the distribution that the lab has"}
UNNUMBERED = {"index.disable_sequence_numbers": True}
NUMBERED = dict.fromkeys(("es8", "es7", "os3"), "there is no such setting")
SAME_DAY = {"src": Index(docs(20, lambda n: {"t": ONE_DAY + n}), mappings={"properties": {"t": {"type": "date"}}})}
NO_FORMAT = {"os3": "OpenSearch refuses a format in a sort"}


def few(batches: int) -> bool:
    """As many as documents of one number, four at the most, leave of them."""
    return 9 <= batches <= 40


CASES = [
    Case("vectors", "R19", vectors(), copy(), unless=NO_VECTORS),
    Case("vectors-and-a-filter", "R19", vectors(), copy({"_source": ["v"]}), unless=NO_VECTORS),
    Case("vectors-left-out", "R19", vectors(), copy({"_source": {"excludes": ["v"]}}), unless=NO_VECTORS),
    Case("vectors-and-a-script", "R19", vectors(), copy(script={"source": "ctx._source.v[0] = 7.0"}), unless=NO_VECTORS),
    Case("shrunk", "R17", TIED, copy(), after=SHRUNK),
    Case(
        "shrunk-in-small-pages",
        "R17",
        TIED,
        copy({"size": 70}),
        after=SHRUNK,
        differs=Differs("tied-batches", {"response.batches": (10, few)}, always=False),
    ),
    Case(
        "shrunk-one-a-page",
        "R17",
        {"wide": Index(docs(40), shards=4, settings={"index.number_of_routing_shards": 4})},
        copy({"size": 1}),
        after=SHRUNK,
        differs=Differs("tied-batches", {"response.batches": (40, few)}),
    ),
    Case("shrunk-and-a-script", "R17", TIED, copy({"size": 700}, script={"source": "ctx._source.m = 1"}), after=SHRUNK),
    *(
        Case(f"sort-with-a-format-{order}", "R15", SAME_DAY, copy({"sort": [{"t": {"order": order, "format": "yyyy-MM-dd"}}], "size": 3}), unless=NO_FORMAT)
        for order in ("asc", "desc")
    ),
    Case(
        "sort-by-lot",
        "R15",
        {"src": docs(40)},
        copy({"query": {"function_score": {"random_score": {}}}, "sort": [{"_score": "desc"}], "size": 3}),
    ),
    Case("smaller-windows", "R17", {"src": Index(docs(2500), settings={"index.max_result_window": 1000})}, copy(), differs=Differs("page-size", {"response.batches": (3, 1)})),
    Case("no-sequence-numbers", "R17", {"src": Index(docs(300), shards=2, settings=UNNUMBERED)}, copy({"size": 100}), {"slices": 2}, unless=NUMBERED, differs=Differs("slices-of-operations", {"response.batches": (4, 3)}, always=False)),
    Case("no-sequence-numbers-where-to", "R25", {"src": docs(30), "dst": Index(docs(10), settings=UNNUMBERED)}, copy(), unless=NUMBERED),
    Case(
        "half-a-pair",
        "R25",
        {"src": [Doc("1", rb'{"t":"cut \ud83d", "n": 1.10}'), Doc("2", rb'{"t":"whole \ud83d\ude00"}'), Doc("3", rb'{"t":"\uDE00 \\ud83d"}')]},
        copy(),
    ),
    Case(
        "id-null-of-one-id-in-several-shards",
        "R48",
        {"src": Index([Doc("1", {"n": n}, routing=f"r{n}") for n in range(8)], shards=3)},
        copy(None, {"routing": "discard"}, script={"source": "ctx._id = null"}),
        any_id=True,
    ),
]  # fmt: skip
