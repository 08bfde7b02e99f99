"""Where we differ on purpose: one case at least for each row of docs/differences.md that no other theme has."""

from tests.conformance.harness.case import ABSENT, REMOTE, Case, Differs, Doc, Index, copy, docs

REMOTE_SRC = {"remote": {"host": REMOTE}}
NUMBERS = b'{"a": 1.10, "b":1e3}'
ONE_BYTE_FOR_BYTE = [(1, None, NUMBERS.decode())]


def copied(response: object) -> bool:
    """A response of nine documents created."""
    return isinstance(response, dict) and response["created"] == 9 and not response["failures"]


def refused(name: str) -> Differs:
    """The node refuses the request, ours copies all nine documents."""
    changes: dict[str, tuple[object, object]] = {"error": (True, False), "response": (None, copied), "status": (ABSENT, 200)}
    documents = {f"documents.dst/{n}": (ABSENT, lambda found: len(found) == 1) for n in range(1, 10)}
    return Differs(name, changes | documents | {"mappings.dst": (ABSENT, bool)})


CASES = [
    Case(
        "remote-keeps-bytes",
        "R25",
        {"src": [Doc("1", NUMBERS)]},
        copy(REMOTE_SRC),
        differs=Differs("remote-bytes", {"documents.dst/1": (lambda found: found != ONE_BYTE_FOR_BYTE, ONE_BYTE_FOR_BYTE)}),
    ),
    Case("remote-slices", "R10 R44", {"src": Index(docs(9), shards=2)}, copy(REMOTE_SRC), {"slices": 2}, differs=refused("remote-slices")),
    Case(
        "remote-slices-auto",
        "R10 R44",
        {"src": Index(docs(9), shards=2)},
        copy(REMOTE_SRC),
        {"slices": "auto"},
        differs=refused("remote-slices"),
    ),
    Case(
        "remote-alias-required",
        "R13",
        {"src": docs(2), "dst": []},
        copy(REMOTE_SRC),
        {"require_alias": True},
        reason="NotAnAlias",
        says="dst",
        differs=Differs(
            "remote-require-alias",
            {
                "error": (False, True),
                "response": (lambda response: response["created"] == 2, None),
                "status": (200, ABSENT),
                "documents.dst/1": (lambda found: len(found) == 1, ABSENT),
                "documents.dst/2": (lambda found: len(found) == 1, ABSENT),
                "mappings.dst.mappings.properties": (bool, ABSENT),
            },
        ),
    ),
]
