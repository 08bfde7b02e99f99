"""A ``curl`` line, as documentation and the console's "copy as cURL" write it."""

import base64
import binascii
import re
import shlex
from collections.abc import Callable

from reindex_operator.cli.convert.body import loads
from reindex_operator.cli.convert.curl_options import parse
from reindex_operator.cli.convert.request import Access, ApiRequest, ConvertError
from reindex_operator.cli.convert.shell import command_of
from reindex_operator.cli.convert.url import credentials_of, params_of, split_url

ReadFile = Callable[[str], str]
"""The content of a file that the line names (``-d @body.json``); raises OSError."""

VARIABLE = re.compile(r"^\$(\{\w+\}|\w+)$")
"""A shell variable that stands for the whole value."""


def read_curl(text: str, read_file: ReadFile) -> ApiRequest:
    """The request that a line makes, of which ``text`` is what follows ``curl``. Raises ``ConvertError``."""
    if re.search(r"(^|\s)\$'", text):
        raise ConvertError("$'...' is the shell's own quoting: give the body in plain quotes, or as -d @file")
    command = command_of(re.sub(r"\\\r?\n", " ", text))
    if re.search(r"\bcurl\b.*_reindex", command.behind, re.DOTALL):
        raise ConvertError("there is a second request behind the curl line: convert one at a time")
    try:
        words = shlex.split(command.line)
    except ValueError as error:
        raise ConvertError(f"the curl line can not be read: {error}") from None
    given = parse(words)
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
    if command.behind.strip("& \t\r\n"):
        notes.append("what stands behind the curl line is left out")
    body = "".join(_data(each, command.standard_input, read_file) for each in given.data)
    return ApiRequest(params_of(url.query), loads(body), access, tuple(notes))


def _data(given: str, standard_input: str | None, read_file: ReadFile) -> str:
    if not given.startswith("@"):
        return given
    if given == "@-":
        if standard_input is None:
            raise ConvertError("the body comes from the curl line's standard input (-d @-): give it as a file, -d @body.json")
        return standard_input
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
