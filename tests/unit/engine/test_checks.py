"""Which names a cluster creates by itself."""

import pytest

from reindex_operator.engine.checks import created


@pytest.mark.parametrize(
    ("setting", "expected"),
    [("true", True), ("false", False), ("+dst*,-*", True), ("-dst*,+*", False), ("other", False), ("ds?", True), ("*", True)],
)
def test_auto_create(setting: str, expected: bool) -> None:
    assert created("dst", setting) is expected
