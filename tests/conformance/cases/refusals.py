"""What the destination refuses: documents that do not fit, blocks, indices that are not made (R14, R18, R29, R30, R34)."""

from tests.conformance.harness.case import ABSENT, Case, Differs, Doc, Index, Step, anything, copy, docs, mapped

SRC = {"src": docs(6)}
AUTO_CREATE_OFF: Step = ("PUT", "/_cluster/settings", {"persistent": {"action.auto_create_index": "false"}})
AUTO_CREATE_DEFAULT: Step = ("PUT", "/_cluster/settings", {"persistent": {"action.auto_create_index": None}})


def block(name: str) -> Step:
    """A block on the destination."""
    return ("PUT", "/dst/_settings", {f"index.blocks.{name}": True})


def unblock(name: str) -> Step:
    """The block's end, so that the index can be deleted."""
    return ("PUT", "/dst/_settings", {f"index.blocks.{name}": None})


def unread(documents: list[Doc]) -> Index:
    """A source whose documents no mapping looks into."""
    return Index(documents, mappings={"enabled": False})


def into(name: str, rules: str, dest: Index, source: list[Doc] | None = None, **more: object) -> Case:
    """A copy of ``source`` into an index made beforehand."""
    return Case(name, rules, {"src": anything(source or docs(6)), "dst": dest}, copy(**more))


CASES = [
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
        "failure-under-create-and-proceed",
        "R29",
        {"src": anything(docs(4, lambda n: {"n": "x" if n == 3 else n})), "dst": mapped(n={"type": "long"})},
        copy({"size": 2}, {"op_type": "create"}, conflicts="proceed"),
    ),
    Case(
        "failure-of-an-update",
        "R29 R30",
        {"src": anything(docs(2, lambda n: {"n": f"x{n}"})), "dst": Index(docs(2), mappings={"properties": {"n": {"type": "long"}}})},
        copy(),
    ),
    Case(
        "failures-with-external-versions",
        "R19 R29",
        {"src": anything([Doc("1", {"n": "x"}, version=7), Doc("2", {"n": 2}, version=7)]), "dst": mapped(n={"type": "long"})},
        copy(None, {"version_type": "external"}, conflicts="proceed"),
    ),
    into("dynamic-fields-that-are-dates", "R29 R30", Index(), [Doc("1", {"d": "2020-01-01"}), Doc("2", {"d": "not a date"})]),
    into("a-geo-point-that-is-none", "R29 R30", mapped(p={"type": "geo_point"}), [Doc("1", {"p": "here"}), Doc("2", {"p": "1,2"})]),
    Case("a-field-s-name-that-is-empty", "R29 R30", {"src": unread([Doc("1", {"": 1}), Doc("2", {"a": 1})]), "dst": []}, copy()),
    Case("a-field-s-name-of-dots", "R29 R30", {"src": unread([Doc("1", {"..": 1}), Doc("2", {"a": 1})]), "dst": []}, copy()),
    Case("a-metadata-field-inside", "R29 R30", {"src": unread([Doc("1", {"_id": "x"}), Doc("2", {"a": 1})]), "dst": []}, copy()),
    into(
        "nested-limit",
        "R29 R30",
        Index(settings={"index.mapping.nested_objects.limit": 2}, mappings={"properties": {"a": {"type": "nested"}}}),
        [Doc("1", {"a": [{"b": 1}] * 3}), Doc("2", {"a": [{"b": 1}]})],
    ),
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
        unless=dict.fromkeys(("es7", "os3"), "refuses the whole request here; 9.4.3 and ours each document"),
    ),
    Case(
        "red-destination",
        "R29 R34",
        SRC,
        copy(),
        {"timeout": "100ms"},
        cleanup=[("DELETE", "/dst", None)],
        before=[
            (
                "PUT",
                "/dst?wait_for_active_shards=0",
                {"settings": {"number_of_replicas": 0, "index.routing.allocation.require._name": "nobody"}},
            )
        ],
        reason="Unavailable",
        says="missing shards [[dst][0]]",
        differs=Differs("retry-unavailable", {"error": (False, True), "response": (bool, None), "status": (503, ABSENT)}),
    ),
    Case(
        "red-source",
        "R18",
        {},
        copy(),
        before=[
            (
                "PUT",
                "/src?wait_for_active_shards=0",
                {"settings": {"number_of_replicas": 0, "index.routing.allocation.require._name": "nobody"}},
            )
        ],
        cleanup=[("DELETE", "/src", None)],
        reason="Unavailable",
        says="missing shards [[src][0]]",
    ),
    Case(
        "active-shards-of-a-created-index",
        "R14 R34",
        SRC,
        copy(),
        {"wait_for_active_shards": "all", "timeout": "100ms"},
        reason="DocumentsFailed",
        says="active",
    ),
    Case("block-of-metadata", "R29", SRC | {"dst": []}, copy(), after=[block("metadata")], cleanup=[unblock("metadata")]),
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
]
