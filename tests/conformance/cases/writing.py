"""How documents are written: bytes, ids, conflicts, refresh, active shards (R25-R36)."""

from tests.conformance.harness.case import Case, Differs, Doc, Index, Step, anything, copy, docs, mapped

SRC = {"src": docs(6)}
PRETTY = '{\n  "a": 1,\n  "b": [\n    1,\n    2\n  ]\n}'
SMALL_WINDOW = {"src": Index(docs(12), settings={"index.max_result_window": 5})}
WIDE: Step = ("PUT", "/src/_settings", {"index.max_result_window": None})

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
    Case(
        "ids-like-flags", "R25", {"src": [Doc(i, {"n": 1}) for i in ("true", "null", "NaN", "{}", "[]", "ctx", "\u2028", "\x01")]}, copy()
    ),
    Case(
        "ids-of-other-languages",
        "R25",
        {"src": [Doc(i, {"n": 1}) for i in ("中文", "العربية", "e\u0301", "é", "🇨🇭", "\ufeffbom", "a\u0000b")]},
        copy(),
    ),
    Case(
        "fields-of-every-kind",
        "R25",
        {
            "src": anything(
                raw(
                    '{"b":true,"f":false,"s":"","i":0,"n":-1,"l":9223372036854775807,"e":[],"o":{},"m":[[1],[2,[3]]],"u":18446744073709551616}'
                )
            )
        },
        copy(),
    ),
    Case("the-same-key-in-many-cases", "R25", {"src": raw('{"A":1,"a":2,"Ä":3,"ä":4}')}, copy()),
    Case("text-of-a-bulk-inside", "R25", {"src": raw('{"a":"{\\"index\\":{}}\\n{\\"b\\":1}\\n"}')}, copy()),
    Case(
        "two-thousand-fields",
        "R25",
        {"src": anything([Doc("1", {f"f{n}": n for n in range(2000)})]), "dst": Index(mappings={"dynamic": False})},
        copy(),
    ),
    Case("ids-like-numbers", "R25", {"src": [Doc(i, {"n": 1}) for i in ("1", "01", "1.0", "1e3", "-1", "9" * 30)]}, copy()),
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
        says="spec.conflicts",
    ),
    Case("create-abort-on-the-first-page", "R29 R30", SRC | {"dst": docs(1)}, copy({"size": 2}, {"op_type": "create"})),
    Case("create-all-there-proceed", "R29", SRC | {"dst": docs(6)}, copy({"size": 4}, {"op_type": "create"}, conflicts="proceed")),
    Case(
        "create-with-the-same-ids-of-two-sources",
        "R29 R36",
        {"src": docs(3), "src2": docs(3)},
        copy({"index": ["src", "src2"]}, {"op_type": "create"}, conflicts="proceed"),
    ),
    Case(
        "create-with-internal-versions",
        "R25",
        SRC | {"dst": docs(2)},
        copy(None, {"op_type": "create", "version_type": "internal"}, conflicts="proceed"),
    ),
    Case(
        "create-into-what-was-deleted",
        "R25 R27",
        SRC | {"dst": docs(2)},
        copy(None, {"op_type": "create"}),
        after=[("DELETE", "/dst/_doc/1", None), ("DELETE", "/dst/_doc/2?refresh=true", None)],
    ),
    Case(
        "index-into-what-was-deleted",
        "R27",
        SRC | {"dst": docs(2)},
        copy(),
        after=[("DELETE", "/dst/_doc/1", None), ("DELETE", "/dst/_doc/2?refresh=true", None)],
    ),
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
