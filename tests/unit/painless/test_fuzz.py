"""No script, however broken, gets anything out of the compiler but its own errors, or past its bounds."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reindex_operator import painless
from tests.conformance.painless.generated.grammar import program
from tests.conformance.painless.generated.prelude import script

WORDS = [
    "def",
    "int",
    "long",
    "String",
    "List",
    "Map",
    "x",
    "y",
    "ctx",
    "params",
    "_source",
    "if",
    "else",
    "for",
    "while",
    "do",
    "return",
    "try",
    "catch",
    "throw",
    "new",
    "null",
    "true",
    "false",
    "instanceof",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    ";",
    ",",
    ".",
    "?.",
    "?:",
    "?",
    ":",
    "->",
    "::",
    "=",
    "==",
    "===",
    "!=",
    "+=",
    "++",
    "--",
    "+",
    "-",
    "*",
    "/",
    "%",
    "&",
    "|",
    "^",
    "~",
    "!",
    "<<",
    ">>",
    ">>>",
    "=~",
    "==~",
    "&&",
    "||",
    "0",
    "1",
    "2L",
    "3.5",
    "1e9",
    "0x1F",
    "'a'",
    '"b"',
    "/a+/",
    "//",
    "/*",
    "*/",
    "__class__",
    "format",
    "mro",
    "size",
    "get",
    "put",
    "add",
    "stream",
    "map",
    "forEach",
    "f",
    "Exception",
    "e",
    "\\",
    "'",
    '"',
    "ä",
    "\x00",
    "9999999999999999999",
]


def tried(source: str) -> tuple[painless.ScriptError | None, painless.ScriptRuntimeError | None]:
    """Compile and run, as a script of either kind: what the compiler and the run complain of. Anything else that is raised fails the test."""
    refused = failed = None
    for kind in ("execute", "reindex"):
        try:
            compiled = painless.compile(source, {"x": 1}, kind="reindex" if kind == "reindex" else "execute")
        except painless.ScriptError as error:
            refused = error
            continue
        ctx = {"_source": {"n": 5, "l": [1]}, "_index": "i", "_id": "1", "_version": -1, "_routing": None, "op": "index", "_now": 1}
        try:
            compiled.execute() if kind == "execute" else compiled.run(ctx)
        except painless.ScriptRuntimeError as error:
            failed = error
    return refused, failed


def survives(source: str) -> None:
    """Complaints have a place and a kind."""
    refused, failed = tried(source)
    assert refused is None or min(refused.line, refused.column) >= 1
    assert failed is None or failed.kind


@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join))
@settings(max_examples=150, deadline=None)
def test_words_in_any_order(source: str) -> None:
    survives(source)


@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_text(source: str) -> None:
    survives(source)


@given(st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_mutated_programs(seed: int) -> None:
    choice = random.Random(seed)
    source = script({1: program(seed % 500)})
    for _ in range(choice.randint(1, 4)):
        at = choice.randrange(len(source))
        end = min(len(source), at + choice.choice((0, 1, 1, 2, 8)))
        source = source[:at] + choice.choice(["", *WORDS]) + source[end:]
    survives(source)


@pytest.mark.parametrize(
    "source",
    [
        "a" * 60_000,
        "(" * 60_000,
        "x." * 30_000,
        "return 1" + "+1" * 30_000,
        "return [" * 5_000,
        "!" * 60_000,
        "'" + "\\\\" * 30_000,
        "/" + "(a" * 20_000 + "/",
        "if (x) " * 9_000,
        "def f() {" * 6_000,
        "return x" + "[0]" * 20_000,
        "return params" + "?.a" * 20_000,
        "int " + ",".join(f"a{n}" for n in range(9_000)),
        "return params.x" + " ? 1 : params.x" * 4_000,
        "def x = 0;" + "if (x == 1) { x = 2 } else " * 2_000 + "{ x = 3 }",
    ],
    ids=lambda source: source[:12],
)
def test_huge_and_deep_sources_end_soon(source: str) -> None:
    began = time.process_time()
    survives(source)
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("return ('a'.replace('a', 'aaaaaaaaaaaaaaaa')) =~ /(a+)+$/", {""}),
        ("return 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' ==~ /(a|aa)+b/", {"", "circuit_breaking_exception"}),
        ("return String.format('%2000000000d', new def[] {1})", {"out_of_memory_error"}),
        ("return new BigDecimal('1E+2000000000').toPlainString()", {"out_of_memory_error"}),
        ("return new BigInteger('9').pow(2000000000)", {"out_of_memory_error"}),
        ("return BigInteger.valueOf(1L).shiftLeft(2000000000)", {"out_of_memory_error"}),
        ("return IntStream.range(0, 2000000000).sum()", {"out_of_memory_error"}),
        ("return Collections.nCopies(2000000000, 'x')", {"out_of_memory_error"}),
        ("StringBuilder b = new StringBuilder(); b.setLength(2000000000); return b", {"out_of_memory_error"}),
        (
            "def b = new StringJoiner(','); for (int i = 0; i < 900000; i++) { b.add('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx') } return b",
            {"out_of_memory_error"},
        ),
        ("def m = [:]; m.a = m; return m.toString().length() > 0", {"", "stack_overflow_error"}),
        ("def f(def x) { return f(x) } return f(1)", {"stack_overflow_error"}),
    ],
)
def test_what_costs_much_is_bounded(source: str, kinds: set[str]) -> None:
    began = time.process_time()
    found = ""
    try:
        painless.compile(source, kind="execute").execute()
    except painless.ScriptRuntimeError as error:
        found = error.kind
    assert found in kinds
    assert time.process_time() - began < 10
