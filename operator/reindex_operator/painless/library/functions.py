"""The functional interfaces that lambdas and method references stand for."""

from collections.abc import Callable
from typing import Any

from reindex_operator.painless.runtime.comparison import java_equals
from reindex_operator.painless.runtime.throwable import null_pointer

from .table import CLASSES, FUNCTIONS, JavaClass, Method, interface

_PRIMITIVES = {"Int": "int", "Long": "long", "Double": "double"}


def _declare(name: str, signature: str) -> None:
    interface(f"java.util.function.{name}", signature)


for _name, _signature in {
    "Function": "def apply(def)",
    "BiFunction": "def apply(def, def)",
    "UnaryOperator": "def apply(def)",
    "BinaryOperator": "def apply(def, def)",
    "Predicate": "boolean test(def)",
    "BiPredicate": "boolean test(def, def)",
    "Consumer": "void accept(def)",
    "BiConsumer": "void accept(def, def)",
    "Supplier": "def get()",
    "BooleanSupplier": "boolean getAsBoolean()",
}.items():
    _declare(_name, _signature)
for _word, _type in _PRIMITIVES.items():
    _declare(f"{_word}Function", f"def apply({_type})")
    _declare(f"{_word}Predicate", f"boolean test({_type})")
    _declare(f"{_word}Consumer", f"void accept({_type})")
    _declare(f"{_word}Supplier", f"{_type} getAs{_word}()")
    _declare(f"{_word}UnaryOperator", f"{_type} applyAs{_word}({_type})")
    _declare(f"{_word}BinaryOperator", f"{_type} applyAs{_word}({_type}, {_type})")
    _declare(f"To{_word}Function", f"{_type} applyAs{_word}(def)")
    _declare(f"To{_word}BiFunction", f"{_type} applyAs{_word}(def, def)")
    for _other, _result in _PRIMITIVES.items():
        if _other != _word:
            _declare(f"{_word}To{_other}Function", f"{_result} applyAs{_other}({_type})")
    _declare(f"Obj{_word}Consumer", f"void accept(def, {_type})")
interface("java.util.Comparator", "int compare(def, def)")


def needed(value: Any) -> Any:
    """What a method is given, a function or a value, that must not be null."""
    if value is None:
        raise null_pointer("an argument is null")
    return value


def strict(java: JavaClass, *names: str) -> None:
    """Let methods refuse null for a function before they do anything else, as Java's do; without names all of the class."""
    for table, first in ((java.methods, 1), (java.statics, 0)):
        for at, method in table.items():
            places = tuple(place for place, param in enumerate(method.params, first) if param in FUNCTIONS)
            if places and (not names or method.name in names):
                table[at] = Method(method.name, method.params, method.returns, _guarded(method.run, places))


def _guarded(run: Callable[..., Any], places: tuple[int, ...]) -> Callable[..., Any]:
    def call(*arguments: Any) -> Any:
        for place in places:
            needed(arguments[place])
        return run(*arguments)

    return call


def _identity(value: Any) -> Any:
    return value


def _both(first: Callable[..., Any], then: Callable[..., Any]) -> Callable[..., Any]:
    def run(*arguments: Any) -> None:
        first(*arguments)
        then(*arguments)

    needed(then)
    return run


def _and(one: Callable[..., bool], other: Callable[..., bool]) -> Callable[..., bool]:
    needed(other)
    return lambda *arguments: one(*arguments) and other(*arguments)


def _or(one: Callable[..., bool], other: Callable[..., bool]) -> Callable[..., bool]:
    needed(other)
    return lambda *arguments: one(*arguments) or other(*arguments)


def _chained(first: Callable[..., Any], then: Callable[[Any], Any]) -> Callable[..., Any]:
    needed(then)
    return lambda *arguments: then(first(*arguments))


for _name in ("Consumer", "BiConsumer", "IntConsumer", "LongConsumer", "DoubleConsumer"):
    CLASSES[_name].has({f"{_name} andThen({_name})": _both})
for _name in ("Predicate", "BiPredicate", "IntPredicate", "LongPredicate", "DoublePredicate"):
    CLASSES[_name].has(
        {
            f"{_name} and({_name})": _and,
            f"{_name} or({_name})": _or,
            f"{_name} negate()": lambda test: lambda *arguments: not test(*arguments),
        }
    )
for _name in ("Function", "IntUnaryOperator", "LongUnaryOperator", "DoubleUnaryOperator"):
    CLASSES[_name].has(
        {f"{_name} andThen({_name})": _chained, f"{_name} compose({_name})": lambda function, before: _chained(needed(before), function)}
    ).static({f"{_name} identity()": lambda: _identity})
CLASSES["UnaryOperator"].static({"UnaryOperator identity()": lambda: _identity})
CLASSES["BiFunction"].has({"BiFunction andThen(Function)": _chained})
CLASSES["Predicate"].static({"Predicate isEqual(def)": lambda value: lambda other: java_equals(value, other)})
CLASSES["BinaryOperator"].static(
    {
        "BinaryOperator maxBy(Comparator)": lambda order: lambda a, b: a if order(a, b) >= 0 else b,
        "BinaryOperator minBy(Comparator)": lambda order: lambda a, b: a if order(a, b) <= 0 else b,
    }
)
