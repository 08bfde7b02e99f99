"""What the tree alone says of a loop. Called by loops."""

from collections.abc import Iterator

from reindex_operator.painless.nodes import Assign, Binary, Call, For, LocalCall, Name, Node, Step

_CHANGES = frozenset(
    [
        "add",
        "addAll",
        "remove",
        "removeIf",
        "removeAll",
        "retainAll",
        "clear",
        "put",
        "putAll",
        "putIfAbsent",
        "computeIfAbsent",
        "computeIfPresent",
        "compute",
        "merge",
        "sort",
        "addFirst",
        "addLast",
        "removeFirst",
        "removeLast",
        "push",
        "pop",
        "poll",
        "offer",
        "replaceAll",
        "set",
        "setValue",
    ]
)


def may_change(body: object) -> bool:
    """Whether statements could change the size of what is iterated over: any call that changes a collection, any function of the script."""
    return any(
        isinstance(node, LocalCall)
        or (isinstance(node, Call) and node.name in _CHANGES)
        or (isinstance(node, Assign) and not isinstance(node.target, Name))
        for node in _within(body)
    )


def counter(node: For) -> tuple[str, Binary] | None:
    """The variable that ``for (...; i < n; i++)`` counts with, and that test, where nothing else sets it: its step can not pass ``n``."""
    step, test = node.step, node.test
    if not (isinstance(step, Step) and step.op == "+" and isinstance(step.target, Name)):
        return None
    name = step.target.name
    if not (isinstance(test, Binary) and test.op == "<" and isinstance(test.left, Name) and test.left.name == name):
        return None
    sets = (part for part in _within((test, node.body)) if isinstance(part, Assign | Step))
    return None if any(isinstance(part.target, Name) and part.target.name == name for part in sets) else (name, test)


def _within(tree: object) -> Iterator[Node]:
    """The nodes of ``tree``, itself too."""
    if isinstance(tree, tuple | list):
        for part in tree:
            yield from _within(part)
    elif isinstance(tree, Node):
        yield tree
        for name in (field for kind in type(tree).__mro__ for field in getattr(kind, "__slots__", ())):
            yield from _within(getattr(tree, name))
