"""The one module that writes to the API server: children, statuses and events, as a decision says."""

import logging
import re
from collections.abc import Awaitable, Iterable
from dataclasses import replace
from typing import Any

from reindex_operator.api.quantities import quantity_errors
from reindex_operator.controller import events, names
from reindex_operator.controller.clock import now
from reindex_operator.controller.decision import Decision, Patch, Target
from reindex_operator.controller.kube import Kube, KubeError, path
from reindex_operator.controller.observed import Refusal
from reindex_operator.controller.status import merge_diff
from reindex_operator.controller.store import Store, Thing
from reindex_operator.controller.vanishing import BEING_DELETED

log = logging.getLogger(__name__)

NOT_FOUND, CONFLICT, FORBIDDEN, INVALID, BAD_REQUEST = 404, 409, 403, 422, 400
ALREADY_EXISTS = "AlreadyExists"
_DENIED = re.compile(r"\bdenied (?:the )?request\b")
"""What the API server says of whatever a policy or a webhook forbids. Which of 400, 403 and 422 it is, is up to them."""
_UNASKED = "failed calling webhook"
"""What it says where a webhook that has to be asked does not answer: 500, as of its own troubles."""


class Writer:
    """Writes, and tells the store what came of it, so that the next pass sees it before the watch does."""

    def __init__(self, kube: Kube, store: Store) -> None:
        self._kube, self._store = kube, store

    async def children(self, decision: Decision) -> Refusal | None:
        """Makes, patches and deletes; the first write that was refused, if one was. What is there already, or gone already, is well.

        Nothing is made after a child that was refused, as each needs those before it. Of patches and deletions each is tried: a policy that
        forbids one is no reason not to do what the others are for, and a quota that refuses a child may be full of what is to be deleted.
        """
        refusals = [await self._make(decision.create)]
        refusals += [await _refused("change", patch.target, self._patch(patch)) for patch in decision.patches]
        refusals += [await _refused("remove", target, self._delete(target)) for target in decision.delete]
        return next(filter(None, refusals), None)

    async def status(self, reindex: Thing, wanted: dict[str, Any]) -> bool:
        """Writes the status, where it differs; False when the object was changed or removed meanwhile, so that the pass is void."""
        difference = merge_diff(reindex.get("status") or {}, wanted)
        if not difference:
            return True
        metadata = reindex["metadata"]
        where = path(f"{names.GROUP}/{names.VERSION}", names.KIND, metadata["namespace"], metadata["name"], "status")
        body = {"metadata": {"uid": metadata["uid"], "resourceVersion": metadata["resourceVersion"]}, "status": difference}
        try:
            written = await self._kube.patch(where, body)
        except KubeError as error:
            if error.status in {NOT_FOUND, CONFLICT}:
                return False
            raise
        self._store.renew_reindex(written)
        return True

    async def tell(self, reindex: Thing, told: list[events.Event]) -> None:
        """Posts events; one that is lost is no reason to try the pass again."""
        for event in told:
            log.log(logging.WARNING if event.type == "Warning" else logging.INFO, "%s: %s", event.reason, event.message)
            try:
                where = path("v1", "Event", reindex["metadata"]["namespace"])
                await self._kube.request("POST", where, body=events.manifest(reindex, event, now()))
            except Exception as error:  # noqa: BLE001 - see above
                log.warning("event %s was not posted: %s", event.reason, error)

    async def _make(self, things: Iterable[Thing]) -> Refusal | None:
        """Makes them in their order; why one was refused, where the others end."""
        for thing in things:
            if refused := await _refused("make", Target.of(thing), self._create(thing)):
                return _explained(refused, thing)
        return None

    async def _create(self, thing: Thing) -> None:
        target = Target.of(thing)
        try:
            made = await self._kube.request("POST", path(target.api_version, target.kind, target.namespace), body=thing)
        except KubeError as error:
            # A quota that others use at the same moment is a conflict as well: nothing is there then.
            if error.status == CONFLICT and error.reason == ALREADY_EXISTS:
                return
            raise
        self._remember(target.kind, made)
        log.info("made %s %s/%s", target.kind, target.namespace, target.name)

    async def _patch(self, patch: Patch) -> None:
        target = patch.target
        try:
            self._remember(target.kind, await self._kube.patch(path(*target), patch.body))
        except KubeError as error:
            if error.status != NOT_FOUND:
                raise
        log.info("patched %s %s/%s: %s", target.kind, target.namespace, target.name, patch.body)

    async def _delete(self, target: Target) -> None:
        try:
            await self._kube.request("DELETE", path(*target), body={"propagationPolicy": "Background"})
        except KubeError as error:
            if error.status != NOT_FOUND:
                raise
        log.info("deleted %s %s/%s", target.kind, target.namespace, target.name)

    def _remember(self, kind: str, thing: Thing) -> None:
        if kind in {"Job", "ConfigMap"}:
            self._store.put(kind, thing)


async def _refused(verb: str, target: Target, write: Awaitable[None]) -> Refusal | None:
    """Why the API server refuses this write, if it does."""
    try:
        await write
    except KubeError as error:
        if (refusal := _refusal(verb, target, error)) is None:
            raise
        log.warning("%s", refusal.message)
        return refusal
    return None


def _refusal(verb: str, target: Target, error: KubeError) -> Refusal | None:
    """What is told to the user rather than tried again in a hurry: an invalid child will be refused for ever, a quota or a policy may change."""
    denied = _DENIED.search(error.message) is not None
    if error.status not in {BAD_REQUEST, FORBIDDEN, INVALID} and not denied and _UNASKED not in error.message:
        return None
    if BEING_DELETED in error.message:
        return Refusal("NamespaceTerminating", error.message, permanent=False)
    invalid = verb == "make" and error.status in {BAD_REQUEST, INVALID} and not denied
    reason = "Forbidden" if denied else "InvalidPodTemplate" if invalid and target.kind == "Job" else error.reason
    return Refusal(reason, f"can not {verb} the {target.kind} {target.name}: {error.message}", permanent=invalid)


def _explained(refused: Refusal, thing: Thing) -> Refusal:
    """With the quantities of a Job that are none: the API server does not say which it means."""
    if thing["kind"] != "Job":
        return refused
    containers = thing["spec"].get("template", {}).get("spec", {}).get("containers", ())
    wrong = [str(error) for container in containers for error in quantity_errors(container.get("resources"))]
    return replace(refused, message="; ".join([refused.message, *wrong]))
