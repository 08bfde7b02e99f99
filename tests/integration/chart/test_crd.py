"""The chart's CustomResourceDefinition: the generated one, upgraded with the release, left behind when that goes."""

from pathlib import Path

import yaml

from lab import helm
from tests.integration.chart.render import of, only, render

CRD = Path(__file__).parents[3] / "crds" / "reindexes.reindex.dev.yaml"


def test_it_has_the_bytes_of_the_generated_one() -> None:
    assert (helm.CHART / "files" / "crd.yaml").read_bytes() == CRD.read_bytes()


def test_it_is_kept_when_the_release_goes() -> None:
    crd = only("CustomResourceDefinition", render())
    assert crd["metadata"]["annotations"].pop("helm.sh/resource-policy") == "keep"
    assert crd == yaml.safe_load(CRD.read_text())


def test_it_goes_with_the_release_where_that_is_asked_for() -> None:
    assert of("CustomResourceDefinition", render(crds__keep=False)) == [yaml.safe_load(CRD.read_text())]


def test_it_may_be_left_out() -> None:
    assert of("CustomResourceDefinition", render(crds__enabled=False)) == []
