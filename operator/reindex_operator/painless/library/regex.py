"""Pattern and Matcher over the ``regex`` library, whose matching can be given a time limit."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import regex  # type: ignore[import-untyped]

from reindex_operator.painless.runtime.limits import MAX_TEXT, too_long
from reindex_operator.painless.runtime.throwable import Throwable, class_cast, illegal_argument, null_pointer
from reindex_operator.painless.runtime.values import Array, class_of

from .regex_size import check_size
from .table import define

SECONDS = 1.0
FLAGS = {"i": regex.I, "m": regex.M, "s": regex.S, "x": regex.X, "U": regex.U, "u": 0, "c": 0, "l": 0}


class Pattern:
    """A compiled Java pattern."""

    java_class = "java.util.regex.Pattern"
    __slots__ = ("compiled", "source")

    def __init__(self, source: str, compiled: Any) -> None:
        self.source = source
        self.compiled = compiled

    def __str__(self) -> str:
        """The pattern as written."""
        return self.source


@lru_cache(maxsize=256)
def compile_pattern(source: str, flags: str = "") -> Pattern:
    """A pattern; raises ValueError for one that Java or this library does not know."""
    if "l" in flags:
        raise ValueError("the flag [l] (literal) is not supported")
    if "c" in flags:
        raise ValueError("the flag [c] (canonical equivalence) is not supported")
    check_size(source)
    wanted = regex.VERSION1
    for flag in flags:
        wanted |= FLAGS[flag]
    if "U" not in flags:
        wanted |= regex.ASCII if "u" not in flags and _needs_ascii(source) else 0
    try:
        return Pattern(source, regex.compile(_translated(source), wanted))
    except regex.error as error:
        raise ValueError(str(error)) from None


def _needs_ascii(source: str) -> bool:
    return any(mark in source for mark in ("\\w", "\\W", "\\d", "\\D", "\\s", "\\S", "\\b", "\\B"))


def _translated(source: str) -> str:
    """Java's spelling in this library's."""
    found, at = [], 0
    while at < len(source):
        if source.startswith("\\Q", at):
            end = source.find("\\E", at)
            found.append(regex.escape(source[at + 2 : end if end >= 0 else None], special_only=True))
            at = end + 2 if end >= 0 else len(source)
        elif source[at] == "\\":
            pair = source[at : at + 2]
            found.append({"\\Z": "(?=\\n?\\Z)", "\\z": "\\Z", "\\h": "[ \\t\\xA0\\u2000-\\u200a\\u202f\\u205f\\u3000]"}.get(pair, pair))
            at += 2
        elif source.startswith("$", at) and (at == 0 or source[at - 1] != "["):
            found.append("$")
            at += 1
        else:
            found.append(source[at])
            at += 1
    return "".join(found)


def _bounded(search: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    try:
        return search(*arguments, timeout=SECONDS, **options)
    except TimeoutError:
        raise Throwable(
            "org.elasticsearch.common.breaker.CircuitBreakingException", f"a regular expression took longer than {SECONDS:g} s on one text"
        ) from None


def find_in(pattern: Pattern, subject: Any) -> bool:
    """``subject =~ pattern``."""
    return _bounded(pattern.compiled.search, _subject(subject)) is not None


def matches(pattern: Pattern, subject: Any) -> bool:
    """``subject ==~ pattern``."""
    return _bounded(pattern.compiled.fullmatch, _subject(subject)) is not None


def _subject(value: Any) -> str:
    if value is None:
        raise null_pointer("the text to match is null")
    return value if type(value) is str else str(value)


class Matcher:
    """A match in progress."""

    java_class = "java.util.regex.Matcher"

    def __init__(self, pattern: Pattern, subject: str) -> None:
        self.pattern = pattern
        self.subject = subject
        self.match: Any = None
        self.start = 0
        self.append_at = 0

    def find(self, start: int | None = None) -> bool:
        """The next match."""
        if start is not None:
            self.start = start
        if self.start > len(self.subject):
            self.match = None
            return False
        self.match = _bounded(self.pattern.compiled.search, self.subject, self.start)
        if self.match is not None:
            self.start = self.match.end() + (1 if self.match.end() == self.match.start() else 0)
        return self.match is not None

    def whole(self) -> bool:
        """``matches``."""
        self.match = _bounded(self.pattern.compiled.fullmatch, self.subject)
        return self.match is not None

    def looking_at(self) -> bool:
        """``lookingAt``."""
        self.match = _bounded(self.pattern.compiled.match, self.subject)
        return self.match is not None

    def found(self) -> Any:
        """The match, which must be there."""
        if self.match is None:
            raise Throwable("java.lang.IllegalStateException", "No match found")
        return self.match

    def group(self, which: int | str = 0) -> str | None:
        """A group's text."""
        match = self.found()
        try:
            text_found: str | None = match.group(which)
        except IndexError:
            if isinstance(which, str):
                raise illegal_argument(f"No group with name <{which}>") from None
            raise Throwable("java.lang.IndexOutOfBoundsException", f"No group {which}") from None
        return text_found

    def edge(self, side: str, which: int | str = 0) -> int:
        """Where a group starts or ends."""
        match = self.found()
        return int(match.start(which) if side == "start" else match.end(which))

    def reset(self) -> "Matcher":
        """From the beginning."""
        self.match, self.start = None, 0
        return self


