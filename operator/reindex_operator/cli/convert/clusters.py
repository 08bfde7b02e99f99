"""How a cluster is reached: of the request itself, and of its ``source.remote``. Credentials end in Secrets that the user makes."""

import re
import shlex
from dataclasses import dataclass, field
from typing import Any

from reindex_operator.cli.convert.curl import VARIABLE, take_credentials
from reindex_operator.cli.convert.fields import CREDENTIALS
from reindex_operator.cli.convert.misplaced import refuse_unknown
from reindex_operator.cli.convert.request import Access, ConvertError
from reindex_operator.cli.convert.url import split_authority
from reindex_operator.cli.convert.values import Findings, objects, take, text

PLACEHOLDER = "https://search:9200"
_REMOTE = ("host", *CREDENTIALS, "headers", "connect_timeout", "socket_timeout")


@dataclass(frozen=True)
class NeededSecret:
    """A Secret to make: literal values by key, or files by key. ``tls``: as ``kubectl create secret tls`` makes it."""

    name: str
    values: dict[str, str] = field(default_factory=dict, repr=False)
    files: dict[str, str] = field(default_factory=dict)
    tls: bool = False

    def command(self, namespace: str | None = None) -> str:
        """The command that makes it. Of its values only the user's name is shown, and a shell variable by its name."""
        words = ["kubectl", "create", "secret", "tls" if self.tls else "generic", self.name]
        words += [f"--{key}={file}" if self.tls else f"--from-file={key}={file}" for key, file in self.files.items()]
        words = [shlex.quote(word) for word in words]
        for key, value in self.values.items():
            shown = f'"{value}"' if VARIABLE.match(value) else shlex.quote(value) if key == "username" else "..."
            words.append(f"--from-literal={key}={shown}")
        return " ".join(words + ([f"--namespace={namespace}"] if namespace else []))


@dataclass(frozen=True)
class Reached:
    """A ``Cluster`` of the spec, and the Secrets that it names."""

    spec: dict[str, Any]
    secrets: list[NeededSecret]


def own(access: Access, host: str | None, findings: Findings) -> Reached:
    """The request's own cluster; ``host`` is what the user says it is, else the text's own, else a placeholder."""
    address = host or access.host
    if address is None:
        address = PLACEHOLDER
        findings.notes.append(
            f"the request does not say which cluster it goes to: put its address in place of {PLACEHOLDER}, or give it with --host"
        )
    elif re.search(r"//(localhost|127\.|\[::1\])", address):
        findings.notes.append(f"{address} is the pod itself when it runs on Kubernetes: put the address there that pods can reach")
    reached = _reached(address, access.credentials, access.headers, findings)
    tls: dict[str, Any] = {}
    secrets = [*reached.secrets]
    if access.ca_file and not access.insecure:
        secrets.append(NeededSecret(f"{secret_name(address)}-ca", files={"ca.crt": access.ca_file}))
        tls["caSecretName"] = secrets[-1].name
    if access.insecure:
        tls["insecureSkipVerify"] = True
        findings.notes.append(
            "insecureSkipVerify is what -k asks for: anyone in the network can read and change the data; tls.caSecretName is better"
        )
    if access.certificate_file:
        secrets.append(
            NeededSecret(
                f"{secret_name(address)}-client",
                files={"cert": access.certificate_file, "key": access.key_file or access.certificate_file},
                tls=True,
            )
        )
        tls["clientCertificateSecretName"] = secrets[-1].name
    return Reached(reached.spec | ({"tls": tls} if tls and address.startswith("https:") else {}), secrets)


def remote(given: Any, findings: Findings) -> Reached:
    """``source.remote`` (R10)."""
    if not isinstance(given, dict):
        findings.errors.append("source.remote is an object")
        return Reached({}, [])
    at = "source.remote."
    refuse_unknown(given, _REMOTE, at, findings)
    host = take(given, "host", text, at, findings).get("host")
    if host is None:
        findings.errors.append("source.remote.host is missing")
        return Reached({}, [])
    user = {name: each for name in ("username", "password") for each in take(given, name, text, at, findings).values()}
    if len(user) == 1:
        findings.errors.append("source.remote has username and password together or neither")
    headers = take(given, "headers", objects, at, findings).get("headers", {})
    try:
        in_headers, left = take_credentials({str(name): text(value) for name, value in headers.items()})
    except ConvertError as error:
        findings.errors.append(f"source.remote.headers: {error}")
        in_headers, left = {}, {}
    key = take(given, "api_key", text, at, findings)
    kinds = [kind for kind in (user, {"apiKey": key["api_key"]} if key else {}, in_headers) if kind]
    if len(kinds) > 1:
        findings.errors.append(
            "source.remote has credentials of two kinds: keep one of username and password, api_key, and the header Authorization"
        )
    reached = _reached(host, kinds[0] if kinds else {}, left, findings)
    for name, ours in (("connect_timeout", "connectTimeout"), ("socket_timeout", "socketTimeout")):
        if found := take(given, name, text, at, findings):
            reached.spec[ours] = found[name]
    return reached


def secret_name(host: str) -> str:
    """A name for the Secret of this host: ``https://old:9200`` -> ``old-9200``."""
    bare = re.sub(r"^\w+://|/.*$", "", host).lower()
    return re.sub(r"[^a-z0-9.]+", "-", bare).strip("-.") or "search"


def _reached(host: str, credentials: dict[str, str], headers: dict[str, str], findings: Findings) -> Reached:
    in_host, host = split_authority(host)
    credentials = credentials or in_host
    if "@" in host:  # what the models' errors would repeat may be the rest of a password
        findings.errors.append("a host can not be read: write / and @ in its user and password as %2F and %40")
        host = PLACEHOLDER
    spec: dict[str, Any] = {"hosts": [host.rstrip("/")]}
    secrets: list[NeededSecret] = []
    if credentials:
        secrets.append(NeededSecret(secret_name(host), credentials))
        spec["auth"] = {"secretName": secrets[0].name}
        if host.startswith("http:"):
            spec["auth"]["allowPlainHttp"] = True
            findings.notes.append(
                f"allowPlainHttp: the credentials go to {host} unencrypted, as they do today; use https:// if the cluster has it"
            )
    if headers:
        spec["headers"] = headers
    return Reached(spec, secrets)
