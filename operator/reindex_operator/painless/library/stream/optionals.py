"""Optional and its primitive kinds."""

from collections.abc import Callable
from typing import Any

from reindex_operator.painless.library.functions import strict
from reindex_operator.painless.library.table import CLASSES, define
from reindex_operator.painless.runtime.throwable import Throwable, class_cast, null_pointer
from reindex_operator.painless.runtime.values import class_of

from .kinds import Maybe


def _raised(error: Any) -> Any:
    if error is None:
        raise null_pointer("there is nothing to throw")
    raise error if isinstance(error, Throwable) else class_cast(f"class {class_of(error)} cannot be cast to class java.lang.Throwable")


def _present(value: Any) -> Maybe:
    if value is None:
        raise null_pointer("the value is null")
    return Maybe(value)


def _flat(maybe: Maybe, change: Callable[[Any], Any]) -> Maybe:
    if maybe.value is None:
        return maybe
    found = change(maybe.value)
    if found is None:
        raise null_pointer("the function gave null")
    if not isinstance(found, Maybe):
        raise class_cast(f"class {class_of(found)} cannot be cast to class java.util.Optional")
    return found


def _kind_of_optional(kind: str) -> None:
    """The methods that all four have."""
    word = "" if kind == "def" else kind.capitalize()
    name = f"Optional{word}"
    define(f"java.util.{name}", final=True).has(
        {
            f"{kind} {'get' if kind == 'def' else f'getAs{word}'}()": Maybe.get,
            "boolean isPresent()": lambda maybe: maybe.value is not None,
            f"{kind} orElse({kind})": lambda maybe, other: other if maybe.value is None else maybe.value,
            f"{kind} orElseGet({word}Supplier)": lambda maybe, make: make() if maybe.value is None else maybe.value,
            f"{kind} orElseThrow(Supplier)": lambda maybe, make: _raised(make()) if maybe.value is None else maybe.value,
            f"void ifPresent({word}Consumer)": lambda maybe, action: None if maybe.value is None else action(maybe.value),
        }
    ).static({f"{name} empty()": lambda: Maybe(None, kind)})
    if kind != "def":
        CLASSES[name].static({f"{name} of({kind})": lambda value: Maybe(value, kind)})


for _kind in ("def", "int", "long", "double"):
    _kind_of_optional(_kind)
CLASSES["Optional"].has(
    {
        "Optional map(Function)": lambda maybe, change: maybe if maybe.value is None else Maybe(change(maybe.value)),
        "Optional flatMap(Function)": _flat,
        "Optional filter(Predicate)": lambda maybe, test: maybe if maybe.value is not None and test(maybe.value) else Maybe(None),
    }
).static({"Optional of(def)": _present, "Optional ofNullable(def)": Maybe})
strict(CLASSES["Optional"], "map", "flatMap", "filter")
