"""The functional interfaces that lambdas and method references stand for."""

from .table import interface

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
    "ObjIntConsumer": "void accept(def, int)",
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
interface("java.util.Comparator", "int compare(def, def)")
