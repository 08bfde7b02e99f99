"""Prints the CustomResourceDefinition: ``python -m reindex_operator.cli.crd > crds/reindexes.reindex.dev.yaml`` (``make crds``)."""

import sys

import yaml

from reindex_operator.api.crd import crd

_HEADER = "# Generated from operator/reindex_operator/api by `make crds`. Do not edit.\n"


class _Dumper(yaml.SafeDumper):
    """Writes every value out where it stands: YAML's anchors are no part of what Kubernetes tools read."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the base's signature
        return True


def manifest() -> str:
    """The CRD as YAML, the same bytes every time."""
    return _HEADER + yaml.dump(crd(), Dumper=_Dumper, sort_keys=False, width=120, allow_unicode=True)


if __name__ == "__main__":
    sys.stdout.write(manifest())
