"""Where Elastic Cloud on Kubernetes (ECK) puts what a client of its clusters needs: ``elasticRef`` as hosts and Secrets. Pure.

ECK names the Service and the Secrets of an Elasticsearch object after it: ``NAME-es-http`` (port 9200, TLS with a certificate for the Service's DNS
names), ``NAME-es-http-certs-public`` (``ca.crt``, ``tls.crt``) and ``NAME-es-elastic-user`` (``elastic``: that user's password).
"""

from typing import TypeVar

from reindex_operator.api.cluster import TLS, Auth, Cluster
from reindex_operator.api.request import ReindexRequest

Request = TypeVar("Request", bound=ReindexRequest)

PORT = 9200


def resolved(request: Request, namespace: str) -> Request:
    """The request of an object in ``namespace``, with hosts and Secrets in place of every ``elasticRef``."""
    change: dict[str, object] = {"cluster": reached(request.cluster, namespace)}
    if request.source.cluster:
        change["source"] = request.source.model_copy(update={"cluster": reached(request.source.cluster, namespace)})
    return request.model_copy(update=change)


def reached(cluster: Cluster, namespace: str) -> Cluster:
    """The cluster with hosts and Secrets in place of its ``elasticRef``; itself, where it has none."""
    ref = cluster.elastic_ref
    if ref is None:
        return cluster
    return cluster.model_copy(
        update={
            "elastic_ref": None,
            "hosts": [f"https://{ref.name}-es-http.{ref.namespace or namespace}.svc:{PORT}"],
            "auth": cluster.auth or Auth(secret_name=f"{ref.name}-es-elastic-user"),
            "tls": _tls(cluster.tls, f"{ref.name}-es-http-certs-public"),
        }
    )


def _tls(tls: TLS | None, secret: str) -> TLS:
    """What the user says, and ECK's CA where that says nothing of it."""
    if tls is None:
        return TLS(ca_secret_name=secret)
    return tls if tls.ca_secret_name or tls.insecure_skip_verify else tls.model_copy(update={"ca_secret_name": secret})
