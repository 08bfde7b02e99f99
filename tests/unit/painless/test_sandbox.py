"""A script reaches nothing of Python, and can neither stall nor exhaust its worker."""

import time

import pytest

from reindex_operator import painless
from reindex_operator.painless.runtime import limits

LIST = "def l = []; for (int i = 0; i < 10000; i++) { l.add(i) } "
TEXT = "String s = 'a'; for (int i = 0; i < 22; i++) { s += s } "
SHARED = "def l = ['a']; def k = ['a']; for (int i = 0; i < 60; i++) { l = [l, l]; k = [k, k] } "


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("int f(int x) { return f(x + 1); } return f(0)", "stack_overflow_error"),
        ("String s = 'a'; for (int i = 0; i < 100; i++) { s += s; } return s", "out_of_memory_error"),
        ("def l = [1]; for (int i = 0; i < 100; i++) { l.addAll(l); } return l", "out_of_memory_error"),
        ("for (int i = 0; i < 2000000; i++) { int y = i; } return 1", "painless_error"),
        ("return new int[1000000000]", "out_of_memory_error"),
        ("def l = []; l.add(l); return l.hashCode()", "stack_overflow_error"),
    ],
)
def test_what_grows_without_bound_ends_as_an_error(source: str, kind: str) -> None:
    with pytest.raises(painless.ScriptRuntimeError) as caught:
        painless.compile(source, kind="execute").execute()
    assert caught.value.kind == kind


@pytest.mark.parametrize(
    "pattern", ["(((a?){999}){999})", "((a{999}){999}){999}", "[)(]{3}(b){20000}", "(()){99999}", r"(\Qab\E{9}x){999,}{2}"]
)
def test_a_pattern_whose_repetitions_take_any_memory_is_refused(pattern: str) -> None:
    with pytest.raises(painless.ScriptError, match="has more than 10000 elements at position") as caught:
        painless.compile(f"return 'a' ==~ /{pattern}/", kind="execute")
    assert (caught.value.line, caught.value.column) == (1, 16)


@pytest.mark.parametrize(
    "pattern", [".{0,65535}", "((a{0,999}b){0,999}c){0,999}", "[a-z]{1,64}@(([a-z0-9]{1,63})[.]){1,9}", r"\Q{99999}(\E{9}"]
)
def test_a_pattern_that_is_small_is_not(pattern: str) -> None:
    assert painless.compile(f"return 'a' ==~ /{pattern}/", kind="execute").execute() is not None


@pytest.mark.parametrize(
    "source",
    [
        TEXT + "for (int i = 0; i < 900000; i++) { s.indexOf('aaaaab') }",
        TEXT + "int i = 0; while (i++ < 900000) { s.indexOf('aaaaab') }",
        TEXT + "int i = 0; do { s.indexOf('aaaaab') } while (i++ < 900000)",
        TEXT + LIST + "for (def x : l) { s.indexOf('aaaaab') }",
        TEXT
        + "int n = 0; for (int i = 0; i < 900000; i++) { try { s.indexOf('aaaaab'); for (int j = 0; j < 99; j++) {} } catch (Exception e) { n++ } }",
        LIST + "l.removeAll(new ArrayList(l))",
        LIST + "def m = new TreeMap(); for (x in l) { m.put(x, x) } for (int i = 0; i < 900000; i++) { m.headMap(9999) }",
        LIST + "for (int i = 0; i < 900000; i++) { l.indexOf(-1) }",
        SHARED + "l.hashCode()",
        SHARED + "l.equals(k)",
    ],
)
def test_what_takes_long_ends_in_time(monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    monkeypatch.setattr(limits.start, "__defaults__", (0.3,))
    began = time.process_time()
    with pytest.raises(painless.ScriptRuntimeError, match="longer than 5 seconds"):
        painless.compile(source, kind="execute").execute()
    assert time.process_time() - began < 5


@pytest.mark.parametrize("name", ["__class__", "__dict__", "upper", "format", "mro", "java_class", "items", "gi_frame"])
def test_names_of_python_are_not_reached_through_a_value(name: str) -> None:
    for value in ("'x'", "5", "[1]", "/a/", "Instant.ofEpochMilli(0)", "[1].stream()"):
        with pytest.raises((painless.ScriptError, painless.ScriptRuntimeError)):
            painless.compile(f"def v = {value}; return v.{name}", kind="execute").execute()
        with pytest.raises((painless.ScriptError, painless.ScriptRuntimeError)):
            painless.compile(f"def v = {value}; return v.{name}()", kind="execute").execute()


def test_params_can_not_be_changed() -> None:
    script = painless.compile("params.x = 1", {"x": 0})
    with pytest.raises(painless.ScriptRuntimeError) as caught:
        script.run({"_source": {}, "op": "index"})
    assert caught.value.kind == "unsupported_operation_exception"
