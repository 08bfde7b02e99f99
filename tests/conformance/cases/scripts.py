"""Scripts in a reindex: ``ctx``, operations, changed metadata, params, stored scripts, errors, slices, max_docs, conflicts (R48-R50)."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.conformance.harness.case import ABSENT, Case, Differs, Doc, Index, Step, copy, docs

ERROR = "ScriptError"
SRC = {"src": docs(6)}
ROUTED = {"src": Index([Doc("1", {"n": 1}, "a"), Doc("2", {"n": 2}, "b"), Doc("3", {"n": 3})], shards=2)}
VERSIONED = {"src": [Doc(str(n), {"n": n}, version=n + 10) for n in range(1, 5)]}
RICH = {
    "src": Index(
        [
            Doc(
                str(n),
                {
                    "n": n,
                    "name": f"name {n}",
                    "price": n * 1.25,
                    "tags": ["a", "b", f"t{n}"],
                    "author": {"first": "F", "last": f"L{n}"},
                    "when": f"2024-0{n}-11T10:20:30Z",
                    "big": 3000000000 + n,
                    "none": None,
                    "ok": n % 2 == 0,
                },
            )
            for n in range(1, 6)
        ],
        mappings={"dynamic": False},
    )
}
ODD = "ctx._source.n % 2 == 1"
EXTERNAL = {"version_type": "external"}


def script(source: str, **params: Any) -> dict[str, Any]:
    """The body's ``script``."""
    return {"script": {"source": source} | ({"params": params} if params else {})}


def case(
    name: str,
    rules: str,
    source: str,
    indices: Mapping[str, Index | Sequence[Doc]] = SRC,
    dest: Mapping[str, Any] | None = None,
    *,
    of: Mapping[str, Any] | None = None,
    body: Mapping[str, Any] | None = None,
    given: Mapping[str, Any] | None = None,
    **more: Any,
) -> Case:
    """A copy through a script; ``of`` and ``body`` are more of the body's source and of the body, ``given`` the script's params."""
    return Case(f"script-{name}", rules, indices, copy(of, dest, **(script(source, **(given or {})) | dict(body or {}))), **more)


def wrong(name: str, rules: str, source: str, says: str | Sequence[str], **more: Any) -> Case:
    """A script that ends the run with an error."""
    return case(name, rules, source, reason=ERROR, says=says, **more)


def stored(source: str, lang: str = "painless") -> list[Step]:
    """A stored script called ``s``."""
    return [("PUT", "/_scripts/s", {"script": {"lang": lang, "source": source}})]


OLDER = "has an older ctx: no _now, a number for _routing becomes text, a _source of null fails at each document"
OLDER_CTX = {"es7": OLDER, "os3": OLDER}
ANY_ORDER = {"os3": "searches segments beside each other, so which documents come first is open"}
EXACT = Differs(
    "script-max-docs",
    {f"documents.dst/{n}": (ABSENT, [(1, None, f'{{"n": {n}}}')]) for n in (8, 10, 12, 14)}
    | {"response.created": (3, 7), "response.noops": (4, 7), "response.batches": (1, lambda batches: batches > 1)},
    always=False,
)
CHECKED_FIRST = Differs(
    "script-checked-first", {"error": (False, True), "response": (lambda r: r["total"] == 0, None), "status": (200, ABSENT)}
)

