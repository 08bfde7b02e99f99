"""The API's back-off (R37), and what is tried again."""

import pytest

from reindex_operator.engine import retry
from reindex_operator.engine.cluster import Answer
from reindex_operator.engine.errors import TransientError


def test_delays_are_the_api_s() -> None:
    milliseconds = [round(delay * 1000) for delay in retry.delays()]
    assert milliseconds == [500, 510, 530, 600, 730, 1030, 1700, 3190, 6500, 13880, 30290]


def test_jitter_keeps_the_mean() -> None:
    drawn = [retry.jittered(1.0) for _ in range(2000)]
    assert 0 <= min(drawn) < max(drawn) <= 2
    assert 0.9 < sum(drawn) / len(drawn) < 1.1


@pytest.mark.parametrize(("statuses", "asked"), [([200], 1), ([429, 503, 200], 3), ([400, 200], 1), ([404], 1)], ids=str)
async def test_only_what_may_pass_is_tried_again(monkeypatch: pytest.MonkeyPatch, statuses: list[int], asked: int) -> None:
    monkeypatch.setattr(retry, "jittered", lambda _delay: 0.0)
    left = iter(statuses)
    tries = []

    async def send() -> Answer:
        return Answer(next(left), b"{}")

    answer = await retry.patiently(send, lambda: tries.append(1))
    assert (answer.status, len(tries)) == (statuses[asked - 1], asked - 1)


async def test_after_the_last_try_the_fault_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "jittered", lambda _delay: 0.0)
    tries = 0

    async def send() -> Answer:
        nonlocal tries
        tries += 1
        raise TransientError("Unreachable", "nobody there")

    with pytest.raises(TransientError):
        await retry.patiently(send)
    assert tries == retry.RETRIES + 1
