"""How documents are written: bytes, ids, conflicts, failures of single documents, refresh, active shards, blocks (R25-R36)."""

from tests.conformance.harness.case import Case, Differs, Doc, Index, Step, copy, docs

SRC = {"src": docs(6)}
PRETTY = '{\n  "a": 1,\n  "b": [\n    1,\n    2\n  ]\n}'
SMALL_WINDOW = {"src": Index(docs(12), settings={"index.max_result_window": 5})}
WIDE: Step = ("PUT", "/src/_settings", {"index.max_result_window": None})
CLOSED: list[Step] = [("PUT", "/dst", {"settings": {"number_of_replicas": 0}}), ("POST", "/dst/_close", None)]
AUTO_CREATE_OFF: Step = ("PUT", "/_cluster/settings", {"persistent": {"action.auto_create_index": "false"}})
AUTO_CREATE_DEFAULT: Step = ("PUT", "/_cluster/settings", {"persistent": {"action.auto_create_index": None}})

ONE_LINE = Differs(
    "newlines",
    {
        "documents.dst/1": ([(1, None, PRETTY)], [(1, None, PRETTY.replace("\n", " "))]),
        "documents.dst/2": ([(1, None, '{"a":\r\n2}')], [(1, None, '{"a":  2}')]),
    },
)
ONE_LINE_BESIDE_FLAT = Differs("newlines", {"documents.dst/1": ([(1, None, '{\n"a": 1}')], [(1, None, '{ "a": 1}')])})


def raw(*sources: str) -> list[Doc]:
    """Documents whose bytes are given."""
    return [Doc(str(number), source.encode()) for number, source in enumerate(sources, 1)]


def block(name: str) -> Step:
    """A block on the destination."""
    return ("PUT", "/dst/_settings", {f"index.blocks.{name}": True})


def unblock(name: str) -> Step:
    """The block's end, so that the index can be deleted."""
    return ("PUT", "/dst/_settings", {f"index.blocks.{name}": None})


def anything(documents: list[Doc]) -> Index:
    """A source that takes every document, whatever its fields are."""
    return Index(documents, mappings={"dynamic": False})


def into(name: str, rules: str, dest: Index, source: list[Doc] | None = None, **more: object) -> Case:
    """A copy of ``source`` into an index made beforehand."""
    return Case(name, rules, {"src": anything(source or docs(6)), "dst": dest}, copy(**more))


def mapped(**properties: object) -> Index:
    """An index with these fields."""
    return Index(mappings={"properties": properties})


