"""When the destination's cluster is asked whether a write is granted."""

import json
from typing import Any

import pytest

from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine.cluster import Answer
from reindex_operator.engine.errors import ReindexError
from reindex_operator.engine.privileges import check_privileges


class Nothing:
    """A cluster that grants nothing."""

    async def request(self, _method: str, _target: str, *, body: Any) -> Answer:
        (asked,) = body["index"]
        granted = {name: dict.fromkeys(asked["privileges"], False) for name in asked["names"]}
        return Answer(200, json.dumps({"username": "u", "index": granted}).encode())


def request(**dest: Any) -> ReindexRequest:
    return ReindexRequest.model_validate(
        {"cluster": {"hosts": ["http://d:9200"]}, "source": {"index": ["s"]}, "dest": {"index": "d", **dest}}
    )


@pytest.mark.parametrize("dest", [{}, {"pipeline": "_none"}], ids=["no-pipeline", "pipeline-none"])
async def test_a_destination_that_documents_do_arrive_in_has_to_grant_the_write(dest: dict[str, Any]) -> None:
    with pytest.raises(ReindexError, match=r"may not write to \[d\]"):
        await check_privileges(request(**dest), Nothing(), creates=False)  # type: ignore[arg-type]


@pytest.mark.parametrize("dest", [{"pipeline": "p"}, {"index": "<d-{now/d}>"}], ids=["pipeline", "date-math"])
async def test_one_that_they_may_not_arrive_in_is_not_asked_after(dest: dict[str, Any]) -> None:
    await check_privileges(request(**dest), Nothing(), creates=False)  # type: ignore[arg-type]