def expand(template: str, match: Any) -> str:
    """A replacement with ``$1``, ``${name}`` and escapes."""
    found, at = [], 0
    while at < len(template):
        char = template[at]
        if char == "\\":
            if at + 1 >= len(template):
                raise illegal_argument("character to be escaped is missing")
            found.append(template[at + 1])
            at += 2
        elif char == "$":
            at += 1
            named = regex.match(r"\{(\w+)\}", template[at:])
            if named:
                found.append(match.group(named[1]) or "")
                at += named.end()
                continue
            if at >= len(template) or not template[at].isdigit():
                raise illegal_argument(
                    "Illegal group reference" if at < len(template) else "Illegal group reference: group index is missing"
                )
            number = int(template[at])
            if number > match.re.groups:
                raise Throwable("java.lang.IndexOutOfBoundsException", f"No group {number}")
            at += 1
            while at < len(template) and template[at].isdigit() and number * 10 + int(template[at]) <= match.re.groups:
                number = number * 10 + int(template[at])
                at += 1
            found.append(match.group(number) or "")
        else:
            found.append(char)
            at += 1
    return "".join(found)


def _replaced(found: Any) -> str:
    if found is None:
        raise null_pointer("the replacement is null")
    if type(found) is not str:
        raise class_cast(f"class {class_of(found)} cannot be cast to class java.lang.String")
    return found


def replace(subject: str, pattern: Pattern, replacement: Any, count: int = 0) -> str:
    """Matches replaced, by a template or by a function of the matcher."""
    size = len(subject)

    def one(match: Any) -> str:
        nonlocal size
        if callable(replacement):
            view = Matcher(pattern, subject)
            view.match = match
            new = _replaced(replacement(view))
        else:
            new = expand(replacement, match)
        size += len(new)
        if size > MAX_TEXT:
            too_long(size)
        return new

    found: str = _bounded(pattern.compiled.sub, one, subject, count=count)
    return found


def split(pattern: Pattern, subject: str, limit: int = 0) -> Array:
    """``Pattern.split``: a leading empty match gives no part, trailing empty parts go unless a limit says otherwise."""
    parts: list[str] = []
    at = 0
    for match in _bounded(pattern.compiled.finditer, subject):
        if 0 < limit <= len(parts) + 1:
            break
        if match.end() == 0:
            continue
        parts.append(subject[at : match.start()])
        at = match.end()
    if not parts and at == 0:
        return Array("String", [subject])
    parts.append(subject[at:])
    while limit == 0 and parts and not parts[-1]:
        parts.pop()
    return Array("String", parts)


def _compile(source: str) -> Pattern:
    try:
        return compile_pattern(source)
    except ValueError as error:
        raise Throwable("java.util.regex.PatternSyntaxException", str(error)) from None


define("java.util.regex.Pattern", final=True).has(
    {
        "Matcher matcher(CharSequence)": lambda pattern, subject: Matcher(pattern, _subject(subject)),
        "String pattern()": str,
        "String toString()": str,
        "String[] split(CharSequence)": lambda pattern, subject: split(pattern, _subject(subject)),
        "String[] split(CharSequence, int)": lambda pattern, subject, limit: split(pattern, _subject(subject), limit),
        "Predicate asPredicate()": lambda pattern: lambda subject: find_in(pattern, subject),
    }
).static(
    {
        "String quote(String)": lambda value: f"\\Q{value}\\E",
    }
)
define("java.util.regex.Matcher", final=True).has(
    {
        "boolean find()": Matcher.find,
        "boolean find(int)": Matcher.find,
        "boolean matches()": Matcher.whole,
        "boolean lookingAt()": Matcher.looking_at,
        "String group()": Matcher.group,
        "String group(int)": Matcher.group,
        "String namedGroup(String)": Matcher.group,
        "int groupCount()": lambda matcher: matcher.pattern.compiled.groups,
        "int start()": lambda matcher: matcher.edge("start"),
        "int start(int)": lambda matcher, which: matcher.edge("start", which),
        "int end()": lambda matcher: matcher.edge("end"),
        "int end(int)": lambda matcher, which: matcher.edge("end", which),
        "Matcher reset()": Matcher.reset,
        "Pattern pattern()": lambda matcher: matcher.pattern,
        "String replaceAll(String)": lambda matcher, new: replace(matcher.subject, matcher.pattern, new),
        "String replaceFirst(String)": lambda matcher, new: replace(matcher.subject, matcher.pattern, new, 1),
    }
).static({"String quoteReplacement(String)": lambda value: value.replace("\\", "\\\\").replace("$", "\\$")})
for _class in ("String", "CharSequence"):
    define.__globals__["CLASSES"][_class].has(
        {
            "String replaceAll(Pattern, Function)": lambda value, pattern, new: replace(_subject(value), pattern, new),
            "String replaceFirst(Pattern, Function)": lambda value, pattern, new: replace(_subject(value), pattern, new, 1),
        }
    )
