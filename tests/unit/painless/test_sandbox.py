"""A script reaches nothing of Python, and can neither stall nor exhaust its worker."""

import pytest

from reindex_operator import painless


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
