"""What can be said against how a run ended: its documents, its counters, what it left open."""

from reindex_operator import mailbox
from reindex_operator.engine.checkpoint import Checkpoint
from reindex_operator.engine.plan import Plan
from reindex_operator.engine.response import response
from tests.chaos.workloads import Document, Documents, Expected


def checkpoints(data: dict[str, str]) -> list[Checkpoint]:
    """The slices' last checkpoints in the mailbox."""
    return [mailbox.decode(text, Checkpoint) for key, text in data.items() if key.startswith("slice-")]


def books(plan: Plan, found: list[Checkpoint], want: Expected, *, vague: bool) -> list[str]:
    """What is wrong with the counters and the slices' states.

    ``vague``: created and updated count together. Of a document that is there with an external version, nobody can say behind the fact
    which of the two it was, if its answer was lost and the destination held documents before (docs/reliability.md).
    """
    wrong = []
    said = response(plan, found, now=0, ended=True)
    failed = sum(checkpoint.counters.failed for checkpoint in found)
    counted = {name: getattr(said, name) for name in want.counters if name != "failed"} | {"failed": failed}
    if vague:
        counted, wanted = _summed(counted), _summed(want.counters)
    else:
        wanted = want.counters
    if counted != wanted:
        wrong.append(f"counted {counted}, and not {wanted}")
    if said.total != want.total:
        wrong.append(f"total is {said.total}, and not {want.total}")
    if states := [checkpoint.state for checkpoint in found if checkpoint.state != "Succeeded"]:
        wrong.append(f"slices ended {states}")
    if troubled := [checkpoint.trouble for checkpoint in found if checkpoint.trouble]:
        wrong.append(f"trouble is left behind: {troubled}")
    return wrong


def _summed(counters: dict[str, int]) -> dict[str, int]:
    return {name: count for name, count in counters.items() if name != "updated"} | {"created": counters["created"] + counters["updated"]}


def documents(found: Documents, want: Expected, *, exact: bool) -> list[str]:
    """What is wrong with the documents found. ``exact``: their versions count too."""
    wrong = []
    if want.most is None:
        if missing := sorted(want.documents.keys() - found.keys()):
            wrong.append(f"{len(missing)} documents are missing, the first {missing[:3]}")
    elif len(found) != want.most + len(want.others):
        wrong.append(f"there are {len(found)} documents, and not {want.most}")
    if strange := sorted(found.keys() - want.documents.keys()):
        wrong.append(f"{len(strange)} documents should not be there, the first {strange[:3]}")
    differ = [key for key, document in found.items() if key in want.documents and not _same(document, want.documents[key], exact=exact)]
    if differ:
        first = min(differ)
        wrong.append(f"{len(differ)} documents differ, the first {first}: {found[first]}, and not {want.documents[first]}")
    return wrong


def _same(found: Document, want: Document, *, exact: bool) -> bool:
    if found.version != want.version and (exact or found.version < want.version):
        return False
    return (found.source, found.routing) == (want.source, want.routing)
