"""The table of scripts with what a real node made of them, run without a node."""

import pytest

from tests.conformance.painless.cases import Case, cases, same
from tests.conformance.painless.ours import outcome


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.file}: {case.source[:60]}")
def test_a_script_does_what_it_does_on_a_node(case: Case) -> None:
    assert same(case.ours or case.expected, outcome(case.source, reindex=case.reindex))


def test_the_table_is_large() -> None:
    assert len(list(cases())) >= 600


def test_a_shift_that_a_node_needs_256_mib_to_refuse_is_refused_at_once() -> None:
    """No row of the table: a node of the lab, which has 512, dies of it once it holds some scripts."""
    assert outcome("return BigInteger.valueOf(7L).shiftLeft(2147483647)", reindex=False) == {
        "phase": "run",
        "error": "arithmetic_exception",
    }
