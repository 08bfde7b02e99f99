"""Calls whose receiver's class is known only at run time, fields of such receivers, and casts to reference types."""

from collections.abc import Callable
from typing import Any

from reindex_operator.painless.runtime.casts import BOXED_NUMBERS, IMPLICIT, to_boxed
from reindex_operator.painless.runtime.throwable import class_cast, illegal_argument, null_pointer, out_of_bounds
from reindex_operator.painless.runtime.values import BOXES, CLASSES_OF, Array, Character, class_of, key, shown_class

from .table import BY_FULL, CLASSES, FUNCTIONS, Method, find, is_a


def short_class(value: Any) -> str:
    """The short name of a value's class."""
    full = class_of(value)
    found = BY_FULL.get(full)
    return found.name if found is not None else full


def unboxed(value: Any, type_name: str) -> Any:
    """A def value in the representation of a type, with an implicit cast."""
    cast = IMPLICIT.get(type_name)
    return cast(value) if cast is not None else value


def _adapt_function(function: Any, shape: Method) -> Any:
    """A function of def values as one of a functional interface."""
    if function is None or (shape.returns in {"def", "void"} and not any(param in BOXES for param in shape.params)):
        return function
    result = IMPLICIT.get(shape.returns, lambda value: value)
    boxes = [BOXES.get(param) for param in shape.params]
    if not any(boxes):
        return lambda *arguments: result(function(*arguments))
    return lambda *arguments: result(function(*(value if box is None else box(value) for value, box in zip(arguments, boxes, strict=True))))


def _converter(param: str) -> Callable[[Any], Any] | None:
    if param in IMPLICIT:
        return IMPLICIT[param]
    if param in CLASSES and CLASSES[param].full in BOXED_NUMBERS:
        return to_boxed(CLASSES[param].full, False)
    shape = FUNCTIONS.get(param)
    if shape is not None:
        return lambda value: _adapt_function(value, shape)
    if param in {"def", "Object"}:
        return None

    def check(value: Any) -> Any:
        if value is not None and not instance_of(value, param):
            raise class_cast(f"Cannot cast {class_of(value)} to {CLASSES[param].full if param in CLASSES else param}")
        return value

    return check


def adapted(method: Method, receiver: bool = True) -> Callable[..., Any]:
    """A method's implementation for arguments and results that are def."""
    run = method.run
    converters = [_converter(param) for param in method.params]
    box = BOXES.get(method.returns)
    if not any(converters) and box is None:
        return run
    skip = 1 if receiver else 0
    if box is None and skip and len(converters) == 1 and (only := converters[0]) is not None:
        return lambda target, value: run(target, only(value))
    if box is None and skip and len(converters) == 2 and (one := converters[0]) is not None and (two := converters[1]) is not None:
        return lambda target, first, second: run(target, one(first), two(second))

    def call(*arguments: Any) -> Any:
        values = [value if convert is None else convert(value) for value, convert in zip(arguments[skip:], converters, strict=True)]
        found = run(arguments[0], *values) if skip else run(*values)
        return found if box is None else box(found)

    return call


class Dispatch(dict[type, Callable[..., Any]]):
    """The implementations of one call (name and number of arguments) by the Python type of the receiver."""

    def __init__(self, name: str, count: int) -> None:
        super().__init__()
        self.name = name
        self.count = count

    def __missing__(self, kind: type) -> Callable[..., Any]:
        """Found on first use; a receiver without the method raises when it is called."""
        name, count = self.name, self.count
        if kind is type(None):

            def fail(*_: Any) -> Any:
                raise null_pointer(f"cannot access method/field [{name}] from a null def reference")

            return fail
        if kind is int:
            tables = {full: _lookup(full, name, count) for full in ("java.lang.Integer", "java.lang.Long", "java.math.BigInteger")}
            found: Callable[..., Any] = lambda value, *rest: (tables[class_of(value)] or _missing(name, count))(value, *rest)  # noqa: E731
        else:

            def by_class(value: Any, *rest: Any) -> Any:
                return (_lookup(class_of(value), name, count) or _missing(name, count))(value, *rest)

            found = by_class
            fixed = getattr(kind, "java_class", None)
            full = CLASSES_OF.get(kind) or (fixed if isinstance(fixed, str) and not getattr(kind, "varies", False) else None)
            if full is not None and full != "array":
                found = _lookup(full, name, count) or _missing(name, count)
        self[kind] = found
        return found


_FOUND: dict[tuple[str, str, int], Callable[..., Any] | None] = {}


def _lookup(full: str, name: str, count: int) -> Callable[..., Any] | None:
    place = (full, name, count)
    if place not in _FOUND:
        java = BY_FULL.get(full)
        short = java.name if java is not None else "Array" if full.endswith("[]") else "Throwable" if "xception" in full else "Comparator"
        method = find(short, name, count)
        _FOUND[place] = None if method is None else adapted(method)
    return _FOUND[place]


def _missing(name: str, count: int) -> Callable[..., Any]:
    def fail(value: Any, *_: Any) -> Any:
        if callable(value) and not hasattr(value, "java_class") and any(name == shape.name for shape in FUNCTIONS.values()):
            return value(*_)
        raise illegal_argument(f"dynamic method [{class_of(value)}, {name}/{count}] not found")

    return fail


