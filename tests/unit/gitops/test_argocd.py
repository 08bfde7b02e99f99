"""Argo CD's health check of a Reindex, run by the Lua that Argo CD has (5.1), over the test file that goes with it."""

from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from lupa.lua51 import LuaRuntime, lua_type

from reindex_operator.api.reindex import Reindex
from reindex_operator.controller import conditions
from reindex_operator.controller.conditions import State

ARGOCD = Path(__file__).parents[3] / "examples" / "gitops" / "argocd"
CHECK = ARGOCD / "resource_customizations" / "reindex.dev" / "Reindex"
CASES: list[dict[str, Any]] = yaml.safe_load((CHECK / "health_test.yaml").read_text())["tests"]


def health(thing: dict[str, Any]) -> dict[str, str]:
    """What the check says of the object. As in Argo CD, it has no library but strings, tables and basics."""
    lua = LuaRuntime(unpack_returned_tuples=True, register_eval=False, register_builtins=False)
    for name in ("os", "io", "debug", "package", "require", "python"):
        lua.globals()[name] = None
    lua.globals().obj = lua.table_from(thing, recursive=True)
    found = lua.execute((CHECK / "health.lua").read_text())
    assert lua_type(found) == "table"
    return dict(found.items())


def load(case: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((CHECK / case["inputPath"]).read_text())
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: Path(case["inputPath"]).stem)
def test_each_state_has_its_health(case: dict[str, Any]) -> None:
    assert health(load(case)) == case["healthStatus"]


@pytest.mark.parametrize("status", [None, {}, {"observedGeneration": 1}, {"observedGeneration": 1, "conditions": []}])
def test_what_no_operator_has_seen_is_progressing(status: dict[str, Any] | None) -> None:
    thing = {"metadata": {"generation": 1}} | ({} if status is None else {"status": status})
    assert health(thing)["status"] == "Progressing"


def test_every_file_is_a_case() -> None:
    assert {case["inputPath"] for case in CASES} == {f"testdata/{path.name}" for path in (CHECK / "testdata").iterdir()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: Path(case["inputPath"]).stem)
def test_the_cases_are_objects_of_this_version(case: dict[str, Any]) -> None:
    Reindex.model_validate(load(case))


def test_the_cases_have_every_state_with_the_conditions_that_the_operator_writes() -> None:
    shown = [{each["type"]: each["status"] for each in load(case)["status"].get("conditions", [])} for case in CASES]
    assert [state for state in get_args(State) if conditions._TABLE[state] not in shown] == []
    assert [seen for seen in shown if seen and seen not in conditions._TABLE.values()] == []


def test_the_config_map_has_the_same_check() -> None:
    data = yaml.safe_load((ARGOCD / "argocd-cm.yaml").read_text())["data"]
    assert data["resource.customizations.health.reindex.dev_Reindex"] == (CHECK / "health.lua").read_text()
    assert yaml.safe_load(data["resource.customizations.ignoreResourceUpdates.reindex.dev_Reindex"])["jsonPointers"]
