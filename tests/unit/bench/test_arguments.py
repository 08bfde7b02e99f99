"""The command lines of the benches."""

from collections.abc import Callable
from typing import Any

import pytest

from bench import __main__ as bench
from bench import scale
from bench.suites import SUITES


@pytest.mark.parametrize(("arguments", "name", "known"), [(bench.arguments, "suites", SUITES), (scale.arguments, "parts", scale.PARTS)])
def test_without_a_name_it_is_all_of_them(arguments: Callable[..., Any], name: str, known: dict[str, Any]) -> None:
    assert getattr(arguments([]), name) == []
    assert getattr(arguments(list(known)), name) == list(known)
    with pytest.raises(SystemExit):
        arguments(["nothing"])
