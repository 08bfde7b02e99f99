"""A dry run: the request's script over a sample, and what the destination has of it. Writes nothing."""

import asyncio
from typing import Any

import msgspec

from reindex_operator import painless
from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine import answers
from reindex_operator.engine.cluster import Cluster, path
from reindex_operator.engine.errors import ReindexError
from reindex_operator.engine.plan import DryRun, Example, Unfit
from reindex_operator.engine.retry import Patience, patiently
from reindex_operator.engine.sample import sample
from reindex_operator.engine.scripts import warnings
from reindex_operator.engine.transform import Document, Transform
from reindex_operator.engine.trial import Trial, attempt, diff, shortened

SAMPLE = 100
MOST_EXAMPLES = 5
MOST_FAILURES = 10
LONGEST_MESSAGE = 1000
AT_ONCE = 200
UNSEEN = "the destination does not show its documents to this user, so those that would be updated are counted as created"
NOT_RUN = "the documents are shown as they would be sent; a dry run does not run the destination's pipeline"

NO_INDEX = "index_not_found_exception"
NO_SCRIPT = "ctx.op = 'index'"
"""What a request without a script does."""

Place = tuple[str, str, str]


async def dry_run(
    request: ReindexRequest, expression: str, script: painless.Script | None, source: Cluster, dest: Cluster
) -> tuple[DryRun, list[str]]:
    """What ``request`` would do to a sample of the documents of ``expression``, and notes on what could not be found out."""
    docs = request.dry_run_sample or SAMPLE
    hits = await sample(request, expression, source, min(docs, request.max_docs or docs))
    transform = Transform(request, script or painless.compile(NO_SCRIPT), "dry run")
    trials = []
    for hit in hits:
        trials.append(attempt(hit, transform))
        await asyncio.sleep(0)
    there, shown = await _versions([_place(trial.document, request) for trial in trials if trial.document is not None], dest)
    found = report(request, trials, there)
    found.warnings = warnings(script, excerpts=True)
    return found, notes(request, shown=shown)


def notes(request: ReindexRequest, *, shown: bool) -> list[str]:
    """What the sample does not say; ``shown``: the destination let its documents be seen. Pure."""
    pipeline = request.dest.asked_pipeline
    unrun = [f"{NOT_RUN} [{pipeline}]"] if pipeline else []
    return unrun if shown else [UNSEEN, *unrun]


def report(request: ReindexRequest, trials: list[Trial], there: dict[Place, int]) -> DryRun:
    """The counters, examples and failures of ``trials``; ``there`` has the versions of what the destination holds. Pure."""
    found = DryRun(sampled=len(trials))
    there = dict(there)
    examples: dict[str, list[Example]] = {}
    for trial in trials:
        if trial.error is not None:
            found.failed += 1
            if len(found.failures) < MOST_FAILURES:
                found.failures.append(Unfit(trial.index, trial.id, trial.error[:LONGEST_MESSAGE]))
            continue
        op = _op(trial.document, request, there)
        _count(found, op)
        lines = diff(trial.before, trial.after if trial.document is not None else trial.before)
        if lines or op not in {"create", "update"}:
            examples.setdefault(op, []).append(Example(trial.index, trial.id, op, shortened(lines) if op != "delete" else ""))
    found.examples = _varied(examples)
    return found


def _op(document: Document | None, request: ReindexRequest, there: dict[Place, int]) -> str:
    """What would be done, as far as it depends on what is there; and take it as done for the documents that follow."""
    if document is None:
        return "noop"
    place = _place(document, request)
    version = there.get(place)
    if document.source is None:
        there.pop(place, None)
        return "delete" if version is None or request.dest.op_type != "create" else "conflict"
    if version is not None and _conflicts(version, document, request):
        return "conflict"
    there[place] = document.version or (version or 0) + 1
    return "create" if version is None else "update"


def _conflicts(version: int, document: Document, request: ReindexRequest) -> bool:
    if document.version is None:
        return request.dest.op_type == "create"
    return version > document.version or (version == document.version and request.dest.version_type != "external_gte")


_COUNTERS = {"create": "created", "update": "updated", "delete": "deleted", "noop": "noops", "conflict": "version_conflicts"}


def _count(found: DryRun, op: str) -> None:
    name = _COUNTERS[op]
    setattr(found, name, getattr(found, name) + 1)


def _varied(examples: dict[str, list[Example]]) -> list[Example]:
    """A few of them: one of each kind first."""
    rounds = [example for number in range(MOST_EXAMPLES) for of_kind in examples.values() for example in of_kind[number : number + 1]]
    return rounds[:MOST_EXAMPLES]


def _place(document: Document, request: ReindexRequest) -> Place:
    routing = msgspec.json.decode(document.routing) if document.routing is not None else ""
    return document.index or request.dest.index, msgspec.json.decode(document.id), routing


async def _versions(places: list[Place], dest: Cluster) -> tuple[dict[Place, int], bool]:
    """The versions of the documents that the destination has, and whether it showed all of them."""
    found: dict[Place, int] = {}
    shown = True
    for start in range(0, len(places), AT_ONCE):
        some = places[start : start + AT_ONCE]
        docs = [{"_index": index, "_id": name, "_source": False} | ({"routing": way} if way else {}) for index, name, way in some]
        for place, got in zip(some, await _ask(docs, dest), strict=True):
            kind = got.error.type if got.error else NO_INDEX
            if got.found:
                found[place] = got.version
            elif kind != NO_INDEX:
                shown = False
    return found, shown


async def _ask(docs: list[dict[str, Any]], dest: Cluster) -> list[answers.Got]:
    refused = [answers.Got(error=answers.Cause("refused"))] * len(docs)
    try:
        answer = await patiently(lambda: dest.request("POST", path("_mget"), body={"docs": docs}), patience=Patience())
    except ReindexError:
        return refused
    return answers.documents(answer, len(docs)) if answer.ok else refused
