"""The operator's settings from its environment."""

import pytest

from reindex_operator.api.spec import LocalObjectReference, PodTemplate
from reindex_operator.controller.settings import Settings, SettingsError, from_environment


def test_defaults_stand_where_nothing_is_set() -> None:
    assert from_environment({"WORKER_IMAGE": "i", "RESYNC": ""}) == Settings(worker_image="i")


def test_everything_can_be_set() -> None:
    environ = {
        "WORKER_IMAGE": "i",
        "WORKER_IMAGE_PULL_POLICY": "Always",
        "WORKER_POD_TEMPLATE": '{"resources": {"limits": {"cpu": "1"}}, "imagePullSecrets": [{"name": "registry"}]}',
        "WORKER_USER": "1000",
        "WORKER_GRACE": "60",
        "WATCH_NAMESPACES": "a, b,a,",
        "MAX_CONCURRENT": "20",
        "LEADER_ELECTION": "true",
        "LEASE_NAME": "lease",
        "POD_NAME": "pod-1",
        "POD_NAMESPACE": "operators",
        "STATUS_INTERVAL": "2.5",
        "RESYNC": "60",
        "LIVENESS_PORT": "0",
        "METRICS_PORT": "9102",
        "WORKER_METRICS_PORT": "0",
        "LOG_FORMAT": "plain",
    }
    template = PodTemplate(resources={"limits": {"cpu": "1"}}, image_pull_secrets=[LocalObjectReference(name="registry")])
    assert from_environment(environ) == Settings(
        "i", "Always", template, 1000, 60, ("a", "b"), 20, True, "lease", "pod-1", "operators", 2.5, 60.0, 0, 9102, 0, "plain"
    )


def test_an_empty_user_leaves_the_choice_to_the_cluster() -> None:
    assert from_environment({"WORKER_IMAGE": "i", "WORKER_USER": ""}).worker_user is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("WORKER_IMAGE", ""),
        ("RESYNC", "soon"),
        ("LEADER_ELECTION", "perhaps"),
        ("LEADER_ELECTION", "true"),
        ("STATUS_INTERVAL", "-1"),
        ("WORKER_POD_TEMPLATE", "[]"),
        ("WORKER_POD_TEMPLATE", "{"),
        ("WORKER_POD_TEMPLATE", '{"hostNetwork": true}'),
    ],
)
def test_a_wrong_variable_is_named(name: str, text: str) -> None:
    with pytest.raises(SettingsError, match=name):
        from_environment({"WORKER_IMAGE": "i"} | {name: text})
