"""The URL of a request: where it goes to, and its parameters."""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote

from reindex_operator.cli.convert.request import ConvertError

_URL = re.compile(
    r"^(?:(?P<scheme>https?)://)?(?:(?P<user>[^/]*)@)?(?P<address>\$\{?\w+\}?|\[[^\]/]*\]|[^/:?\[]*)(?::(?P<port>[^/?]*))?"
    r"(?P<path>/[^?]*)?(?:\?(?P<query>.*))?$",
    re.IGNORECASE | re.DOTALL,
)
_PORTS = {"http": "80", "https": "443"}


@dataclass(frozen=True)
class Url:
    """``host`` is ``scheme://host:port[/path]``, None where a shell variable stands for it."""

    host: str | None
    user_info: str = field(repr=False)
    query: str


def split_url(url: str) -> Url:
    """The parts of a curl line's URL, which has to be that of ``_reindex``. Raises ``ConvertError``."""
    found = _URL.match(url)
    if not found:
        raise ConvertError("the URL can not be read")
    prefix = reindex_path(found["path"] or "")
    if found["address"].startswith("$"):
        return Url(None, found["user"] or "", found["query"] or "")
    scheme = (found["scheme"] or "http").lower()
    return Url(f"{scheme}://{found['address']}:{found['port'] or _PORTS[scheme]}{prefix}", found["user"] or "", found["query"] or "")


def reindex_path(path: str) -> str:
    """What comes before ``/_reindex``. Raises ``ConvertError`` for a path that is another API's."""
    if path.rstrip("/").endswith("/_rethrottle"):
        raise ConvertError("this changes the rate of a running task; of a Reindex: kubectl reindex rethrottle NAME --requests-per-second N")
    prefix, slash, rest = path.partition("/_reindex")
    if not slash or rest not in {"", "/"}:
        raise ConvertError(f"this is no request to _reindex but to {path or '/'}")
    return prefix


def params_of(query: str) -> dict[str, str]:
    """The parameters by name. Raises ``ConvertError`` for one that is there twice."""
    if re.search(r"&amp(;|$)", query):
        raise ConvertError("the URL has the HTML entity &amp; in it: write & instead")
    pairs = parse_qsl(query, keep_blank_values=True)
    names = [name for name, _ in pairs]
    if twice := next((name for number, name in enumerate(names) if name in names[:number]), None):
        raise ConvertError(f"the parameter {twice} is there twice")
    return dict(pairs)


def credentials_of(user_info: str) -> dict[str, str]:
    """``user:password``, as it stands in a URL, by key of the Secret; empty where there is none."""
    if not user_info:
        return {}
    username, _, password = user_info.partition(":")
    return {"username": unquote(username), "password": unquote(password)}


def split_authority(host: str) -> tuple[dict[str, str], str]:
    """The credentials in front of a host, if any, and the host without them."""
    found = re.match(r"^(\w+://)([^/]*)@(.*)$", host, re.DOTALL)
    return (credentials_of(found[2]), found[1] + found[3]) if found else ({}, host)
