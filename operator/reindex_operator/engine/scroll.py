"""Scrolls: a view that is read forwards only, for sources that no point in time serves: 7.17 cuts a slice by ``_id`` in a scroll alone.

Nobody can go on with one but the process that reads it.
"""

import contextlib
from collections.abc import AsyncGenerator, Callable, Mapping
from functools import partial
from typing import Any

from reindex_operator.engine import reasons, vectors
from reindex_operator.engine.answers import Scrolled
from reindex_operator.engine.cluster import Answer, Cluster, path
from reindex_operator.engine.errors import ReindexError
from reindex_operator.engine.retry import Patience, patiently

PATH = "/_search/scroll"
CUT = "cannot slice on"
"""What 7.17 says of a slice by ``_id`` in a point in time."""


async def answers(  # noqa: PLR0913 - what a read needs
    cluster: Cluster,
    target: str,
    body: Mapping[str, Any],
    *,
    keep_alive: Callable[[], str],
    largest: int,
    patience: Patience,
    retried: Callable[[], None],
) -> AsyncGenerator[Answer, None]:
    """The pages of ``target``, one after the other until the caller has enough, or one that is no success; closes the scroll in the end."""
    params = {"scroll": keep_alive(), "allow_partial_search_results": "false"}
    send = partial(vectors.post, cluster, path(target, "_search"), body, params=params, largest=largest)
    answer = await patiently(send, retried, patience=patience)
    scroll = None
    try:
        while True:
            scroll = (answer.json(Scrolled).scroll_id if answer.ok else None) or scroll
            yield answer
            following = {"scroll": keep_alive(), "scroll_id": scroll}
            answer = await _unless_rejected(partial(cluster.request, "POST", PATH, body=following, largest=largest), patience, retried)
    finally:
        if scroll:
            with contextlib.suppress(ReindexError):
                await cluster.request("DELETE", PATH, body={"scroll_id": scroll})


async def _unless_rejected(send: Callable[[], Any], patience: Patience, retried: Callable[[], None]) -> Answer:
    """The answer of ``send``, tried again only where the cluster did not begin with it: a page asked for twice is a page left out (R40)."""
    with patience.trying() as tries:
        while True:
            answer: Answer = await send()
            error = tries.passing(answer)
            if error is None or error.reason != reasons.REJECTED:
                return answer
            await tries.failed_with(error)
            retried()
