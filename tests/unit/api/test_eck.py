"""A cluster of ECK by its name: the hosts and Secrets that it stands for."""

from typing import Any

import pytest

from reindex_operator.api.cluster import Cluster
from reindex_operator.api.eck import resolved
from reindex_operator.api.spec import ReindexSpec
from reindex_operator.pod import secret_names


def spec(cluster: dict[str, Any], source: dict[str, Any] | None = None) -> ReindexSpec:
    where = {"cluster": source} if source else {}
    return ReindexSpec.model_validate({"cluster": cluster, "source": {"index": ["a"], **where}, "dest": {"index": "b"}, "parallelism": 2})


@pytest.mark.parametrize(
    ("cluster", "expected"),
    [
        (
            {"elasticRef": {"name": "quick"}},
            {
                "hosts": ["https://quick-es-http.search.svc:9200"],
                "auth": {"secretName": "quick-es-elastic-user"},
                "tls": {"caSecretName": "quick-es-http-certs-public"},
            },
        ),
        (
            {"elasticRef": {"name": "quick", "namespace": "other"}, "auth": {"secretName": "mine"}, "tls": {"caSecretName": "ca"}},
            {"hosts": ["https://quick-es-http.other.svc:9200"], "auth": {"secretName": "mine"}, "tls": {"caSecretName": "ca"}},
        ),
        (
            {"elasticRef": {"name": "q"}, "tls": {"insecureSkipVerify": True}, "socketTimeout": "1m"},
            {
                "hosts": ["https://q-es-http.search.svc:9200"],
                "auth": {"secretName": "q-es-elastic-user"},
                "tls": {"insecureSkipVerify": True},
                "socketTimeout": "1m",
            },
        ),
        (
            {"elasticRef": {"name": "q"}, "tls": {"clientCertificateSecretName": "client"}},
            {
                "hosts": ["https://q-es-http.search.svc:9200"],
                "auth": {"secretName": "q-es-elastic-user"},
                "tls": {"caSecretName": "q-es-http-certs-public", "clientCertificateSecretName": "client"},
            },
        ),
        ({"hosts": ["http://h:1"]}, {"hosts": ["http://h:1"]}),
    ],
)
def test_a_reference_is_hosts_and_secrets(cluster: dict[str, Any], expected: dict[str, Any]) -> None:
    found = resolved(spec(cluster), "search")
    assert found.cluster.model_dump(exclude_none=True) == expected
    Cluster.model_validate(expected)  # nobody has to write what would not be taken
    assert found.parallelism == 2


def test_a_source_in_eck_too_and_its_secrets_are_mounted() -> None:
    found = resolved(spec({"hosts": ["http://h:1"]}, {"elasticRef": {"name": "old"}}), "search")
    assert found.source.cluster is not None
    assert found.source.cluster.hosts == ["https://old-es-http.search.svc:9200"]
    assert secret_names(found) == ["old-es-elastic-user", "old-es-http-certs-public"]
