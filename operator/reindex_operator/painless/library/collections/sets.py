"""The tables of Set and its classes, and of Iterator."""

from reindex_operator.painless.library.table import define
from reindex_operator.painless.runtime.comparison import java_equals
from reindex_operator.painless.runtime.text import java_hash

from .elements import remove_value
from .groups import HashSet, LinkedSet, TreeSet
from .iteration import Cursor, iterate, no_element

define("java.util.Set", "Collection").has(
    {"boolean equals(def)": java_equals, "int hashCode()": java_hash, "boolean remove(def)": remove_value}
)
for _name, _kind in (("HashSet", HashSet), ("LinkedHashSet", LinkedSet)):
    define(f"java.util.{_name}", "Set" if _name == "HashSet" else "HashSet").constructor(
        {"new()": _kind, "new(Collection)": lambda items, kind=_kind: kind(iterate(items))}
    )
define("java.util.SortedSet", "Set").has(
    {
        "def first()": lambda items: items.values()[0] if len(items) else no_element(),
        "def last()": lambda items: items.values()[-1] if len(items) else no_element(),
    }
)
define("java.util.TreeSet", "SortedSet").constructor({"new()": TreeSet, "new(Comparator)": lambda order: TreeSet((), order)})
define("java.util.ImmutableCollections.SetN", "Set", name="FrozenSet")
define("java.util.Iterator").has(
    {"boolean hasNext()": lambda cursor: cursor.at < len(cursor.left), "def next()": Cursor.next, "void remove()": Cursor.remove}
)
