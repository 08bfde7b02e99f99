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
        ("ctx._type = 'a'", 5, "ctx takes no entry [_type]: mapping types are gone"),
        ("ctx._parent = ctx._source.order", 5, "ctx takes no entry [_parent]: it became _routing, with a join field"),
        ("ctx._timestamp = 1", 5, "ctx takes no entry [_timestamp]: it is gone; copy a field of the document, or ctx._now"),
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


@pytest.mark.parametrize(
    ("source", "column", "message"),
    [
        ("new SimpleDateFormat('yyyy')", 5, "[SimpleDateFormat] is not supported here; use DateTimeFormatter.ofPattern"),
        (
            "java.text.DecimalFormat f = null",
            1,
            "[java.text.DecimalFormat] is not supported here; use Math.round, BigDecimal.setScale or String.format",
        ),
        ("Calendar.getInstance()", 1, "[Calendar] is not supported here; use ZonedDateTime"),
        ("java.text.Normalizer.normalize('a', Normalizer.Form.NFD)", 1, "[java.text.Normalizer] is not supported here"),
        ("new CIDR('10.0.0.0/8')", 5, "[CIDR] is not supported here"),
        ("def x = 1; x.getClass()", 13, "no supported class has a method [getClass/0]: Painless has no reflection; use instanceof"),
        ("'a'.getClass()", 4, "member method [java.lang.String, getClass/0] not found: Painless has no reflection; use instanceof"),
        (
            "'a'.getBytes('UTF-8')",
            4,
            "member method [java.lang.String, getBytes/1] not found: a text has encodeBase64(), sha1() and sha256()",
        ),
        (
            "DateTimeFormatter.ofPattern('YYYY')",
            29,
            "the pattern letter [Y] is not supported; get(IsoFields.WEEK_OF_WEEK_BASED_YEAR) counts weeks",
        ),
        ("DateTimeFormatter.ofPattern('d e', Locale.ROOT)", 29, "the pattern letter [e] is not supported: its meaning hangs on the locale"),
        (
            "def f() { field('a').get(1) } f()",
            11,
            "Unknown call [field] with [1] arguments; only a script itself and its lambdas may call it here",
        ),
    ],
)
def test_what_is_known_and_not_supported_says_what_to_use(source: str, column: int, message: str) -> None:
    with pytest.raises(painless.ScriptError) as caught:
        painless.compile(source)
    assert (caught.value.column, caught.value.message) == (column, message)


def test_a_pattern_that_java_refuses_throws_where_it_is_reached() -> None:
    script = painless.compile("DateTimeFormatter.ofPattern('b')", kind="execute")
    with pytest.raises(painless.ScriptRuntimeError, match="illegal_argument_exception"):
        script.execute()


def test_a_runtime_error_says_why_if_it_knows() -> None:
    with pytest.raises(painless.ScriptRuntimeError, match=r"unsupported_operation_exception: it can not be changed: what subList, headMap"):
        painless.compile("def l = [1, 2]; l.subList(0, 1).clear()", kind="execute").execute()
    with pytest.raises(painless.ScriptRuntimeError, match=r"\d: unsupported_operation_exception\n"):
        painless.compile("Collections.emptyList().add(1)", kind="execute").execute()
