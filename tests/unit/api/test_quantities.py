"""What is a quantity of a resource."""

from typing import Any

import pytest

from reindex_operator.api.quantities import quantity_errors
from tests.unit.api.quantities import RIGHT, WRONG, ZERO


@pytest.mark.parametrize("value", [*RIGHT, None])
def test_a_quantity_is_one(value: Any) -> None:
    assert list(quantity_errors({"requests": {"cpu": value}, "limits": {"cpu": value}})) == []


@pytest.mark.parametrize("value", [*WRONG, *ZERO])
def test_anything_else_is_named(value: Any) -> None:
    [error] = quantity_errors({"limits": {"example.com/gpu": value}})
    assert error.path == "spec.podTemplate.resources.limits.example.com/gpu"
    assert error.location == ("spec", "podTemplate", "resources", "limits", "example.com/gpu")


@pytest.mark.parametrize("resources", [None, [], "x", {}, {"limits": None}, {"limits": ["x"]}, {"claims": [{"name": "x"}]}])
def test_what_has_none_has_no_wrong_one(resources: Any) -> None:
    assert list(quantity_errors(resources)) == []
