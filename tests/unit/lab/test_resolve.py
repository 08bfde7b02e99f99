"""What a pod refers to, resolved."""

import pytest

from lab.kubernetes.light_node.resolve import NotReadyError, expand, pod_field

POD = {
    "metadata": {"name": "p", "namespace": "n", "uid": "u", "labels": {"b": "2", "a": "1"}, "annotations": {"x/y": "z"}},
    "spec": {"nodeName": "node", "serviceAccountName": "sa"},
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [("$(A)-$(B)", "1-2"), ("$$(A)", "$(A)"), ("$(C)", "$(C)"), ("$A", "$A"), ("$$$(A)", "$1")],
)
def test_references_are_expanded_as_a_kubelet_does(text: str, expected: str) -> None:
    assert expand(text, {"A": "1", "B": "2"}) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("metadata.uid", "u"),
        ("spec.serviceAccountName", "sa"),
        ("metadata.labels['a']", "1"),
        ("metadata.annotations['x/y']", "z"),
        ("metadata.labels", 'a="1"\nb="2"\n'),
        ("metadata.labels['none']", ""),
    ],
)
def test_fields_of_the_pod(path: str, expected: str) -> None:
    assert pod_field(POD, path) == expected


def test_an_unknown_field_is_named() -> None:
    with pytest.raises(NotReadyError, match=r"spec\.color"):
        pod_field(POD, "spec.color")
