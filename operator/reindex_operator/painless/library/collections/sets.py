"""The tables of Set and its classes, and of Iterator."""

from collections.abc import Callable
from typing import Any

from reindex_operator.painless.library.table import define
from reindex_operator.painless.runtime.comparison import java_equals
from reindex_operator.painless.runtime.text import java_hash

from .elements import remove_value
from .groups import HashSet, LinkedSet
from .iteration import Cursor, iterate, refused

define("java.util.Set", "Collection").has(
    {"boolean equals(def)": java_equals, "int hashCode()": java_hash, "boolean remove(def)": remove_value}
)
for _name, _kind in (("HashSet", HashSet), ("LinkedHashSet", LinkedSet)):
    define(f"java.util.{_name}", "Set" if _name == "HashSet" else "HashSet").constructor(
        {"new()": _kind, "new(Collection)": lambda items, kind=_kind: kind(iterate(items))}
    )
define("java.util.ImmutableCollections.SetN", "Set", name="FrozenSet").has(
    {
        f"def {signature}": refused
        for signature in ("add(def)", "remove(def)", "addAll(def)", "removeAll(def)", "retainAll(def)", "removeIf(def)", "clear()")
    }
)
define("java.util.Collections.SingletonSet", "Set", name="ConstantSet")


def _rest(cursor: Cursor, action: Callable[[Any], Any]) -> None:
    while cursor.at < len(cursor.left):
        action(cursor.next())


define("java.util.Iterator").has(
    {
        "boolean hasNext()": lambda cursor: cursor.at < len(cursor.left),
        "def next()": Cursor.next,
        "void remove()": Cursor.remove,
        "void forEachRemaining(Consumer)": _rest,
    }
)
