"""Every document falls into exactly one slice, in equal shares; maxDocs is shared out exactly."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from reindex_operator.engine.plan import Part, Slice
from reindex_operator.engine.slicing import auto, cuts, deal, parts, share_out

docs = st.lists(st.integers(0, 100_000), max_size=30)


@given(docs, st.integers(1, 40))
def test_every_shard_is_dealt_out_whole_and_once(counts: list[int], slices: int) -> None:
    pieces = [piece for mine in deal(counts, slices) for piece in mine]
    for shard, count in enumerate(counts):
        mine = sorted((piece.begin, piece.end) for piece in pieces if piece.shard == shard)
        if count == 0:
            assert mine == []
        else:
            assert mine[0][0] == 0.0
            assert mine[-1][1] == 1.0
            assert all(left[1] == right[0] for left, right in pairwise(mine))


@given(st.lists(st.integers(1000, 100_000), min_size=1, max_size=20), st.integers(1, 20))
def test_slices_are_equal_within_a_tenth_each_way(counts: list[int], slices: int) -> None:
    share = sum(counts) / slices
    sizes = [sum(counts[piece.shard] * (piece.end - piece.begin) for piece in mine) for mine in deal(counts, slices)]
    assert max(sizes[:-1], default=0) <= share * 1.11
    assert sum(sizes) > share * slices * 0.999


def test_shards_of_nearly_equal_size_are_not_cut() -> None:
    assert cuts(deal([250_123, 249_877], 2)) == []


def test_one_big_shard_is_cut_evenly() -> None:
    assert [cut.share for cut in cuts(deal([1000], 4))] == [0.25, 0.5, 0.75]


def test_nothing_to_copy_is_one_empty_slice() -> None:
    assert deal([], 3) == [[]]


@given(st.integers(10, 100_000), st.integers(1, 12))
def test_the_parts_of_a_shard_join_without_gap_and_the_last_is_open(count: int, slices: int) -> None:
    dealt = deal([count], slices)
    shard = Part(index="a", shard=0, after=4, docs=count)
    made = [part for one in parts(dealt, [shard], {cut: 5 + int(cut.share * count) for cut in cuts(dealt)}) for part in one.parts]
    assert made[0].after == 4
    assert made[-1].to is None
    assert all(left.to == right.after for left, right in pairwise(made))


@given(st.lists(st.integers(0, 1000), min_size=5, max_size=5))
def test_cuts_of_a_shard_that_changes_meanwhile_do_not_overlap(found: list[int]) -> None:
    dealt = deal([1000], 6)
    shard = Part(index="a", shard=0, after=-1, docs=1000)
    made = [part for one in parts(dealt, [shard], dict(zip(cuts(dealt), found, strict=True))) for part in one.parts]
    assert all(left.to == right.after for left, right in pairwise(made))
    ends = [part.after for part in made]
    assert ends == sorted(ends)


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=20), st.integers(1, 50_000))
def test_max_docs_is_shared_out_exactly(counts: list[int], most: int) -> None:
    shared = share_out([Slice(id=n, parts=[], docs=count) for n, count in enumerate(counts)], most)
    assert sum(one.max_docs or 0 for one in shared) == min(most, sum(counts))
    assert all((one.max_docs or 0) <= count for one, count in zip(shared, counts, strict=True))


def test_auto_is_the_smallest_shard_count_at_most_twenty() -> None:
    assert [auto([5, 2, 7]), auto([50]), auto([])] == [2, 20, 1]
