"""Errors of scripts: where they point and what they say."""

import pytest

from reindex_operator import painless


def test_an_unknown_variable_is_shown_with_a_suggestion_and_carets() -> None:
    with pytest.raises(painless.ScriptError) as caught:
        painless.compile("int total = 1;\nctx._source.x = totl * 2")
    assert (caught.value.line, caught.value.column) == (2, 17)
    assert caught.value.message == "unknown variable [totl]; did you mean [total]?"
    assert caught.value.excerpt == "ctx._source.x = totl * 2\n                ^^^^"


def test_a_runtime_error_names_place_and_exception() -> None:
    script = painless.compile("int x = 1;\nctx._source.y = ctx._source.missing.length()")
    with pytest.raises(painless.ScriptRuntimeError) as caught:
        script.run({"_source": {}, "op": "index"})
    assert caught.value.kind == "null_pointer_exception"
    assert (caught.value.line, caught.value.column) == (2, 36)


@pytest.mark.parametrize(
    "source",
    ["(" * 500 + "1" + ")" * 500, "return " + "+".join(["1"] * 5000), "return " + "!" * 400 + "true", "def x = " + "[" * 300 + "]" * 300],
)
def test_deep_nesting_is_an_error_and_no_crash(source: str) -> None:
    with pytest.raises(painless.ScriptError):
        painless.compile(source, kind="execute")
