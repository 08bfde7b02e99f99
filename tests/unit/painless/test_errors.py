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


@pytest.mark.parametrize(
    ("source", "column", "message"),
    [
        ("ctx._sorce.x = 1", 5, "ctx has no [_sorce]; did you mean [_source]?"),
        ("ctx._source.x = ctx.source.y", 21, "ctx has no [source]; did you mean [_source]?"),
        ("ctx['_sorce'].remove('x')", 5, "ctx has no [_sorce]; did you mean [_source]?"),
        ("ctx.opp = 'noop'", 5, "ctx takes no entry [opp]; did you mean [op]?"),
        ("ctx['rooting'] = 'a'", 5, "ctx takes no entry [rooting]; did you mean [_routing]?"),
        ("ctx.foo++", 5, "ctx takes no entry [foo]"),
    ],
)
def test_a_name_that_ctx_has_not_is_refused_where_a_node_could_only_fail(source: str, column: int, message: str) -> None:
    with pytest.raises(painless.ScriptError) as caught:
        painless.compile(source)
    assert (caught.value.column, caught.value.message) == (column, message)


def test_a_name_that_ctx_has_not_is_warned_of_where_it_is_null() -> None:
    script = painless.compile("while (ctx.source == null) {\n  ctx._source.y = ctx?.Id;\n}")
    assert [(found.line, found.column, found.message) for found in script.warnings] == [
        (1, 12, "ctx has no [source], so this is null; did you mean [_source]?"),
        (2, 24, "ctx has no [Id], so this is null; did you mean [_id]?"),
    ]
    assert painless.compile("ctx._source.x = ctx._now; def c = ctx; c.foo = 1; Map m = ctx; m.foo = 2").warnings == ()
