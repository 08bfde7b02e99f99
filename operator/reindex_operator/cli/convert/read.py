"""Finds out in which form a request is given: a curl line, a request of the console, or the body alone."""

import re

from reindex_operator.cli.convert.body import loads
from reindex_operator.cli.convert.curl import ReadFile, read_curl
from reindex_operator.cli.convert.request import Access, ApiRequest, ConvertError
from reindex_operator.cli.convert.url import credentials_of, params_of, reindex_path, split_url

_PROMPT = re.compile(r"^\s*(?:[$>]\s+)?(?:\w+=\S*\s+)*curl\s")
_CONSOLE = re.compile(r"^[ \t]*(?P<method>GET|POST|PUT|DELETE|HEAD|PATCH)[ \t]+(?P<url>\S+)[ \t]*$", re.MULTILINE | re.IGNORECASE)
_COMMENT = re.compile(r"^\s*(#|//)")


def read(text: str, params: str, read_file: ReadFile) -> ApiRequest:
    """The request in ``text``; ``params`` (``a=1&b=2``) are added to those in it. Raises ``ConvertError``."""
    called = _PROMPT.match(text)
    request = read_curl(text[called.end() :], read_file) if called else _console(text)
    more = params_of(params.removeprefix("?"))
    if both := next((name for name in more if name in request.params and request.params[name] != more[name]), None):
        raise ConvertError(f"the parameter {both} is there twice, with different values")
    return ApiRequest(request.params | more, request.body, request.access, request.notes)


def _console(text: str) -> ApiRequest:
    lines = text.splitlines(keepends=True)
    number = next((number for number, line in enumerate(lines) if line.strip() and not _COMMENT.match(line)), None)
    if number is None:
        raise ConvertError("there is no request in it: give a request of the console, a curl line, or a body")
    first = _CONSOLE.match(lines[number].rstrip("\r\n"))
    if not first:
        return ApiRequest({}, loads(text))
    body = "".join(lines[number + 1 :])
    if another := next((found for found in _CONSOLE.finditer(body) if "_reindex" in found["url"]), None):
        raise ConvertError(f"line {number + 2 + body[: another.start()].count(chr(10))}: a second request: convert one at a time")
    if first["method"].upper() != "POST":
        raise ConvertError(f"_reindex is called by POST, this is a {first['method'].upper()}")
    if "://" in first["url"]:
        url = split_url(first["url"])
        return ApiRequest(params_of(url.query), loads(body, number + 2), Access(url.host, credentials_of(url.user_info)))
    path, _, query = first["url"].partition("?")
    if prefix := reindex_path("/" + path.lstrip("/")):
        raise ConvertError(f"this is no request to _reindex but to {prefix}")
    return ApiRequest(params_of(query), loads(body, number + 2))