SOURCES = [
    case("adds-a-field", "R48", "ctx._source.m = ctx._source.n * 2"),
    case("removes-a-field", "R48", "ctx._source.remove('n')"),
    case("renames-a-field", "R48", "ctx._source.count = ctx._source.remove('n')"),
    case("replaces-the-source", "R48", "ctx._source = ['id': ctx._id, 'list': [1, 2.5, null, true, 'x'], 'map': ['a': [:]]]"),
    case("empties-the-source", "R48", "ctx._source.clear()"),
    case("leaves-all-alone", "R48", "ctx.op = 'index'", RICH),
    case("reads-nested-fields", "R48", "ctx._source.full = ctx._source.author.first + ' ' + ctx._source.author['last']", RICH),
    case("makes-nested-fields", "R48", "ctx._source.meta = new HashMap(); ctx._source.meta.by = [['y': 1]]", RICH),
    case("numbers", "R48", "ctx._source.price *= 1.1; ctx._source.big += 1; ctx._source.n += 0.5; ctx._source.f = 1.5f; ctx._source.l = 7L", RICH),
    case("integers-wrap", "R48", "ctx._source.n = ctx._source.n + Integer.MAX_VALUE", RICH),
    case("lists", "R48", "ctx._source.tags.add(0, 'z'); ctx._source.tags.removeIf(t -> t == 'a'); ctx._source.size = ctx._source.tags.size()", RICH),
    case("dates", "R48", "ctx._source.next = ZonedDateTime.parse(ctx._source.when).plusDays(30).toString()", RICH),
    case("a-date-as-it-is", "R48", "ctx._source.at = ZonedDateTime.parse(ctx._source.when)", RICH),
    case("not-a-number-becomes-text", "R48", "ctx._source.x = 0.0 / 0.0; ctx._source.y = 1.0 / 0"),
    case("loops-and-branches", "R48", "int s = 0; for (def t : ctx._source.tags) { s += t.length() } if (s > 3) { ctx._source.s = s } else { ctx._source.s = -1 }", RICH),
    case("functions", "R48", "int twice(int x) { return x * 2 } ctx._source.n = twice(ctx._source.n)"),
    case("exceptions-caught", "R48", "try { ctx._source.x.y = 1 } catch (Exception e) { ctx._source.x = 'none' }"),
    case("source-with-escapes", "R48", "ctx._source.t = 'q\"\\\\ \\' / é €'"),
    case("null-values", "R48", "ctx._source.z = null; ctx._source.was = ctx._source.none == null", RICH),
    case("filtered-source", "R4 R48", "ctx._source.keys = ctx._source.size()", RICH, of={"_source": ["n", "name"]}),
    case("with-a-pipeline", "R25 R48", "ctx._source.a = ctx._source.n", before=[("PUT", "/_ingest/pipeline/p", {"processors": [{"set": {"field": "b", "value": "{{a}}"}}]})], dest={"pipeline": "p"}, unless={"es7": "the node has no ingest-common module"}),
]  # fmt: skip

CONTEXT = [
    case(
        "sees-the-hit",
        "R48",
        "ctx._source = ['i': ctx._index, 'd': ctx._id, 'r': ctx._routing, 'o': ctx.op, 'v': ctx._version]",
        ROUTED,
    ),
    case("sees-external-versions", "R19 R48", "ctx._source.v = ctx._version", VERSIONED, EXTERNAL),
    case("sees-the-source-routing", "R26 R48", "ctx._source.r = ctx._routing", ROUTED, {"routing": "=cat"}),
    case("sees-the-time", "R48", "ctx._source.recent = ctx._now > 1600000000000L", unless=OLDER_CTX),
    case(
        "lists-its-keys",
        "R48",
        "ctx._source.k = ctx.containsKey('_source') && ctx.containsKey('op') && ctx.containsKey('_now')",
        unless=OLDER_CTX,
    ),
]

OPERATIONS = [
    case("noop", "R50", "ctx.op = 'noop'"),
    case("noop-for-some", "R50", f"if ({ODD}) {{ ctx.op = 'noop' }}"),
    case("noop-in-pages", "R32 R33 R50", "if (ctx._source.n <= 4) { ctx.op = 'noop' }", of={"size": 2}),
    case("noop-after-a-change", "R50", "ctx._source.n = 'changed'; ctx._id = 'x' + ctx._id; ctx.op = 'noop'"),
    case("noop-set-back", "R50", "ctx.op = 'noop'; ctx.op = 'index'"),
    case("delete-what-is-there", "R50", "ctx.op = 'delete'", SRC | {"dst": docs(6)}),
    case("delete-what-is-not-there", "R28 R50", "ctx.op = 'delete'", SRC | {"dst": docs(3)}),
    case("delete-without-a-destination", "R28 R50", "ctx.op = 'delete'"),
    case("delete-some-and-index-some", "R50", f"if ({ODD}) {{ ctx.op = 'delete' }}", SRC | {"dst": docs(3)}),
    case("delete-another-id", "R50", "ctx.op = 'delete'; ctx._id = '1' + ctx._id", SRC | {"dst": docs(20)}),
    case("delete-in-another-index", "R50", "ctx.op = 'delete'; ctx._index = 'other'", SRC | {"dst": docs(6), "other": docs(4)}),
    case("delete-by-routing", "R50", "ctx.op = 'delete'", ROUTED | {"dst": ROUTED["src"]}),
    case("delete-under-create", "R50", "ctx.op = 'delete'", SRC | {"dst": docs(6)}, {"op_type": "create"}),
    case("all-three", "R50", "int n = ctx._source.n % 3; ctx.op = n == 0 ? 'noop' : n == 1 ? 'delete' : 'index'", {"src": docs(30), "dst": docs(15)}),
    wrong("delete-under-external-versions", "R50", "ctx.op = 'delete'", "which deletes do not take", indices=VERSIONED | {"dst": docs(4)}, dest=EXTERNAL),
    case("delete-with-version-null", "R50", "ctx.op = 'delete'; ctx._version = null", VERSIONED | {"dst": docs(4)}, EXTERNAL),
    wrong("op-unknown", "R48", "ctx.op = 'update'", ["document [src][", "[op]", "update"]),
    wrong("op-create", "R48", "ctx.op = 'create'", "[op]"),
    wrong("op-null", "R48", "ctx.op = null", "[op]"),
]  # fmt: skip

