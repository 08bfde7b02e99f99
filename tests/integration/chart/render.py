"""What the chart makes of values: ``helm template``, read back."""

import json
from typing import Any

import yaml

from lab import helm
from lab.kubernetes.build import version

Thing = dict[str, Any]
RELEASE, NAMESPACE = "reindex-operator", "system"
FIELDS = {"metadata.name": "operator-0", "metadata.namespace": NAMESPACE}


def rendered(release: str = RELEASE, **values: Any) -> str:
    """The text of an installation with these values; ``a__b`` stands for ``a.b``."""
    chosen = [word for key, value in values.items() for word in ("--set-json", f"{key.replace('__', '.')}={json.dumps(value)}")]
    return helm.helm("template", release, str(helm.CHART), "--namespace", NAMESPACE, "--kube-version", version(), *chosen)


def render(release: str = RELEASE, **values: Any) -> list[Thing]:
    """Its objects."""
    return [each for each in yaml.safe_load_all(rendered(release, **values)) if each]


def of(kind: str, objects: list[Thing], *, tests: bool = False) -> list[Thing]:
    """Those of a kind; of what ``helm test`` makes only if asked for."""
    return [each for each in objects if each["kind"] == kind and ("helm.sh/hook" in each["metadata"].get("annotations", {})) is tests]


def only(kind: str, objects: list[Thing], *, tests: bool = False) -> Thing:
    """The only one of a kind."""
    [found] = of(kind, objects, tests=tests)
    return found


def pod(objects: list[Thing]) -> Thing:
    """The operator's pod template."""
    found: Thing = only("Deployment", objects)["spec"]["template"]
    return found


def container(objects: list[Thing]) -> Thing:
    """The operator's container."""
    [found] = pod(objects)["spec"]["containers"]
    return dict(found)


def environment(objects: list[Thing]) -> dict[str, str]:
    """The operator's environment in a pod of its."""
    return {
        each["name"]: each["value"] if "value" in each else FIELDS[each["valueFrom"]["fieldRef"]["fieldPath"]]
        for each in container(objects)["env"]
    }
