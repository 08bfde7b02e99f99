"""Finds out in which form a request is given: a curl line, a request of the console, or the body alone."""

import re

from reindex_operator.cli.convert.body import loads
from reindex_operator.cli.convert.curl import ReadFile, read_curl
from reindex_operator.cli.convert.request import Access, ApiRequest, ConvertError
from reindex_operator.cli.convert.url import credentials_of, params_of, reindex_path, split_url

_PROMPT = re.compile(r"^(?:\s*(?:#|//)[^\n]*\n)*\s*(?:[$>%]\s+)?(?:(?:\w+=\S*|time|sudo|nohup)\s+)*curl(?:\.exe)?\s")
_CONSOLE = re.compile(r"^[ \t]*(?P<method>GET|POST|PUT|DELETE|HEAD|PATCH)[ \t]+(?P<url>\S+)[ \t\r]*$", re.MULTILINE | re.IGNORECASE)
_MORE = re.compile(r"^\s*(GET|POST|PUT)\s+\S*_reindex\S*\s+\S", re.IGNORECASE)
_REINDEX = re.compile(r"(^|/)_reindex/?(\?|$)")
_LONG = re.compile(r'""".*?"""', re.DOTALL)
_COMMENT = re.compile(r"^\s*(#|//)")
_FENCE = re.compile(r"\A\s*```[^\n]*(?P<inner>.*?)(?:^\s*```.*)?\Z", re.DOTALL | re.MULTILINE)
_BODY = re.compile(r"^\s*([\[{]|/\*)")


def read(text: str, params: str, read_file: ReadFile) -> ApiRequest:
    """The request in ``text``; ``params`` (``a=1&b=2``) are added to those in it. Raises ``ConvertError``."""
    text = _FENCE.sub(r"\g<inner>", text.removeprefix("\ufeff"), 1)  # editors of Windows put the mark there, Markdown the fence
    called = _PROMPT.match(text)
    request = read_curl(text[called.end() :], read_file) if called else _console(text)
    more = params_of(params.removeprefix("?"))
    if both := next((name for name in more if name in request.params and request.params[name] != more[name]), None):
        raise ConvertError(f"the parameter {both} is there twice, with different values")
    return ApiRequest(request.params | more, request.body, request.access, request.notes)


def _console(text: str) -> ApiRequest:
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip() and not _COMMENT.match(line)), None)
    if first is None:
        commented = "; it is commented out, take the # or // from its lines" if "_reindex" in text else ""
        raise ConvertError(f"there is no request in it: give a request of the console, a curl line, or a body{commented}")
    if _BODY.match(lines[first]):
        return ApiRequest({}, loads(text))
    if not _CONSOLE.match(lines[first]):
        raise ConvertError(f"line {first + 1}: {_no_request(lines[first])}")
    starts = _starts(text)
    start, found = _chosen(starts)
    end = next((other for other, _ in starts if other > start), len(lines))
    notes = [
        f"line {other + 1}: the {each['method'].upper()} is left out, it is another request" for other, each in starts if other != start
    ]
    params, access = _target(found)
    return ApiRequest(params, loads("\n".join(lines[start + 1 : end]), start + 2), access, tuple(notes))


def _no_request(line: str) -> str:
    """What to say of a line with which no form begins."""
    if found := _MORE.match(line):
        method = found[1].upper()
        return (
            f"behind {method} and the path there is nothing in a request of the console: "
            "put the body into the next line, and leave out HTTP/1.1 and headers"
        )
    return "this begins neither a request of the console (POST _reindex), a curl line, nor a body ({...})"


def _starts(text: str) -> list[tuple[int, re.Match[str]]]:
    """Where requests begin, by number of the line from 0; a line of a text in triple quotes is none."""
    blank = _LONG.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    return [(blank.count("\n", 0, found.start()), found) for found in _CONSOLE.finditer(blank)]


def _chosen(starts: list[tuple[int, re.Match[str]]]) -> tuple[int, re.Match[str]]:
    """The one that goes to ``_reindex``; where none does, the first, for what is to be said of it."""
    wanted = [each for each in starts if _REINDEX.search(each[1]["url"])]
    if len(wanted) > 1:
        raise ConvertError(f"line {wanted[1][0] + 1}: a second request: convert one at a time")
    return (wanted or starts)[0]


def _target(line: re.Match[str]) -> tuple[dict[str, str], Access]:
    if line["method"].upper() != "POST":
        raise ConvertError(f"_reindex is called by POST, this is a {line['method'].upper()}")
    if "://" in line["url"]:
        url = split_url(line["url"])
        return params_of(url.query), Access(url.host, credentials_of(url.user_info))
    path, _, query = line["url"].partition("?")
    if prefix := reindex_path("/" + path.lstrip("/")):
        raise ConvertError(f"this is no request to _reindex but to {prefix}")
    return params_of(query), Access()
