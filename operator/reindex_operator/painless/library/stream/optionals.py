"""Optional and its primitive kinds."""

from typing import Any

from reindex_operator.painless.library.table import CLASSES, define

from .kinds import Maybe


def _maybe(found: Any, kind: str = "def") -> Maybe:
    return Maybe(found, kind)


for _kind in ("def", "int", "long", "double"):
    _word = "" if _kind == "def" else _kind.capitalize()
    _get = "get" if _kind == "def" else f"getAs{_word}"
    define(f"java.util.Optional{_word}", final=True).has(
        {
            f"{_kind} {_get}()": Maybe.get,
            "boolean isPresent()": lambda maybe: maybe.value is not None,
            f"{_kind} orElse({_kind})": lambda maybe, other: other if maybe.value is None else maybe.value,
            f"void ifPresent({_word}Consumer)": lambda maybe, action: None if maybe.value is None else action(maybe.value),
        }
    )
CLASSES["Optional"].has(
    {
        "Optional map(Function)": lambda maybe, change: maybe if maybe.value is None else Maybe(change(maybe.value)),
        "Optional flatMap(Function)": lambda maybe, change: maybe if maybe.value is None else change(maybe.value),
        "Optional filter(Predicate)": lambda maybe, test: maybe if maybe.value is not None and test(maybe.value) else Maybe(None),
        "def orElseGet(Supplier)": lambda maybe, make: make() if maybe.value is None else maybe.value,
        "def orElseThrow(Supplier)": lambda maybe, make: _raised(make()) if maybe.value is None else maybe.value,
    }
).static({"Optional of(def)": _maybe, "Optional ofNullable(def)": _maybe, "Optional empty()": lambda: Maybe(None)})


def _raised(error: BaseException) -> Any:
    raise error
