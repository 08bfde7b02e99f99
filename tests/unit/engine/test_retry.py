"""Trouble is tried again as long as patience lasts, is told after a while, and ends at once where it can not pass."""

import asyncio
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reindex_operator.engine import reasons, retry
from reindex_operator.engine.checkpoint import Trouble
from reindex_operator.engine.cluster import Answer
from reindex_operator.engine.control import Control
from reindex_operator.engine.errors import ReindexError, TransientError
from reindex_operator.engine.retry import Patience, bound, patiently

DOWN = TransientError(reasons.UNREACHABLE, "nobody answers")
GOOD = Answer(200, b"{}")


class Script:
    """Answers in turn; the last one for ever."""

    def __init__(self, *answers: Answer | TransientError) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def __call__(self) -> Answer:
        self.asked += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, TransientError):
            raise answer
        return answer


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "FIRST", 0.001)
    monkeypatch.setattr(retry, "LONGEST", 0.01)


@given(st.integers(0, 10_000))
def test_the_bound_grows_and_stays_bounded(attempt: int) -> None:
    assert 0 < bound(attempt) <= bound(attempt + 1) <= retry.LONGEST


@pytest.mark.parametrize("passing", [DOWN, *(Answer(status, b"<html>") for status in (408, 429, 502, 503, 504))], ids=str)
async def test_what_passes_is_tried_again_and_told(passing: Answer | TransientError) -> None:
    told: list[str] = []
    script = Script(passing, passing, GOOD)
    assert await patiently(script, lambda: told.append("again"), patience=Patience(None)) is GOOD
    assert (script.asked, told) == (3, ["again", "again"])


async def test_what_is_no_cluster_s_answer_passes_where_the_cluster_has_answered_before() -> None:
    page = Answer(404, b"<html>")
    assert await patiently(Script(page, page, GOOD), patience=Patience(None, begun=True)) is GOOD
    assert await patiently(Script(page, GOOD), patience=Patience(None)) is page


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 500])
async def test_what_does_not_pass_is_returned_at_once(status: int) -> None:
    script = Script(Answer(status, b"{}"))
    assert (await patiently(script, patience=Patience(None))).status == status
    assert script.asked == 1


async def test_an_answer_that_broke_off_is_asked_for_again() -> None:
    script = Script(Answer(200, b'{"a":'), GOOD)
    assert await patiently(script, patience=Patience(None), read=lambda answer: answer.json(dict)) == {}


async def test_patience_ends_after_its_limit_with_the_last_error() -> None:
    with pytest.raises(TransientError, match="nobody answers"):
        await patiently(Script(DOWN), patience=Patience(0.02))


async def test_refused_credentials_are_waited_for_where_they_may_be_renewed_and_then_end_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "CREDENTIALS", 0.3)
    refused = Answer(401, b"{}")
    assert await patiently(Script(refused, refused, GOOD), patience=Patience(None, begun=True)) is GOOD
    with pytest.raises(ReindexError, match="Unauthorized") as caught:
        await patiently(Script(refused), patience=Patience(None, begun=True))
    assert caught.value.permanent


async def test_a_slice_that_is_to_stop_waits_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "FIRST", 1000.0)
    monkeypatch.setattr(retry, "LONGEST", 1000.0)
    control = Control()
    for end in (control.stop, (failed := Patience(None)).give_up):
        patience = failed if end == failed.give_up else Patience(None, control)
        waiting = asyncio.create_task(patiently(Script(DOWN), patience=patience))
        await asyncio.sleep(0.01)
        end()
        with pytest.raises(TransientError):
            await asyncio.wait_for(waiting, 1)


async def test_trouble_is_told_when_it_lasts_and_is_gone_when_it_has_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    patience = Patience(None)
    with patience.trying() as tries:
        await tries.failed_with(DOWN)
        assert trouble(patience) is None
        monkeypatch.setattr(retry, "SHOWN_AFTER", 0.0)
        await tries.failed_with(TransientError(reasons.REJECTED, "too much"))
        told = trouble(patience)
        assert told is not None
        assert (told.reason, told.message) == ("Rejected", "too much")
        assert abs(told.since - time.time() * 1000) < 60_000
    assert trouble(patience) is None


def trouble(patience: Patience) -> Trouble | None:
    return patience.trouble
