"""A ``curl`` line, as documentation and the console's "copy as cURL" write it."""

import argparse
import base64
import binascii
import re
import shlex
from collections.abc import Callable
from typing import NoReturn

from reindex_operator.cli.convert.body import loads
from reindex_operator.cli.convert.request import Access, ApiRequest, ConvertError
from reindex_operator.cli.convert.shell import command_of
from reindex_operator.cli.convert.url import credentials_of, params_of, split_url

ReadFile = Callable[[str], str]
"""The content of a file that the line names (``-d @body.json``); raises OSError."""

VARIABLE = re.compile(r"^\$(\{\w+\}|\w+)$")
"""A shell variable that stands for the whole value."""

_IGNORED_FLAGS = (
    "-s --silent -S --show-error -f --fail --fail-with-body -i --include -v --verbose -L --location -g --globoff -N --compressed --http1.1"
)
_IGNORED_WITH_VALUE = "-o --output -m --max-time --connect-timeout --retry --retry-delay -w --write-out -A --user-agent"


def read_curl(text: str, read_file: ReadFile) -> ApiRequest:
    """The request that a line makes, of which ``text`` is what follows ``curl``. Raises ``ConvertError``."""
    if re.search(r"(^|\s)\$'", text):
        raise ConvertError("$'...' is the shell's own quoting: give the body in plain quotes, or as -d @file")
    line, rest = command_of(re.sub(r"\\\r?\n", " ", text))
    if re.search(r"\bcurl\b.*_reindex", rest, re.DOTALL):
        raise ConvertError("there is a second request behind the curl line: convert one at a time")
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise ConvertError(f"the curl line can not be read: {error}") from None
    given = _parser().parse_args(words)
    urls = [*given.urls, *given.url]
    if len(urls) != 1:
        raise ConvertError(f"a curl line with one URL is wanted, this one has {len(urls)}")
    method = given.request or "POST"
    if method != "POST" or given.get:
        raise ConvertError(f"_reindex is called by POST, this is a {'GET' if given.get else method}")
    if not given.data:
        raise ConvertError("the curl line has no body: it is missing -d '{...}'")
    url = split_url(urls[0])
    in_header, headers = _from_headers(given.header)
    credentials = _of_user(given.user or "") or credentials_of(url.user_info) or in_header
    access = Access(url.host, credentials, headers, given.insecure, given.cacert, given.cert, given.key)
    notes = ["the proxy is left out: pods reach the hosts themselves"] if given.proxy else []
    if rest.strip("& \t\r\n"):
        notes.append("what the shell does behind the curl line is left out")
    return ApiRequest(params_of(url.query), loads("".join(_data(each, read_file) for each in given.data)), access, tuple(notes))


def _parser() -> argparse.ArgumentParser:
    class Parser(argparse.ArgumentParser):
        def error(self, message: str) -> NoReturn:
            # argparse repeats the argument, and it may hold a password.
            raise ConvertError(f"the curl line can not be read: {message.split(':', maxsplit=1)[0]}")

    parser = Parser(add_help=False, allow_abbrev=False)
    parser.add_argument("urls", nargs="*")
    parser.add_argument("--url", action="append", default=[])
    parser.add_argument("-X", "--request")
    parser.add_argument("-H", "--header", action="append", default=[])
    parser.add_argument("-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--json", dest="data", action="append", default=[])
    parser.add_argument("-u", "--user")
    parser.add_argument("-k", "--insecure", action="store_true")
    parser.add_argument("-G", "--get", action="store_true")
    parser.add_argument("--cacert")
    parser.add_argument("-E", "--cert")
    parser.add_argument("--key")
    parser.add_argument("-x", "--proxy")
    for name in _IGNORED_FLAGS.split():
        parser.add_argument(name, action="store_true", dest="ignored")
    for name in _IGNORED_WITH_VALUE.split():
        parser.add_argument(name, dest="ignored")
    return parser


def _data(given: str, read_file: ReadFile) -> str:
    if not given.startswith("@"):
        return given
    try:
        return read_file(given[1:])
    except OSError as error:
        raise ConvertError(f"{given[1:]}: {error.strerror}") from None


def _of_user(text: str) -> dict[str, str]:
    """``-u``, which nothing in a URL has to be escaped for."""
    username, _, password = text.partition(":")
    return {"username": username, "password": password} if text else {}


def _from_headers(lines: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    headers = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return take_credentials(headers)


def take_credentials(headers: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The credentials in ``headers`` by key of the Secret, and the headers that are left. Raises ``ConvertError``."""
    left = {name: value for name, value in headers.items() if name.lower() not in {"authorization", "content-type", "accept"}}
    secret = next((name for name in left if name.lower() in {"cookie", "proxy-authorization"}), None)
    if secret:
        raise ConvertError(f"the header {secret} is a credential of another kind; a user, an API key or a token can be used")
    scheme, _, value = next((text for name, text in headers.items() if name.lower() == "authorization"), "").partition(" ")
    match scheme.lower():
        case "":
            return {}, left
        case "apikey":
            return {"apiKey": value.strip()}, left
        case "bearer":
            return {"token": value.strip()}, left
        case "basic":
            try:
                username, _, password = base64.b64decode(value.strip(), validate=True).decode().partition(":")
            except (binascii.Error, UnicodeDecodeError):
                raise ConvertError("the header Authorization: Basic is not base64 of user:password") from None
            return {"username": username, "password": password}, left
    raise ConvertError("the header Authorization is of no known kind; Basic, ApiKey and Bearer can be used")
