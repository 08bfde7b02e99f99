"""What is said of a script that may not mean what it says."""

import pytest

from reindex_operator import painless
from reindex_operator.engine.scripts import warnings

MISSPELT = "if (ctx.source == null) { ctx.op = 'noop' }"
SAID = "warning: script 1:9: ctx has no [source], so this is null; did you mean [_source]?"


def test_a_warning_is_a_line_and_its_excerpt() -> None:
    script = painless.compile(MISSPELT)
    assert warnings(script) == [SAID]
    assert warnings(script, excerpts=True) == [f"{SAID}\n{MISSPELT}\n        ^^^^^^"]


@pytest.mark.parametrize("script", [None, painless.compile("ctx._source.a = 1")])
def test_there_may_be_none(script: painless.Script | None) -> None:
    assert warnings(script) == []


def test_they_are_few_and_short() -> None:
    found = warnings(painless.compile("\n".join(f"if (ctx.{'x' * 3000}{n} == null) {{ return }}" for n in range(17))), excerpts=True)
    assert (len(found), found[-1]) == (11, "7 warnings more")
    assert max(len(each) for each in found) < 600
