"""NetworkPolicies, where they are asked for: operator and workers reach what they need and nothing else."""

from typing import Any

import pytest

from reindex_operator.api.spec import ReindexSpec
from reindex_operator.controller import names, pods
from reindex_operator.controller.settings import Settings
from tests.integration.chart.render import container, of, only, pod, render


def ports(rule: dict[str, Any]) -> set[int | str]:
    return {each["port"] for each in rule["ports"]}


def test_there_is_none_unless_asked_for() -> None:
    assert of("NetworkPolicy", render()) == []


def test_the_operator_reaches_names_and_the_api_server() -> None:
    objects = render(networkPolicy__operator__enabled=True, networkPolicy__apiServerCIDRs=["10.96.0.1/32"])
    spec = only("NetworkPolicy", objects)["spec"]
    assert spec["policyTypes"] == ["Ingress", "Egress"]
    assert spec["podSelector"]["matchLabels"].items() <= pod(objects)["metadata"]["labels"].items()
    dns, api = spec["egress"]
    assert (ports(dns), ports(api)) == ({53}, {443, 6443})
    assert api["to"] == [{"ipBlock": {"cidr": "10.96.0.1/32"}}]
    assert {port for rule in spec["ingress"] for port in ports(rule)} == {each["name"] for each in container(objects)["ports"]}


def test_the_helm_test_reaches_them_too() -> None:
    objects = render(networkPolicy__operator__enabled=True, networkPolicy__apiServerCIDRs=["10.96.0.1/32"])
    spec = only("NetworkPolicy", objects, tests=True)["spec"]
    assert spec["egress"] == only("NetworkPolicy", objects)["spec"]["egress"]
    assert (spec["policyTypes"], spec.get("ingress")) == (["Ingress", "Egress"], None)
    assert spec["podSelector"]["matchLabels"].items() <= only("Pod", objects, tests=True)["metadata"]["labels"].items()
    assert not spec["podSelector"]["matchLabels"].items() <= pod(objects)["metadata"]["labels"].items()


def test_a_name_service_may_listen_elsewhere() -> None:
    objects = render(
        networkPolicy={"operator": {"enabled": True}, "workers": {"enabled": True}, "dnsPorts": [53, 5353]}, watchNamespaces=["shop"]
    )
    for policy in [*of("NetworkPolicy", objects), *of("NetworkPolicy", objects, tests=True)]:
        names = policy["spec"]["egress"][0]["ports"]
        assert [(each["protocol"], each["port"]) for each in names] == [("UDP", 53), ("TCP", 53), ("UDP", 5353), ("TCP", 5353)]


def test_metrics_are_for_those_who_are_named() -> None:
    prometheus = [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}}}]
    objects = render(
        networkPolicy={"operator": {"enabled": True}, "workers": {"enabled": True}, "metricsFrom": prometheus}, watchNamespaces=["shop"]
    )
    for policy in of("NetworkPolicy", objects):
        [metrics] = [rule for rule in policy["spec"]["ingress"] if ports(rule) == {"metrics"}]
        assert metrics["from"] == prometheus


def test_without_metrics_nobody_reaches_a_worker() -> None:
    objects = render(networkPolicy__workers__enabled=True, watchNamespaces=["shop"], metrics__enabled=False)
    spec = only("NetworkPolicy", objects)["spec"]
    assert "Ingress" in spec["policyTypes"]
    assert "ingress" not in spec


def test_workers_reach_names_the_api_server_and_the_search_clusters() -> None:
    egress = [{"ports": [{"protocol": "TCP", "port": 9243}], "to": [{"ipBlock": {"cidr": "192.0.2.0/24"}}]}]
    objects = render(networkPolicy__workers={"enabled": True, "searchEgress": egress}, watchNamespaces=["a", "b"])
    policies = of("NetworkPolicy", objects)
    assert [policy["metadata"]["namespace"] for policy in policies] == ["a", "b"]
    for policy in policies:
        assert [ports(rule) for rule in policy["spec"]["egress"]] == [{53}, {443, 6443}, {9243}]


def test_the_workers_policy_selects_the_pods_that_the_operator_makes() -> None:
    objects = render(networkPolicy__workers__enabled=True, watchNamespaces=["a"])
    spec = ReindexSpec.model_validate({"cluster": {"hosts": ["http://s:9200"]}, "source": {"index": ["a"]}, "dest": {"index": "b"}})
    made = pods.template(spec, "copy", names.Run("a", "ns", "uid"), Settings(worker_image="i"))
    assert only("NetworkPolicy", objects)["spec"]["podSelector"]["matchLabels"].items() <= made["metadata"]["labels"].items()


def test_a_policy_for_workers_needs_namespaces_to_be_in() -> None:
    with pytest.raises(RuntimeError, match="watchNamespaces"):
        render(networkPolicy__workers__enabled=True)
