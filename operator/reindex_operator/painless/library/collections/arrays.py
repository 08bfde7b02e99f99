"""Arrays: what Painless adds to them, and ``Arrays``."""

from reindex_operator.painless.library.table import define

from .elements import collect, each, find_element, join, total
from .kinds import FixedList

define("java.lang.Array", name="Array").has(
    {
        "int getLength()": len,
        "List asList()": list,
        "Collection asCollection()": list,
        "boolean any(Predicate)": lambda items, test: any(test(item) for item in items),
        "boolean every(Predicate)": lambda items, test: all(test(item) for item in items),
        "List collect(Function)": collect,
        "def each(Consumer)": each,
        "def find(Predicate)": find_element,
        "List findAll(Predicate)": lambda items, test: [item for item in items if test(item)],
        "String join(String)": join,
        "double sum()": total,
    }
)
define("java.util.Arrays", final=True).static(
    {
        "List asList(Object[])": FixedList,
    }
)