CASES = [
    Case("into-a-made-destination", "R27", SRC | {"dst": []}, copy()),
    Case("over-what-is-there", "R27", SRC | {"dst": docs(3, lambda n: {"old": n})}, copy()),
    Case("beside-what-is-there", "R27", SRC | {"dst": docs(3, start=21)}, copy()),
    Case(
        "numbers-as-written",
        "R25",
        {
            "src": raw(
                '{"a":1.10,"b":1e3,"c":-0.0,"d":1234567890123456789,"e":0.1000000000000000055511151231257827}', '{"a": 1E+2 , "b":1.0}'
            )
        },
        copy(),
    ),
    Case("key-order-and-spaces", "R25", {"src": raw('{ "z" : 1, "a":  2 ,"m":[ 1 ,2 ] }')}, copy()),
    Case(
        "pretty-printed",
        "R25",
        {"src": raw('{\n  "a": 1,\n  "b": [\n    1,\n    2\n  ]\n}\n', '{"a":\r\n2}', '\n{"a": 3}')},
        copy(),
        differs=ONE_LINE,
    ),
    Case(
        "pretty-printed-and-flat", "R25", {"src": [*raw('{\n"a": 1}'), *docs(5, start=11)]}, copy({"size": 2}), differs=ONE_LINE_BESIDE_FLAT
    ),
    Case("unicode", "R25", {"src": raw('{"k":"äöü € 😀 \\u00e9 \\ud83d\\ude00 中文"}', '{"é":"\\u2028\\t\\"q\\" \\/"}')}, copy()),
    Case("control-characters-escaped", "R25", {"src": raw('{"a":"line\\nbreak\\u0001\\\\"}')}, copy()),
    Case("empty-documents", "R25", {"src": raw("{}", "{ }")}, copy()),
    Case("null-and-nested-null", "R25", {"src": raw('{"a":null,"b":{"c":null},"d":[null]}')}, copy()),
    Case("dotted-and-nested-keys", "R25", {"src": raw('{"a.b":1}', '{"a":{"b":2}}')}, copy()),
    Case("deep-documents", "R25", {"src": raw('{"a":' * 15 + "1" + "}" * 15)}, copy()),
    Case("long-arrays", "R25", {"src": [Doc("1", {"a": list(range(5000))})]}, copy()),
    Case("document-of-one-megabyte", "R23", {"src": [Doc("1", {"a": ["x" * 1000] * 1000}), *docs(3, start=5)]}, copy()),
    Case(
        "twelve-documents-of-a-megabyte",
        "R23",
        {"src": [Doc(str(n), {"n": n, "a": ["x" * 1000] * 1000}) for n in range(12)]},
        copy({"size": 5}),
    ),
    Case("ids-of-512-bytes", "R25", {"src": [Doc("i" * 512, {"n": 1}), Doc("é" * 256, {"n": 2}), Doc("😀" * 128, {"n": 3})]}, copy()),
    Case(
        "ids-with-every-sign",
        "R25",
        {
            "src": [
                Doc(i, {"n": 1})
                for i in (
                    "a b",
                    "a/b",
                    'q"q',
                    "back\\slash",
                    "%2F",
                    "#?&=",
                    "..",
                    "*",
                    "a,b",
                    "\t",
                    "ü",
                    "_underscore",
                    "-",
                    "0",
                    "00",
                    " lead",
                )
            ]
        },
        copy(),
    ),
    Case("ids-like-numbers", "R25", {"src": [Doc(i, {"n": 1}) for i in ("1", "01", "1.0", "1e3", "-1", "9" * 30)]}, copy()),
    Case(
        "strict-mapping",
        "R29 R30",
        {
            "src": [*docs(2), Doc("7", {"n": 1, "extra": 1})],
            "dst": Index(mappings={"dynamic": "strict", "properties": {"n": {"type": "long"}}}),
        },
        copy(),
    ),
    into(
        "mapping-that-does-not-fit",
        "R29 R30",
        mapped(n={"type": "date"}),
        [Doc("1", {"n": "2020-01-01"}), Doc("2", {"n": "never"}), Doc("3", {"n": "2021-01-01"})],
    ),
    into(
        "mapping-that-does-not-fit-proceed",
        "R29 R30",
        mapped(n={"type": "date"}),
        [Doc("1", {"n": "2020-01-01"}), Doc("2", {"n": "never"})],
        conflicts="proceed",
    ),
    into(
        "mapping-that-ignores-malformed",
        "R29",
        mapped(n={"type": "long", "ignore_malformed": True}),
        [Doc("1", {"n": "x"}), Doc("2", {"n": 2})],
    ),
    into("object-where-a-number-is", "R29 R30", mapped(n={"type": "long"}), [Doc("1", {"n": {"a": 1}}), Doc("2", {"n": 2})]),
    into(
        "number-where-an-object-is",
        "R29 R30",
        mapped(n={"properties": {"a": {"type": "long"}}}),
        [Doc("1", {"n": 1}), Doc("2", {"n": {"a": 1}})],
    ),
    into("documents-that-fight-over-a-mapping", "R29 R30", Index(), [Doc("1", {"n": 1}), Doc("2", {"n": {"a": 1}}), Doc("3", {"n": 3})]),
    into("dynamic-off", "R29", Index(mappings={"dynamic": False, "properties": {"a": {"type": "long"}}})),
    into(
        "field-limit",
        "R29 R30",
        Index(settings={"index.mapping.total_fields.limit": 3}),
        docs(3, lambda n: {f"f{n}{i}": i for i in range(2)}),
    ),
    into(
        "depth-limit",
        "R29 R30",
        Index(settings={"index.mapping.depth.limit": 2}),
        [Doc("1", {"a": {"b": {"c": 1}}}), Doc("2", {"a": {"b": 1}})],
    ),
    into("keyword-too-long", "R29 R30", mapped(k={"type": "keyword"}), [Doc("1", {"k": "x" * 33000}), Doc("2", {"k": "fine"})]),
    Case(
        "failures-on-a-later-page",
        "R30",
        {"src": docs(10, lambda n: {"n": n if n < 6 else 1000}), "dst": mapped(n={"type": "byte"})},
        copy({"size": 4}),
        {"refresh": True},
        visible=True,
        differs=Differs("refresh-after-failure", {"visible": (15, 10)}),
    ),
    Case("every-document-fails", "R30", {"src": docs(5, lambda n: {"n": f"x{n}"}), "dst": mapped(n={"type": "long"})}, copy()),
    Case(
        "failures-and-conflicts-abort",
        "R29 R30",
        {
            "src": anything(docs(4, lambda n: {"n": "x" if n == 3 else n})),
            "dst": Index(docs(1, start=2), mappings={"properties": {"n": {"type": "long"}}}),
        },
        copy(None, {"op_type": "create"}),
    ),
    Case(
        "failures-and-conflicts-proceed",
        "R29 R30",
        {
            "src": anything(docs(4, lambda n: {"n": "x" if n == 3 else n})),
            "dst": Index(docs(1, start=2), mappings={"properties": {"n": {"type": "long"}}}),
        },
        copy(None, {"op_type": "create"}, conflicts="proceed"),
    ),
    Case(
        "create-only-new",
        "R25 R29 api:dest",
        SRC | {"dst": docs(2, lambda n: {"old": n})},
        copy(None, {"op_type": "create"}, conflicts="proceed"),
    ),
    Case("create-abort", "R29 R30 api:conflicts", SRC | {"dst": docs(2, lambda n: {"old": n})}, copy(None, {"op_type": "create"})),
    Case(
        "create-abort-on-a-later-page",
        "R29 R30",
        SRC | {"dst": docs(1, start=5)},
        copy({"size": 2}, {"op_type": "create"}),
        reason="VersionConflict",
    ),
    Case("create-abort-on-the-first-page", "R29 R30", SRC | {"dst": docs(1)}, copy({"size": 2}, {"op_type": "create"})),
    Case("create-all-there-proceed", "R29", SRC | {"dst": docs(6)}, copy({"size": 4}, {"op_type": "create"}, conflicts="proceed")),
    Case("create-none-there", "R25", SRC, copy(None, {"op_type": "create"})),
    Case("op-type-index", "R25", SRC | {"dst": docs(2)}, copy(None, {"op_type": "index"})),
    Case("abort-said", "R8", SRC, copy(conflicts="abort")),
    Case("refresh", "R35 api:refresh", SRC | {"dst": []}, copy(), {"refresh": True}, visible=True),
    Case("no-refresh", "R35 api:refresh", SRC | {"dst": []}, copy(), visible=True),
    Case("refresh-false", "R35", SRC | {"dst": []}, copy(), {"refresh": False}, visible=True),
    Case(
        "refresh-only-what-was-written",
        "R35",
        {"src": docs(2), "dst": [], "other": []},
        copy(),
        {"refresh": True},
        visible=True,
        after=[("PUT", "/other/_doc/1", {"n": 1})],
    ),
    Case(
        "refresh-with-slices",
        "R35",
        {"src": Index(docs(9), shards=2), "dst": Index(shards=2)},
        copy(),
        {"refresh": True, "slices": 2},
        visible=True,
    ),
    Case(
        "refresh-after-failures",
        "R30 R35",
        {"src": anything(docs(4, lambda n: {"n": "x" if n == 3 else n})), "dst": mapped(n={"type": "long"})},
        copy(),
        {"refresh": True},
        visible=True,
        differs=Differs("refresh-after-failure", {"visible": (7, 4)}),
    ),
    Case(
        "refresh-after-conflicts-abort",
        "R30 R35",
        SRC | {"dst": docs(1, start=4)},
        copy(None, {"op_type": "create"}),
        {"refresh": True},
        visible=True,
        differs=Differs("refresh-after-failure", {"visible": (12, 7)}),
    ),
    Case("refresh-with-nothing-written", "R35", {"src": [], "dst": []}, copy(), {"refresh": True}, visible=True),
    Case("timeout-given", "R34 api:timeout", SRC, copy(), {"timeout": "2m"}),
    Case("active-shards-one", "R34 api:wait_for_active_shards", SRC, copy(), {"wait_for_active_shards": 1}),
    Case("active-shards-zero", "R34", SRC, copy(), {"wait_for_active_shards": 0}),
    Case("active-shards-all-there", "R34", SRC | {"dst": []}, copy(), {"wait_for_active_shards": "all"}),
    Case(
        "active-shards-not-met",
        "R34",
        SRC | {"dst": Index(settings={"number_of_replicas": 1})},
        copy(),
        {"wait_for_active_shards": 2, "timeout": "100ms"},
    ),
    Case(
        "active-shards-all-not-met",
        "R34",
        SRC | {"dst": Index(settings={"number_of_replicas": 2})},
        copy(),
        {"wait_for_active_shards": "all", "timeout": "100ms"},
    ),
    Case("active-shards-more-than-copies", "R34", SRC | {"dst": []}, copy(), {"wait_for_active_shards": 2, "timeout": "100ms"}),
    Case(
        "auto-create-off",
        "R14",
        SRC,
        copy(),
        before=[AUTO_CREATE_OFF],
        after=[],
        cleanup=[AUTO_CREATE_DEFAULT],
        reason="DestinationMissing",
        says=["dst", "auto_create_index"],
    ),
    Case("auto-create-off-and-there", "R14", SRC | {"dst": []}, copy(), before=[AUTO_CREATE_OFF], cleanup=[AUTO_CREATE_DEFAULT]),
    Case(
        "auto-create-by-pattern",
        "R14",
        SRC,
        copy(),
        before=[("PUT", "/_cluster/settings", {"persistent": {"action.auto_create_index": "-dst,+*"}})],
        cleanup=[AUTO_CREATE_DEFAULT],
        reason="DestinationMissing",
        says="dst",
    ),
    Case(
        "auto-create-by-template",
        "R14",
        SRC,
        copy(),
        before=[
            (
                "PUT",
                "/_index_template/t",
                {
                    "index_patterns": ["dst"],
                    "template": {
                        "settings": {"number_of_replicas": 0, "number_of_shards": 2},
                        "mappings": {"properties": {"n": {"type": "keyword"}}},
                    },
                },
            )
        ],
    ),
    Case(
        "auto-create-with-a-template-s-alias",
        "R14",
        SRC,
        copy(),
        before=[("PUT", "/_index_template/t", {"index_patterns": ["dst"], "template": {"aliases": {"also": {}}}})],
    ),
    Case(
        "closed-destination",
        "R29",
        {"src": docs(2), "dst": []},
        copy(),
        after=[("POST", "/dst/_close", None)],
        reason="DocumentsFailed",
        says="dst",
        unless={"os3": "OpenSearch refuses the whole request here, 9.4.3 and ours each document"},
    ),
    Case("block-write", "R29", SRC | {"dst": []}, copy(), after=[block("write")], cleanup=[unblock("write")]),
    Case("block-read-only", "R29", SRC | {"dst": []}, copy(), after=[block("read_only")], cleanup=[unblock("read_only")]),
    Case(
        "block-of-the-source",
        "R18",
        SRC,
        copy(),
        after=[("PUT", "/src/_settings", {"index.blocks.read": True})],
        cleanup=[("PUT", "/src/_settings", {"index.blocks.read": None})],
        reason="Forbidden",
        says="src",
    ),
    Case("source-is-read-only", "R17", SRC, copy(), after=[("PUT", "/src/_settings", {"index.blocks.write": True})]),
    Case("same-index", "R11", SRC, copy(None, {"index": "src"}), reason="Invalid", says="dest"),
    Case(
        "one-of-the-sources-is-the-destination",
        "R11",
        {"src": docs(2), "src2": docs(2)},
        copy({"index": ["src", "src2"]}, {"index": "src2"}),
        reason="Invalid",
        says="dest",
    ),
    Case(
        "a-pattern-holds-the-destination",
        "R11",
        {"src-a": docs(2), "src-b": docs(2)},
        copy({"index": "src-*"}, {"index": "src-b"}),
        reason="DestinationIsSource",
        says="src-b",
    ),
    Case("a-pattern-would-hold-the-destination", "R11", {"src-a": docs(2)}, copy({"index": "src-*"}, {"index": "src-b"})),
    Case("date-math-destination", "api:dest", SRC, copy(None, {"index": "<dst-{now/d{yyyy}}>"})),
    Case("name-of-a-long-destination", "api:dest", SRC, copy(None, {"index": "d" * 255})),
    Case("write-into-many-shards", "R25", {"src": docs(60), "dst": Index(shards=7)}, copy({"size": 25})),
    Case("soft-limits-of-a-result-window", "R17", SMALL_WINDOW, copy({"size": 5}), cleanup=[WIDE]),
    Case(
        "page-larger-than-the-index-s-window",
        "R17",
        SMALL_WINDOW,
        cleanup=[WIDE],
        body=copy({"size": 6}),
        reason="SearchFailed",
        says="[5] but was [6]",
    ),
    Case("window-below-the-default-page", "R17", SMALL_WINDOW, copy(), cleanup=[WIDE], reason="SearchFailed", says="Result window"),
]