PLAIN: dict[str, type] = {"String": str, "CharSequence": str, "Map": dict, "List": list, "Collection": list}
"""What documents are made of, known without a look at the tables."""


def instance_of(value: Any, type_name: str) -> bool:
    """``value instanceof Type``."""
    if PLAIN.get(type_name) is type(value):
        return True
    if value is None:
        return False
    if type_name in {"def", "Object"}:
        return True
    full = class_of(value)
    if full.endswith("[]"):
        return full == type_name or (type_name in {"def[]", "Object[]"} and value.element not in IMPLICIT)
    if callable(value) and not hasattr(value, "java_class"):
        return type_name in FUNCTIONS
    check = getattr(value, "is_a", None)
    if check is not None and type_name in CLASSES:
        return bool(check(CLASSES[type_name].full))
    return is_a(short_class(value), type_name)


def checked(value: Any, type_name: str, word: str = "implicitly") -> Any:
    """A def value as a reference type, or a ClassCastException."""
    if value is None or instance_of(value, type_name):
        return value
    if type_name == "String" and type(value) is Character and word == "explicitly":
        return chr(value.code)
    full = CLASSES[type_name].full if type_name in CLASSES else type_name
    raise class_cast(f"cannot {word} cast def [{shown_class(value)}] to {full}")


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def load(target: Any, name: str) -> Any:
    """``target.name`` of a def value."""
    if type(target) is dict and name != "empty":  # nearly always: a field of a document
        return target.get(name)
    if target is None:
        raise null_pointer(f"cannot access method/field [{name}] from a null def reference")
    if isinstance(target, dict):
        return len(target) == 0 if name == "empty" else DISPATCH_GET[type(target)](target, name)
    if isinstance(target, list):
        if name.isdigit():
            return get_index(target, int(name))
        if name == "length":
            return len(target)
    full = class_of(target)
    for getter in (f"get{_capital(name)}", f"is{_capital(name)}"):
        found = _lookup(full, getter, 0)
        if found is not None:
            return found(target)
    if isinstance(target, list) and type(target) is not Array:
        raise illegal_argument(f"Illegal list shortcut value [{name}].")
    raise illegal_argument(f"dynamic getter [{full}, {name}] not found")


def store(target: Any, name: str, value: Any) -> Any:
    """``target.name = value`` of a def value; the value."""
    if target is None:
        raise null_pointer(f"cannot access method/field [{name}] from a null def reference")
    if type(target) is dict:
        target[name] = value
    elif isinstance(target, dict):
        DISPATCH_PUT[type(target)](target, name, value)
    elif isinstance(target, list) and name.isdigit():
        set_index(target, int(name), value)
    else:
        found = _lookup(class_of(target), f"set{_capital(name)}", 1)
        if found is None:
            raise illegal_argument(f"dynamic setter [{class_of(target)}, {name}] not found")
        found(target, value)
    return value


def _from_end(target: list[Any], index: Any) -> int:
    """A place of which a negative one counts from the end."""
    place = int(index if type(index) is int else IMPLICIT["int"](index))
    return place + len(target) if place < 0 else place


def _place(target: list[Any], index: Any) -> int:
    place, length = _from_end(target, index), len(target)
    if not 0 <= place < length:
        error = out_of_bounds(place, length)
        if type(target) is Array or class_of(target) == "java.util.Arrays$ArrayList":
            error.java_class = "java.lang.ArrayIndexOutOfBoundsException"
        raise error
    return place


def get_index(target: Any, index: Any) -> Any:
    """``target[index]`` of a def value."""
    if type(target) is list:
        if type(index) is int and 0 <= index < len(target):
            return target[index]
        return target[_place(target, index)]
    if isinstance(target, dict):
        return DISPATCH_GET[type(target)](target, index)
    if isinstance(target, list):
        found = target[_place(target, index)]
        box = BOXES.get(target.element) if type(target) is Array else None
        return found if box is None else box(found)
    if target is None:
        raise null_pointer("cannot access method/field [normalizeIndex] from a null def reference")
    raise illegal_argument(f"Attempting to address a non-array-like type [{class_of(target)}] as an array.")


def set_index(target: Any, index: Any, value: Any) -> Any:
    """``target[index] = value`` of a def value; the value."""
    if type(target) is dict:
        target[key(index)] = value
    elif type(target) is Array:
        cast = IMPLICIT.get(target.element)
        target[_place(target, index)] = checked(value, target.element) if cast is None else cast(value)
    elif isinstance(target, dict):
        DISPATCH_PUT[type(target)](target, index, value)
    elif isinstance(target, list):
        DISPATCH_SET[type(target)](target, _from_end(target, index), value)
    elif target is None:
        raise null_pointer("cannot access method/field [normalizeIndex] from a null def reference")
    else:
        raise illegal_argument(f"Attempting to address a non-array-like type [{class_of(target)}] as an array.")
    return value


DISPATCH_GET = Dispatch("get", 1)
DISPATCH_PUT = Dispatch("put", 2)
DISPATCH_SET = Dispatch("set", 2)
