"""Painless source to tokens. Called by the parser only; knows no grammar beyond what tells a regex from a division."""

import re
from dataclasses import dataclass

from .errors import CompileProblem

KEYWORDS = frozenset(
    [
        "if",
        "else",
        "while",
        "do",
        "for",
        "in",
        "continue",
        "break",
        "return",
        "new",
        "try",
        "catch",
        "throw",
        "this",
        "instanceof",
        "true",
        "false",
        "null",
        "def",
        "boolean",
        "byte",
        "short",
        "char",
        "int",
        "long",
        "float",
        "double",
        "void",
    ]
)
PRIMITIVES = frozenset(["boolean", "byte", "short", "char", "int", "long", "float", "double", "void", "def"])
_OPERATORS = [
    ">>>=",
    ">>>",
    "===",
    "!==",
    "<<=",
    ">>=",
    "==~",
    "?.",
    "?:",
    "==",
    "!=",
    "<=",
    ">=",
    "&&",
    "||",
    "++",
    "--",
    "+=",
    "-=",
    "*=",
    "/=",
    "%=",
    "&=",
    "^=",
    "|=",
    "->",
    "::",
    "<<",
    ">>",
    "=~",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    ".",
    ",",
    ";",
    "+",
    "-",
    "*",
    "/",
    "%",
    "!",
    "~",
    "<",
    ">",
    "&",
    "^",
    "|",
    "?",
    ":",
    "=",
]
_TOKEN = re.compile(
    r"(?P<space>[ \t\n\r]+|//[^\n]*|/\*.*?\*/)"
    r"|(?P<octal>0[0-7]+[lL]?(?![0-9A-Za-z_.]))"
    r"|(?P<hex>0[xX][0-9a-fA-F]+[lL]?)"
    r"|(?P<decimal>(?:0|[1-9][0-9]*)(?:\.[0-9]+(?:[eE][+-]?[0-9]+)?|[eE][+-]?[0-9]+)[fFdD]?)"
    r"|(?P<integer>(?:0|[1-9][0-9]*)[lLfFdD]?)"
    r"|(?P<id>[_a-zA-Z][_a-zA-Z0-9]*|\$(?=\s*\())"
    r"|(?P<string>\"(?:\\\"|\\\\|[^\\\"])*\"|'(?:\\'|\\\\|[^\\'])*')"
    r"|(?P<op>" + "|".join(re.escape(op) for op in _OPERATORS) + ")",
    re.DOTALL,
)
_AFTER_DOT = re.compile(r"\s*(?:(?P<integer>0|[1-9][0-9]*)|(?P<id>[_a-zA-Z][_a-zA-Z0-9]*))")
_REGEX = re.compile(r"/((?:\\[^\n]|[^/\n\\])+)/([cilmUsux]*)")


@dataclass(frozen=True, slots=True)
class Token:
    """``kind``: id, keyword, octal, hex, decimal, integer, string, regex, op, dotid, dotint or end."""

    kind: str
    text: str
    offset: int


def _division_may_follow(last: Token | None) -> bool:
    if last is None:
        return False
    return last.kind in {"id", "octal", "hex", "decimal", "integer", "dotid", "dotint"} or last.text in {")", "]", "}"}


def tokenize(source: str) -> list[Token]:
    """All tokens with an ``end`` token last; raises CompileProblem for text that is none."""
    tokens: list[Token] = []
    at, end = 0, len(source)
    while at < end:
        last = tokens[-1] if tokens else None
        if last is not None and last.text in {".", "?."} and last.kind == "op" and (match := _AFTER_DOT.match(source, at)):
            kind = "dotint" if match.lastgroup == "integer" else "dotid"
            tokens.append(Token(kind, match.group(match.lastgroup or 0), match.start(match.lastgroup or 0)))
            at = match.end()
            continue
        if source[at] == "/" and source[at + 1 : at + 2] not in {"/", "*"} and not _division_may_follow(last):
            regex = _REGEX.match(source, at)
            if regex is None:
                raise CompileProblem("unfinished regular expression", at)
            tokens.append(Token("regex", regex.group(0), at))
            at = regex.end()
            continue
        match = _TOKEN.match(source, at)
        if match is None:
            raise CompileProblem(_complaint(source, at), at)
        if match.lastgroup != "space":
            kind, text = match.lastgroup or "", match.group(0)
            if kind == "id" and text in KEYWORDS:
                kind = "keyword"
            tokens.append(Token(kind, text, at))
        at = match.end()
    tokens.append(Token("end", "", end))
    return tokens


def _complaint(source: str, at: int) -> str:
    char = source[at]
    if char in "'\"":
        text = re.match(r".(?:\\[\\'\"]|[^\\'\"])*", source[at:], re.DOTALL)
        tail = source[at + (text.end() if text else 1) :][:2]
        if tail.startswith("\\"):
            return f"unexpected escape [{tail}]: strings that start with [{char}] know only [\\\\] and [\\{char}]"
        return "unfinished string"
    if source.startswith("/*", at):
        return "unfinished comment"
    return f"unexpected character [{char}]"
