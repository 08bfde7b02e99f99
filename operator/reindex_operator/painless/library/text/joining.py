"""StringJoiner and StringTokenizer."""

from reindex_operator.painless.library.table import define
from reindex_operator.painless.runtime.limits import MAX_TEXT, too_long
from reindex_operator.painless.runtime.text import text
from reindex_operator.painless.runtime.throwable import Throwable, null_pointer

from .units import required, units


class Joiner:
    """A StringJoiner."""

    java_class = "java.util.StringJoiner"
    __slots__ = ("empty", "end", "parts", "separator", "size", "start")

    def __init__(self, separator: str, start: str = "", end: str = "") -> None:
        self.separator, self.start, self.end = required(separator), required(start), required(end)
        self.parts: list[str] = []
        self.empty: str | None = None
        self.size = 0

    def __str__(self) -> str:
        """The whole."""
        if not self.parts and self.empty is not None:
            return self.empty
        return self.start + self.separator.join(self.parts) + self.end

    def add(self, part: object) -> "Joiner":
        """``add``; null is added as a word."""
        shown = text(part)
        self.size += len(shown) + len(self.separator)
        if self.size > MAX_TEXT:
            too_long(self.size)
        self.parts.append(shown)
        return self

    def merge(self, other: "Joiner | None") -> "Joiner":
        """The other's parts, as one."""
        if other is None:
            raise null_pointer("the joiner to merge is null")
        return self.add(other.separator.join(other.parts)) if other.parts else self

    def set_empty(self, value: str) -> "Joiner":
        """What an empty one shows."""
        self.empty = required(value)
        return self


define("java.util.StringJoiner", final=True).constructor(
    {"new(CharSequence)": Joiner, "new(CharSequence, CharSequence, CharSequence)": Joiner}
).has(
    {
        "StringJoiner add(CharSequence)": Joiner.add,
        "int length()": lambda joiner: len(units(str(joiner))),
        "StringJoiner merge(StringJoiner)": Joiner.merge,
        "StringJoiner setEmptyValue(CharSequence)": Joiner.set_empty,
        "String toString()": str,
    }
)


class Tokenizer:
    """A StringTokenizer."""

    java_class = "java.util.StringTokenizer"
    __slots__ = ("at", "marks", "subject", "with_marks")

    def __init__(self, subject: str, marks: str = " \t\n\r\f", with_marks: bool = False) -> None:
        if subject is None:
            raise null_pointer("the text is null")
        self.subject, self.marks, self.with_marks, self.at = subject, marks, with_marks, 0

    def skip(self, at: int) -> int:
        """Where the next token begins."""
        if not self.with_marks:
            while at < len(self.subject) and self.subject[at] in self.marks:
                at += 1
        return at

    def end(self, at: int) -> int:
        """Where the token that begins at a place ends."""
        start = at
        while at < len(self.subject) and self.subject[at] not in self.marks:
            at += 1
        return at + 1 if self.with_marks and at == start else at

    def next(self, marks: str | None = None) -> str:
        """The next token."""
        if marks is not None:
            self.marks = marks
        start = self.skip(self.at)
        if start >= len(self.subject):
            raise Throwable("java.util.NoSuchElementException")
        self.at = self.end(start)
        return self.subject[start : self.at]

    def count(self) -> int:
        """How many tokens are left."""
        found, at = 0, self.skip(self.at)
        while at < len(self.subject):
            found, at = found + 1, self.skip(self.end(at))
        return found


define("java.util.StringTokenizer", final=True).constructor(
    {"new(String)": Tokenizer, "new(String, String)": Tokenizer, "new(String, String, boolean)": Tokenizer}
).has(
    {
        "int countTokens()": Tokenizer.count,
        "boolean hasMoreTokens()": lambda tokens: tokens.skip(tokens.at) < len(tokens.subject),
        "String nextToken()": Tokenizer.next,
        "String nextToken(String)": Tokenizer.next,
    }
)
