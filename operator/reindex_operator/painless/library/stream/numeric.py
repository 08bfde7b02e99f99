"""What streams of numbers have besides, and their statistics."""

import math
from collections.abc import Iterator
from typing import Any

from reindex_operator.painless.library.functions import strict
from reindex_operator.painless.library.numbers.reals import extreme as extreme_real
from reindex_operator.painless.library.table import CLASSES, define
from reindex_operator.painless.runtime.comparison import compare
from reindex_operator.painless.runtime.limits import MAX_ITEMS
from reindex_operator.painless.runtime.text import text
from reindex_operator.painless.runtime.throwable import Throwable
from reindex_operator.painless.runtime.values import BOXES, INT_MAX, INT_MIN, LONG_MAX, LONG_MIN, wrap_int, wrap_long

from .kinds import Maybe, Stream, extreme

KINDS = ("int", "long", "double")
_WRAPS: dict[str, Any] = {"int": wrap_int, "long": wrap_long}


def summed(items: Iterator[Any], kind: str) -> Any:
    """``sum``: whole numbers wrap; doubles are added with compensation, as Java adds them."""
    if kind in _WRAPS:
        return _WRAPS[kind](sum(items))
    total = compensation = simple = 0.0
    for value in items:
        simple += value
        corrected = value - compensation
        following = total + corrected
        compensation = (following - total) - corrected
        total = following
    found = total - compensation
    return simple if math.isnan(found) and math.isinf(simple) else found


def mean(items: list[Any], kind: str) -> float:
    """The average of some numbers."""
    return (summed(iter(items), "double") if kind == "double" else float(wrap_long(sum(items)))) / len(items)


def _average(stream: Stream) -> Maybe:
    items = list(stream.take())
    return Maybe(mean(items, stream.kind) if items else None, "double")


def _walked(begin: int, end: int) -> Iterator[int]:
    if end - begin > MAX_ITEMS:
        yield from range(begin, begin + MAX_ITEMS)
        raise Throwable("java.lang.OutOfMemoryError", f"a stream has more than the {MAX_ITEMS} elements that a script may go through")
    yield from range(begin, end)


class Statistics:
    """Summary statistics of ints, longs or doubles."""

    varies = True

    def __init__(self, kind: str, items: Any = ()) -> None:
        self.kind = kind
        self.items: list[Any] = list(items)
        self.java_class = f"java.util.{kind.capitalize()}SummaryStatistics"

    def edge(self, sign: int) -> Any:
        """The greatest or least; without a number the end of the type's range."""
        if self.items:
            if self.kind == "double":
                found = self.items[0]
                for item in self.items:
                    found = extreme_real(found, item, sign)
                return found
            return max(self.items) if sign > 0 else min(self.items)
        ends = {"int": (INT_MIN, INT_MAX), "long": (LONG_MIN, LONG_MAX)}.get(self.kind, (-math.inf, math.inf))
        return ends[0 if sign > 0 else 1]

    def total(self) -> Any:
        """The sum: a long or double."""
        return summed(iter(self.items), "double" if self.kind == "double" else "long")

    def average(self) -> float:
        """The mean; 0 of nothing."""
        return mean(self.items, self.kind) if self.items else 0.0

    def __str__(self) -> str:
        """As Java shows it."""
        name = self.java_class.rpartition(".")[2]
        if self.kind == "double":
            shown = (len(self.items), self.total(), self.edge(-1), self.average(), self.edge(1))
            return f"{name}{{count={shown[0]}, sum={shown[1]:.6f}, min={shown[2]:.6f}, average={shown[3]:.6f}, max={shown[4]:.6f}}}"
        parts = f"count={len(self.items)}, sum={text(self.total())}, min={self.edge(-1)}, average={self.average():.6f}, max={self.edge(1)}"
        return f"{name}{{{parts}}}"


def _kind_of_numbers(kind: str) -> None:
    """The methods of one kind."""
    word = kind.capitalize()
    name, statistics = f"{word}Stream", f"{word}SummaryStatistics"
    total = "double" if kind == "double" else "long"
    box = BOXES.get(kind, lambda value: value)
    define(f"java.util.{statistics}", f"{word}Consumer", final=True).constructor({"new()": lambda: Statistics(kind)}).has(
        {
            f"void accept({kind})": lambda found, value: found.items.append(value),
            f"void combine({statistics})": lambda found, other: found.items.extend(other.items),
            "double getAverage()": Statistics.average,
            "long getCount()": lambda found: len(found.items),
            f"{kind} getMax()": lambda found: found.edge(1),
            f"{kind} getMin()": lambda found: found.edge(-1),
            f"{total} getSum()": Statistics.total,
        }
    )
    CLASSES[name].has(
        {
            f"{kind} sum()": lambda s: summed(s.take(), kind),
            f"Optional{word} max()": lambda s: extreme(s, compare, 1),
            f"Optional{word} min()": lambda s: extreme(s, compare, -1),
            "OptionalDouble average()": _average,
            "Stream boxed()": lambda s: s.mapped(box, "def"),
            f"Stream mapToObj({word}Function)": lambda s, change: s.mapped(change, "def"),
            f"{statistics} summaryStatistics()": lambda s: Statistics(kind, s.take()),
        }
    ).has(
        {
            f"{other.capitalize()}Stream mapTo{other.capitalize()}({word}To{other.capitalize()}Function)": (
                lambda s, change, other=other: s.mapped(change, other)
            )
            for other in KINDS
            if other != kind
        }
    )
    if kind != "double":
        CLASSES[name].static(
            {
                f"{name} range({kind}, {kind})": lambda a, b: Stream(_walked(a, b), kind, max(0, b - a)),
                f"{name} rangeClosed({kind}, {kind})": lambda a, b: Stream(_walked(a, b + 1), kind, max(0, b + 1 - a)),
            }
        ).has({"DoubleStream asDoubleStream()": lambda s: s.mapped(float, "double")})


for _kind in KINDS:
    _kind_of_numbers(_kind)
CLASSES["IntStream"].has({"LongStream asLongStream()": lambda s: s.then(s.take(), "long")})
for _name in ("Stream", "IntStream", "LongStream", "DoubleStream"):
    strict(CLASSES[_name])
