"""docs/differences.md and the cases say the same."""

from pathlib import Path

from tests.conformance.cases import CASES

TABLE = Path(__file__).parents[2] / "docs" / "differences.md"


def rows() -> dict[str, str]:
    """Row -> the case that it names."""
    lines = [line.split("|")[1:-1] for line in TABLE.read_text().splitlines() if line.startswith("| ")]
    return {cells[0].strip(): cells[-1].strip() for cells in lines[1:]}


def test_every_row_names_a_case_and_every_difference_has_a_row() -> None:
    names = {case.name for case in CASES}
    assert [row for row, case in rows().items() if case not in names] == []
    assert {case.differs.row for case in CASES if case.differs} <= set(rows())


def test_names_are_unique_and_rules_are_named() -> None:
    names = [case.name for case in CASES]
    assert len(names) == len(set(names))
    assert [case.name for case in CASES if not case.rules] == []