METADATA = [
    case("changes-the-id", "R48", "ctx._id = 'new-' + ctx._id"),
    case("id-from-a-number", "R48", "ctx._id = ctx._source.n * 10"),
    case("ids-that-meet", "R36 R48", "ctx._id = 'x'"),
    case("ids-that-meet-under-create", "R29 R48", "ctx._id = 'x'", dest={"op_type": "create"}, body={"conflicts": "proceed"}),
    case("id-null", "R48", "ctx._id = null", any_id=True),
    case("id-removed", "R48", "ctx.remove('_id')", any_id=True),
    wrong("id-null-under-external-versions", "R48", "ctx._id = null", "external version", indices=VERSIONED, dest=EXTERNAL),
    case("changes-the-index", "R48 R49", "ctx._index = 'dst-' + ctx._source.n % 2"),
    case("index-as-it-is", "R49", "ctx._index = 'src'"),
    case("index-to-the-destination", "R49", "ctx._index = 'dst'"),
    case("index-by-alias", "R48", "ctx._index = 'al'", SRC | {"target": Index(aliases={"al": {}})}),
    case("index-with-require-alias", "R13", "ctx._index = 'plain'", SRC | {"target": Index(aliases={"al": {}})}, {"index": "al"}, params={"require_alias": True}),
    wrong("index-null", "R48", "ctx._index = null", "_index"),
    case("index-that-can-not-be", "R48", "ctx._index = 'Not/an*Index'"),
    case("changes-the-routing", "R48", "ctx._routing = 'r' + ctx._source.n", ROUTED),
    case("routing-null", "R48", "ctx._routing = null", ROUTED),
    case("routing-as-it-is", "R49", "ctx._routing = ctx._routing", ROUTED, {"routing": "=cat"}),
    case("routing-instead-of-the-request's", "R49", "ctx._routing = 'dog'", ROUTED, {"routing": "=cat"}),
    case("routing-null-instead-of-the-request's", "R49", "ctx._routing = null", ROUTED, {"routing": "=cat"}),
    case("routing-in-spite-of-discard", "R49", "ctx._routing = 'dog'", ROUTED, {"routing": "discard"}),
    wrong("routing-of-a-number", "R48", "ctx._routing = 5", "_routing", unless=OLDER_CTX),
    case("version-as-it-is", "R49", "ctx._version = ctx._version", VERSIONED, EXTERNAL),
    case("version-changed", "R48", "ctx._version = ctx._version + 100", VERSIONED, EXTERNAL),
    case("version-null", "R48", "ctx._version = null", VERSIONED | {"dst": docs(2)}, EXTERNAL),
    case("version-older", "R29 R48", "ctx._version = 1", VERSIONED | {"dst": VERSIONED["src"]}, EXTERNAL, body={"conflicts": "proceed"}),
    wrong("version-under-internal", "R48", "ctx._version = 5", "dest.versionType"),
    case("version-null-under-internal", "R48", "ctx._version = null"),
    wrong("version-with-a-fraction", "R48", "ctx._version = 1.5", "_version", indices=VERSIONED, dest=EXTERNAL),
    wrong("version-of-text", "R48", "ctx._version = 'x'", "_version", indices=VERSIONED, dest=EXTERNAL),
    wrong("now-changed", "R48", "ctx._now = 5L", "_now"),
    wrong("key-unknown", "R48", "ctx.extra = 1", "[extra]"),
    wrong("source-null", "R48", "ctx._source = null", "_source", unless=OLDER_CTX),
    wrong("source-of-text", "R48", "ctx._source = 'text'", "_source"),
]  # fmt: skip

