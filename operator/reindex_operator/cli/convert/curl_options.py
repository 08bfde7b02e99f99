"""The options of a ``curl`` line: those that say something of the request, those that do not, and those that can not be kept."""

import argparse
import re
from collections.abc import Sequence
from typing import Final, NoReturn

from reindex_operator.cli.convert.request import ConvertError

_IGNORED_FLAGS: Final = (
    "-s --silent -S --show-error -f --fail --fail-with-body -i --include -v --verbose -L --location -g --globoff -N --no-buffer --compressed "
    "-# --progress-bar --no-progress-meter -0 --http1.0 --http1.1 --http2 -4 --ipv4 -6 --ipv6 -1 --tlsv1 --tlsv1.2 --tlsv1.3 --basic --anyauth "
    "--ssl-no-revoke --path-as-is -O --remote-name -J -q --disable"
)
_IGNORED_WITH_VALUE: Final = "-o --output -m --max-time --connect-timeout --retry --retry-delay --retry-max-time -w --write-out -A --user-agent -e --referer --noproxy"
_OTHER_CREDENTIALS: Final = {"--aws-sigv4", "--digest", "--ntlm", "--negotiate", "--oauth2-bearer", "-n", "--netrc", "-b", "--cookie"}
_NAME: Final = re.compile(r"--[a-z][a-z-]*\d*(?==|$)|-[a-zA-Z]$")
"""A name alone: what is written like one with a value may be a password that begins with a dash."""


def parse(words: Sequence[str]) -> argparse.Namespace:
    """The options among ``words``. Raises ``ConvertError``, which names options but no other word."""
    given, left = _parser().parse_known_args(words)
    names = [found[0] for word in left if (found := _NAME.match(word))]
    if other := next((name for name in names if name in _OTHER_CREDENTIALS), None):
        raise ConvertError(f"{other} can not be converted: a user (-u), an API key or a token in the header Authorization can be used")
    if names:
        raise ConvertError(f"the curl line can not be read: unknown option {', '.join(names)}")
    if left:
        raise ConvertError("the curl line can not be read: it has words that belong to no option, is a quote missing?")
    return given


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        # argparse repeats the argument, and it may hold a password.
        option, _, wanted = message.partition(": ")
        raise ConvertError(f"the curl line can not be read: {option}{', ' + wanted if wanted.startswith('expected') else ''}")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(add_help=False, allow_abbrev=False)
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
