"""How a search cluster is reached: hosts, credentials by reference, TLS."""

import re
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from reindex_operator.api.model import Duration, Model, ObjectName, SecretName
from reindex_operator.api.rules import Rule

_HOST = (
    r"^https?://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])"
    r":([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])(/[A-Za-z0-9._~/-]*)?$"
)

Host = Annotated[
    str,
    StringConstraints(max_length=2048),
    Rule(
        f"self.matches(r'{_HOST}')",
        "a host is scheme://host:port[/path], as https://search:9200: http or https, the port is mandatory, credentials go into auth",
        lambda host: re.search(_HOST[:-1] + r"\Z", host) is not None,
    ),
]
"""``scheme://host:port[/path]``; the port is mandatory, as in the API's ``remote.host`` (R10)."""

_TOKEN = r"^[A-Za-z0-9!#$%&*+.^_|~-]+$"  # noqa: S105 - a token of the HTTP grammar
_HTTPS = "h.startsWith('https:')"
_OWN_HEADERS = ("accept", "connection", "content-encoding", "content-length", "content-type", "host", "transfer-encoding")
_SECRET_HEADERS = ("authorization", "proxy-authorization", "cookie")


def _cel_list(names: tuple[str, ...]) -> str:
    return f"[{', '.join(repr(name) for name in names)}]"


class Auth(Model):
    """Where the credentials are."""

    secret_name: SecretName = Field(
        description="Secret in this namespace with the keys `username` and `password` (basic), or `apiKey` "
        "(the encoded form), or `token` (bearer), or `elastic` (the password of the user elastic, as ECK keeps it).",
    )
    allow_plain_http: bool | None = Field(
        None,
        description="Send the credentials over http:// as well. Off by default: whoever sees the traffic could read them.",
    )


class TLS(Model):
    """How https hosts are verified. Without this: against the system's certificate authorities."""

    rules: ClassVar[tuple[Rule, ...]] = (
        Rule(
            "!(has(self.caSecretName) && has(self.insecureSkipVerify) && self.insecureSkipVerify)",
            "insecureSkipVerify accepts any certificate, so caSecretName would not be used: set one of them",
            lambda tls: not (tls.ca_secret_name is not None and tls.insecure_skip_verify),
        ),
    )

    ca_secret_name: SecretName | None = Field(
        None, description="Secret in this namespace whose key `ca.crt` (or `tls.crt`) holds the CA certificates to trust, as PEM."
    )
    insecure_skip_verify: bool | None = Field(
        None, description="Accept any certificate. Only for tests: it lets anyone in the network read and change the data."
    )
    client_certificate_secret_name: SecretName | None = Field(
        None, description="Secret of type kubernetes.io/tls in this namespace: the client certificate to show (`tls.crt`, `tls.key`)."
    )


class ElasticRef(Model):
    """A cluster that Elastic Cloud on Kubernetes (ECK) runs: an object of kind Elasticsearch."""

    name: ObjectName = Field(description="Name of the Elasticsearch object.")
    namespace: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", max_length=63)] | None = Field(
        None,
        description="Its namespace, where it is another than this object's. Secrets are never read there: auth and tls name copies in this one.",
    )


