"""A request's body: JSON as the console takes it, with comments and texts in triple quotes."""

import json
import re
from typing import Any

from reindex_operator.cli.convert.not_json import reason
from reindex_operator.cli.convert.request import ConvertError

_TOKEN = re.compile(
    r'''
    (?P<long>"""(?P<raw>.*?)""")
    | (?P<text>"(?:[^"\\\n]|\\.)*")
    | (?P<comment>\#[^\n]*|//[^\n]*|/\*.*?\*/)
    ''',
    re.VERBOSE | re.DOTALL,
)


def loads(text: str, first_line: int = 1) -> dict[str, Any]:
    """The body in ``text``, which starts on line ``first_line`` of what the user gave. Raises ``ConvertError``; a key that is there twice is one."""
    try:
        found = json.loads(_TOKEN.sub(_strict, text), object_pairs_hook=_unique, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise ConvertError(f"line {first_line + error.lineno - 1}: the body is not JSON: {reason(error)}") from None
    except RecursionError:
        raise ConvertError("the body is nested too deeply") from None
    if not isinstance(found, dict):
        raise ConvertError("the body is not a JSON object")
    return found


def dumps(body: dict[str, Any]) -> str:
    """The body as the console shows it: texts of several lines in triple quotes."""
    apart: list[str] = []

    def marked(value: Any) -> Any:
        match value:
            case dict():
                return {key: marked(inner) for key, inner in value.items()}
            case list():
                return [marked(inner) for inner in value]
            case str() if "\n" in value and "\r" not in value and '"""' not in value and not value.endswith('"'):
                apart.append(f'"""{value}"""')
            case str() if value.startswith("\0"):
                apart.append(json.dumps(value))
            case _:
                return value
        return f"\0{len(apart) - 1}"

    text = json.dumps(marked(body), indent=2, ensure_ascii=False)
    return re.sub(r'"\\u0000(\d+)"(?!:)', lambda found: apart[int(found[1])], text)


def _strict(found: re.Match[str]) -> str:
    """A token as JSON has it, with as many line ends as before, so that an error's line stays right."""
    if found["text"]:
        return found["text"]
    lines = "\n" * found[0].count("\n")
    return json.dumps(found["raw"]) + lines if found["long"] else " " + lines


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    if twice := next((key for number, key in enumerate(keys) if key in keys[:number]), None):
        raise ConvertError(f'the key "{twice}" is there twice')
    return dict(pairs)


def _no_constant(name: str) -> Any:
    raise ConvertError(f"{name} is no JSON number")
