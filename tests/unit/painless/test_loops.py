"""What the compiler knows of a loop from its tree."""

import pytest

from reindex_operator import painless
from reindex_operator.painless.compiler.facts import counter
from reindex_operator.painless.nodes import For
from reindex_operator.painless.parser import parse


@pytest.mark.parametrize(
    ("loop", "counts"),
    [
        ("for (int i = 0; i < 5; i++) { s += i }", True),
        ("for (int i = 0; i < 5; ++i) { if (i == 2) { continue } s += i }", True),
        ("for (int i = 0; i <= 5; i++) { s += i }", False),
        ("for (int i = 5; i > 0; i--) { s += i }", False),
        ("for (int i = 0; i < 5; i += 2) { s += i }", False),
        ("for (int i = 0; i < 5; s++) { i++ }", False),
        ("for (int i = 0; i < 5; i++) { if (s > 3) { i = 7 } s += i }", False),
        ("for (int i = 0; i < 5; i++) { while (s < 9) { s += i++ } }", False),
        ("for (int i = 0; i < 5 + i++; i++) { if (i > 9) { break } }", False),
    ],
)
def test_a_counter_is_one_that_nothing_else_sets(loop: str, counts: bool) -> None:
    found = next(node for node in parse(f"int s = 0; {loop}").body if isinstance(node, For))
    assert (counter(found) is not None) is counts


@pytest.mark.parametrize(
    ("loop", "value"),
    [
        ("for (int i = 2147483644; i < 2147483647; i++) { s += 1 }", 3),
        ("for (int i = 2147483645; i > 0; i++) { s += 1 }", 3),
        ("for (int i = 2147483646; i <= 2147483647; i++) { s += 1; if (s > 3) { break } }", 4),
        ("long n = 2147483650L; for (int i = 2147483646; i < n; i++) { s += 1; if (i < 0) { break } }", 3),
    ],
)
def test_a_counter_passes_the_end_of_its_type_as_in_java(loop: str, value: int) -> None:
    assert painless.compile(f"int s = 0; {loop} return s", kind="execute").execute() == value