class Cluster(Model):
    """An Elasticsearch (7.17 or newer) or OpenSearch cluster.

    Its hosts are part of what defines the work: a run goes on from cursors that mean nothing in another cluster. How they are
    reached (auth, tls, headers, timeouts) may change, so that credentials can be rotated under a long run.
    """

    rules: ClassVar[tuple[Rule, ...]] = (
        Rule(
            "has(self.hosts) != has(self.elasticRef)",
            "set either hosts, or elasticRef for a cluster that ECK runs in this Kubernetes cluster",
            lambda cluster: bool(cluster.hosts) != (cluster.elastic_ref is not None),
        ),
        Rule(
            "!has(self.elasticRef) || !has(self.elasticRef.namespace) || (has(self.auth) && has(self.tls))",
            "Secrets of another namespace can not be mounted: copy them into this one, and name them in auth.secretName and tls.caSecretName",
            lambda cluster: cluster.elastic_ref is None or cluster.elastic_ref.namespace is None or (cluster.auth and cluster.tls),
            field="elasticRef",
        ),
        Rule(
            f"!has(self.hosts) || self.hosts.all(h, {_HTTPS}) || !self.hosts.exists(h, {_HTTPS})",
            "hosts of one cluster are either all https:// or all http://",
            lambda cluster: len({host.startswith("https:") for host in cluster.hosts}) <= 1,
            field="hosts",
        ),
        Rule(
            "!has(self.auth) || (has(self.auth.allowPlainHttp) && self.auth.allowPlainHttp) || !has(self.hosts) || "
            "!self.hosts.exists(h, h.startsWith('http:'))",
            "credentials would cross the network unencrypted: use https:// hosts, or accept it with allowPlainHttp: true",
            lambda cluster: cluster.auth is None or cluster.auth.allow_plain_http or not _any(cluster, "http:"),
            field="auth",
        ),
        Rule(
            f"!has(self.tls) || !has(self.hosts) || self.hosts.exists(h, {_HTTPS})",
            "tls has no effect on http:// hosts: use https:// hosts, or remove tls",
            lambda cluster: cluster.tls is None or not cluster.hosts or _any(cluster, "https:"),
            field="tls",
        ),
        Rule(
            f"!has(self.headers) || self.headers.all(k, k.matches(r'{_TOKEN}'))",
            "a header's name is made of letters, digits and -",
            lambda cluster: all(re.search(_TOKEN[:-1] + r"\Z", name) for name in cluster.headers or ()),
            field="headers",
        ),
        Rule(
            f"!has(self.headers) || !self.headers.exists(k, k.lowerAscii() in {_cel_list(_SECRET_HEADERS)})",
            "credentials in headers can be read by everyone who can read this object: put them into a Secret and name it in auth",
            lambda cluster: not any(name.lower() in _SECRET_HEADERS for name in cluster.headers or ()),
            field="headers",
        ),
        Rule(
            f"!has(self.headers) || !self.headers.exists(k, k.lowerAscii() in {_cel_list(_OWN_HEADERS)})",
            f"the engine itself sets {', '.join(_OWN_HEADERS)}: remove them from headers",
            lambda cluster: not any(name.lower() in _OWN_HEADERS for name in cluster.headers or ()),
            field="headers",
        ),
    )

    hosts: list[Host] = Field(
        default_factory=list,
        min_length=1,
        max_length=32,
        description="Nodes to talk to, each `scheme://host:port[/path]`; requests are spread over them and go on when one is down.",
    )
    elastic_ref: ElasticRef | None = Field(
        None,
        description="The cluster that ECK runs under this name, in place of hosts. Its service, its CA and the user `elastic` are found by ECK's naming; "
        "auth and tls, where they are set, come before them.",
    )
    auth: Auth | None = Field(
        None, description="Credentials. Without it, requests are anonymous. May be changed while it runs: steps that start later use it."
    )
    tls: TLS | None = Field(
        None,
        description="How https hosts are verified. Without it: against the system's CAs. May be changed while it runs: steps that start later use it.",
    )
    headers: dict[str, Annotated[str, StringConstraints(pattern=r"^[^\x00-\x08\x0A-\x1F\x7F]*$", max_length=4096)]] | None = Field(
        None, max_length=32, description="Headers sent with each request. Not for secrets: they can be read in this object."
    )
    connect_timeout: Duration | None = Field(None, description="How long to wait for a connection. Default 30s.")
    socket_timeout: Duration | None = Field(None, description="How long to wait for an answer. Default 5m.")


def _any(cluster: Cluster, scheme: str) -> bool:
    return any(host.startswith(scheme) for host in cluster.hosts)
