"""Nothing is sent beyond the horizon, and the horizon reaches as far as it was asked to."""

from hypothesis import given
from hypothesis import strategies as st

from reindex_operator.engine.checkpoint import Cursor
from reindex_operator.engine.horizon import ahead, beyond
from reindex_operator.engine.plan import Part


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=20), st.integers(0, 500), st.integers(1, 5000))
def test_the_horizon_lies_ahead_and_within_the_parts(docs: list[int], after: int, operations: int) -> None:
    parts = [Part(index="a", shard=number, docs=count) for number, count in enumerate(docs)]
    reached = ahead(parts, Cursor(0, after), operations)
    assert beyond(reached, Cursor(0, after))
    assert 0 <= reached.part < len(parts)


def test_before_the_first_checkpoint_everything_is_beyond() -> None:
    assert beyond(Cursor(0, 0), None)


def test_an_order_of_its_own_has_no_horizon() -> None:
    assert not beyond(Cursor(0, None, [1], "pit"), None)
