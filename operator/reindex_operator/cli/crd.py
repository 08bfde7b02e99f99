"""Prints the CustomResourceDefinition: ``python -m reindex_operator.cli.crd > crds/reindexes.reindex.dev.yaml`` (``make crds``)."""

import sys

from reindex_operator.api.crd import crd
from reindex_operator.cli.yaml_text import dump

_HEADER = "# Generated from operator/reindex_operator/api by `make crds`. Do not edit.\n"


def manifest() -> str:
    """The CRD as YAML, the same bytes every time."""
    return _HEADER + dump(crd())


if __name__ == "__main__":
    sys.stdout.write(manifest())