CHOICES = [
    case("params", "R48", "ctx._source.p = params.a + params.list.size() + params.m.x", given={"a": 2, "list": [1, 2], "m": {"x": 0.5}}),
    case("params-missing", "R48", "ctx._source.p = params.nothing", given={"a": 2}),
    case("params-of-every-kind", "R48", "ctx._source.p = params", given={"i": 1, "l": 3000000000, "d": 1.5, "t": "t", "b": False, "n": None, "a": [[]], "o": {"k": {}}}),
    case("stored", "api:script", "", body={"script": {"id": "s", "params": {"by": 3}}}, before=stored("ctx._source.n *= params.by")),
    case("stored-missing", "api:script", "", body={"script": {"id": "not-there"}}, reason=ERROR, says=["spec.script.id", "no stored script [not-there]"]),
    case("lang-painless", "api:script", "", body={"script": {"lang": "painless", "source": "ctx._source.n++"}}),
    case("lang-unknown", "api:script", "", body={"script": {"lang": "groovy", "source": "x"}}, reason="Invalid", says="painless"),
    case("max-docs", "R31", "ctx._source.m = 1", {"src": docs(20)}, body={"max_docs": 7}),
    case("max-docs-and-noops", "R31", f"if ({ODD}) {{ ctx.op = 'noop' }}", {"src": docs(30)}, of={"size": 5}, body={"max_docs": 7}, unless=ANY_ORDER),
    case("max-docs-and-noops-in-one-page", "R31", f"if ({ODD}) {{ ctx.op = 'noop' }}", {"src": docs(30)}, body={"max_docs": 7}, differs=EXACT),
    case("max-docs-and-deletes", "R31", f"if ({ODD}) {{ ctx.op = 'delete' }}", {"src": docs(30), "dst": docs(30)}, of={"size": 5}, body={"max_docs": 7}),
    case("max-docs-and-only-noops", "R31", "ctx.op = 'noop'", {"src": docs(30)}, of={"size": 4}, body={"max_docs": 9}),
    case("slices", "R46 R50", "int n = ctx._source.n % 3; ctx.op = n == 0 ? 'noop' : n == 1 ? 'delete' : 'index'", {"src": Index(docs(60), shards=3), "dst": docs(30)}, params={"slices": 3}),
    case("conflicts-abort", "R29", "ctx._source.m = 1", SRC | {"dst": docs(2)}, {"op_type": "create"}),
    case("conflicts-proceed", "R29", f"if ({ODD}) {{ ctx.op = 'noop' }}", SRC | {"dst": docs(4)}, {"op_type": "create"}, body={"conflicts": "proceed"}),
    case("into-strict-mapping", "R29 R30", "if (ctx._source.n == 3) { ctx._source.o = 1 }", SRC | {"dst": Index(mappings={"dynamic": "strict", "properties": {"n": {"type": "long"}}})}),
    case("pages-of-two", "R33", "ctx._source.m = 1", of={"size": 2}),
    case("no-documents", "R33", "ctx._source.m = 1", {"src": []}),
    wrong("no-documents-and-no-script", "R50", "no script", "compile error at 1:", indices={"src": []}, differs=CHECKED_FIRST),
    case("sorted", "R15", "ctx._source.m = 1", of={"sort": {"n": "desc"}}, body={"max_docs": 3}),
    case("query", "R48", "ctx._source.m = 1", of={"query": {"range": {"n": {"gt": 3}}}}),
]  # fmt: skip

RUNTIME = [
    wrong("throws-on-the-first", "R50", "throw new IllegalArgumentException('no ' + ctx._id)", ["document [src][1]", "no 1", "1:"]),
    wrong("throws-on-the-last", "R50", "if (ctx._source.n == 6) { ctx._source.x.y = 1 }", ["document [src][6]", "null_pointer_exception"]),
    wrong("throws-on-the-second-page", "R50", "if (ctx._source.n == 3) { int z = 0; ctx._source.n = 1 / z }", ["document [src][3]", "/ by zero"], of={"size": 2}),
    wrong("casts-badly", "R50", "ctx._source.n = (String) ctx._source.n", "class_cast_exception"),
    wrong("loops-for-ever", "R50", "int i = 0; while (i >= 0) { i = i == 5 ? 0 : i + 1 }", "loop"),
    wrong("writes-a-key-of-a-number", "R50", "ctx._source.put(1, 2)", "can not be written"),
    wrong("writes-itself", "R50", "ctx._source.me = ctx._source", "self-referencing"),
    wrong("names-what-is-unknown", "R50", "ctx._source.total = totl * 2", ["compile error at 1:", "totl", "^"]),
    wrong("does-not-parse", "R50", "ctx._source.n = ;", ["compile error at 1:", "^"]),
    wrong("calls-what-is-not-there", "R50", "ctx._source.n = Math.foo(1)", ["compile error at 1:", "foo"]),
    wrong("asks-for-the-runtime", "R50", "Runtime.getRuntime()", "compile error at 1:"),
]  # fmt: skip

CASES = [*SOURCES, *CONTEXT, *OPERATIONS, *METADATA, *CHOICES, *RUNTIME]
