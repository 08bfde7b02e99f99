"""Helm, before a test's clock starts."""

from pathlib import Path

import pytest

from lab import helm


@pytest.fixture(scope="session", autouse=True)
def built() -> Path:
    """The program."""
    return helm.binary()
