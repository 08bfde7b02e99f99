"""The tables of the conformance suite: every rule has its proof, every difference its row, and what they name is there."""

import ast
import functools
from pathlib import Path

import pytest

from tests.conformance.cases import CASES
from tests.conformance.rules import ELSEWHERE, IN_EVERY_CASE, RULES, page, proofs
from tests.unit.api.manifests import IMMUTABLE, UNKNOWN, WRONG

ROOT = Path(__file__).parents[3]
NAMES = {case.name for case in CASES}


@functools.cache
def functions_in(path: str) -> frozenset[str]:
    """The test functions of a file of this repository."""
    tree = ast.parse((ROOT / path).read_text())
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def is_there(proof: str) -> bool:
    """Whether a case or a test (``path::name``) of that name exists."""
    path, _, name = proof.partition("::")
    return proof in NAMES or bool(name and (ROOT / path).exists() and name in functions_in(path))


def differences() -> dict[str, str]:
    """Row of docs/differences.md -> the case or test that it names."""
    lines = (ROOT / "docs" / "differences.md").read_text().splitlines()
    cells = [line.split("|")[1:-1] for line in lines if line.startswith("| ")]
    return {row[0].strip(): row[-1].strip().strip("`") for row in cells[1:]}


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule not in IN_EVERY_CASE])
def test_every_rule_is_proven(rule: str) -> None:
    assert proofs(rule), rule
    assert [proof for proof in proofs(rule) if not is_there(proof)] == []


def test_every_case_names_a_rule_that_is_there() -> None:
    assert {case.name: case.rules for case in CASES if not case.rules or not set(case.rules.split()) <= set(RULES)} == {}


def test_bad_inputs_meet_each_of_the_three_gates() -> None:
    at_the_api_server = [*WRONG, *UNKNOWN, *IMMUTABLE]
    refused = [case for case in CASES if case.reason and not case.name.startswith("script")]
    said_nothing_of = [case.name for case in refused if not case.says]
    while_it_runs = {case.name for case in CASES if {"R29", "R30"} & set(case.rules.split())}
    assert (len(at_the_api_server) > 150, len(refused) > 100, len(while_it_runs) > 50) == (True, True, True)
    assert said_nothing_of == []


def test_names_are_unique() -> None:
    assert len(NAMES) == len(CASES) >= 400


def test_every_difference_has_a_row_and_every_row_a_test() -> None:
    rows = differences()
    assert {row: proof for row, proof in rows.items() if not is_there(proof)} == {}
    assert {case.name: case.differs.row for case in CASES if case.differs and case.differs.row not in rows} == {}


def test_the_page_is_what_the_tables_say() -> None:
    assert (ROOT / "docs" / "conformance.md").read_text() == page()


def test_what_is_proven_elsewhere_is_a_rule() -> None:
    assert set(ELSEWHERE) <= set(RULES)
