"""``field('a.b')`` and ``metadata()``: the script's document and its metadata by name (Elasticsearch 8.6 and later)."""

from collections.abc import Callable, Iterator
from typing import Any

from reindex_operator.painless.runtime.throwable import Throwable, illegal_argument, null_pointer
from reindex_operator.painless.runtime.values import box_long

from .collections.groups import HashSet
from .collections.iteration import Cursor
from .misc import Ctx, put_metadata
from .table import define

_ABSENT = object()


class WriteField:
    """A field of a document by its path; a map on the way may hold the rest of the path as one key."""

    java_class = "org.elasticsearch.script.field.WriteField"
    walked = True

    def __init__(self, path: str, root: Any) -> None:
        self.path, self.root = path, root
        self.leaf, self.container = path, root
        self._resolve()

    def _resolve(self) -> None:
        """Find the map that holds the field, and the key it has there."""
        self.container, self.leaf = self.root, self.path
        parts = self.path.split(".")
        at = self.root
        for number in range(len(parts)):
            rest = ".".join(parts[number:])
            if rest in at:
                self.container, self.leaf = at, rest
                return
            step = at.get(parts[number])
            if not isinstance(step, dict):
                self.container, self.leaf = at, rest
                return
            at = step
        self.container, self.leaf = at, parts[-1]

    @property
    def value(self) -> Any:
        """What it holds, or nothing."""
        return self.container.get(self.leaf, _ABSENT)

    def _into(self) -> None:
        """Make the maps on the way."""
        parts = self.leaf.split(".")
        for part in parts[:-1]:
            made: dict[str, Any] = {}
            self.container[part] = made
            self.container = made
        self.leaf = parts[-1]

    def set(self, value: Any) -> "WriteField":
        """``set``."""
        self._into()
        self.container[self.leaf] = value
        return self

    def append(self, value: Any) -> "WriteField":
        """``append``: a single value becomes a list."""
        old = self.value
        if old is _ABSENT:
            return self.set([value])
        if isinstance(old, list):
            old.append(value)
        else:
            self.container[self.leaf] = [value] if old is None else [old, value]
        return self

    def remove(self) -> None:
        """``remove``."""
        self.container.pop(self.leaf, None)

    def values(self) -> list[Any]:
        """What it holds, as a list."""
        found = self.value
        return [] if found is _ABSENT else list(found) if isinstance(found, list) else [found]

    def get(self, default: Any) -> Any:
        """What it holds, a list as it is, or the default."""
        found = self.value
        return default if found is _ABSENT else found

    def at(self, index: int, default: Any) -> Any:
        """One value, or the default."""
        found = self.value
        if isinstance(found, list):
            return found[index] if 0 <= index < len(found) else default
        return default if found is _ABSENT or index != 0 else found

    def move(self, path: Any, *, overwrite: bool = False) -> "WriteField":
        """``move`` and ``overwrite``: to another path."""
        other = path if isinstance(path, WriteField) else WriteField(str(path), self.root)
        if other.value is not _ABSENT and not overwrite:
            raise illegal_argument(f"Cannot move to non-empty destination [{other.path}]")
        value = self.value
        if value is _ABSENT:
            if overwrite:
                other.remove()
            return self
        self.remove()
        other.set(value)
        self.path, self.container, self.leaf = other.path, other.container, other.leaf
        return self

    def transform(self, change: Callable[[Any], Any]) -> "WriteField":
        """Each value, changed."""
        found = self.value
        if isinstance(found, list):
            found[:] = [change(item) for item in found]
        elif found is not _ABSENT:
            self.container[self.leaf] = change(found)
        return self

    def deduplicate(self) -> "WriteField":
        """Each value once."""
        found = self.value
        if isinstance(found, list):
            found[:] = HashSet(found).values()
        return self

    def keep(self, test: Callable[[Any], bool]) -> "WriteField":
        """Only the values that a test holds for."""
        found = self.value
        if isinstance(found, list):
            found[:] = [item for item in found if test(item)]
        elif found is not _ABSENT and not test(found):
            self.remove()
        return self

    def drop(self, index: int) -> "WriteField":
        """``removeValue``."""
        found = self.value
        if isinstance(found, list):
            if not 0 <= index < len(found):
                raise Throwable("java.lang.IndexOutOfBoundsException", f"Index {index} out of bounds for length {len(found)}")
            del found[index]
        elif found is not _ABSENT and index == 0:
            self.remove()
        return self

    def __iter__(self) -> Iterator[Any]:
        """Over the values."""
        return iter(self.values())


define("org.elasticsearch.script.field.WriteField", "Iterable", final=True).has(
    {
        "WriteField append(def)": WriteField.append,
        "WriteField deduplicate()": WriteField.deduplicate,
        "boolean exists()": lambda field: field.value is not _ABSENT,
        "def get(def)": WriteField.get,
        "def get(int, def)": WriteField.at,
        "boolean hasValue(Predicate)": lambda field, test: any(test(item) for item in field.values()),
        "boolean isEmpty()": lambda field: not field.values(),
        "int size()": lambda field: len(field.values()),
        "String getName()": lambda field: field.path,
        "Iterator iterator()": lambda field: Cursor(field.values()),
        "WriteField move(def)": WriteField.move,
        "WriteField overwrite(def)": lambda field, path: field.move(path, overwrite=True),
        "void remove()": WriteField.remove,
        "WriteField removeValue(int)": WriteField.drop,
        "WriteField removeValuesIf(Predicate)": lambda field, test: field.keep(lambda item: not test(item)),
        "WriteField set(def)": WriteField.set,
        "WriteField transform(Function)": WriteField.transform,
    }
)


class Metadata:
    """A document's metadata; writing checks what ``ctx`` checks."""

    java_class = "org.elasticsearch.script.Metadata"
    __slots__ = ("ctx",)

    def __init__(self, ctx: Ctx) -> None:
        self.ctx = ctx

    def put(self, name: str, value: Any) -> None:
        """Set one."""
        put_metadata(self.ctx, name, value)


def _internal(metadata: Metadata) -> bool:
    return metadata.ctx.get("_version") is None


define("org.elasticsearch.script.Metadata", final=True).has(
    {
        f"String get{word}()": (lambda metadata, name=name: metadata.ctx.get(name))
        for word, name in (("Id", "_id"), ("Index", "_index"), ("Op", "op"), ("Routing", "_routing"))
    }
    | {
        f"void set{word}(String)": (lambda metadata, value, name=name: metadata.put(name, value))
        for word, name in (("Id", "_id"), ("Index", "_index"), ("Op", "op"), ("Routing", "_routing"))
    }
    | {
        "long getVersion()": lambda metadata: int(metadata.ctx.get("_version")),
        "void setVersion(long)": lambda metadata, value: metadata.put("_version", box_long(value)),
        "boolean isVersionInternal()": _internal,
        "void setVersionToInternal()": lambda metadata: metadata.put("_version", None),
    }
)


def field_of(ctx: Ctx, path: str) -> WriteField:
    """``field(path)``."""
    if path is None:
        raise null_pointer("a field's path is null")
    return WriteField(path, ctx["_source"])
