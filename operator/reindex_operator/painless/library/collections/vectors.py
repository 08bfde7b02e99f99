"""Vector and Stack."""

from collections.abc import Callable
from typing import Any

from reindex_operator.painless.library.table import CLASSES, define
from reindex_operator.painless.runtime.comparison import java_equals
from reindex_operator.painless.runtime.throwable import Throwable

from .iteration import iterate, no_element
from .kinds import Stack, Vector
from .lists import at_array, drop, list_add, set_array


def _as_array(name: str, *params: str) -> dict[str, Callable[..., Any]]:
    """List's own method, where Vector complains of a place as an array does."""
    method = CLASSES["List"].methods[name, len(params)]

    def call(items: Vector, index: int, *rest: Any) -> Any:
        try:
            return method.run(items, index, *rest)
        except Throwable as error:
            if error.java_class == "java.lang.IndexOutOfBoundsException":
                error.java_class = "java.lang.ArrayIndexOutOfBoundsException"
            raise

    return {f"{method.returns} {name}({', '.join(params)})": call}


def _empty_stack() -> Any:
    raise Throwable("java.util.EmptyStackException")


define("java.util.Vector", "List").constructor({"new()": Vector, "new(Collection)": lambda items: Vector(iterate(items))}).has(
    {
        "void addElement(def)": lambda items, value: list_add(items, value) and None,
        "def elementAt(int)": at_array,
        "def get(int)": at_array,
        "def set(int, def)": set_array,
        "def firstElement()": lambda items: items[0] if items else no_element(),
        "def lastElement()": lambda items: items[-1] if items else no_element(),
        "void removeAllElements()": lambda items: items.clear(),
        "boolean removeElement(def)": lambda items, value: drop(items, value, range(len(items))),
        **_as_array("add", "int", "def"),
        **_as_array("remove", "int"),
        **_as_array("addAll", "int", "Collection"),
    }
)
define("java.util.Stack", "Vector").constructor({"new()": Stack}).has(
    {
        "boolean empty()": lambda items: not items,
        "def peek()": lambda items: items[-1] if items else _empty_stack(),
        "def pop()": lambda items: items.pop() if items else _empty_stack(),
        "def push(def)": lambda items, value: value if list_add(items, value) else None,
        "int search(def)": lambda items, value: next((at for at, item in enumerate(reversed(items), 1) if java_equals(item, value)), -1),
    }
)
