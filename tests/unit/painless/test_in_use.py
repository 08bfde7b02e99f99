"""The scripts as people write them, run without a node."""

import pytest

from tests.conformance.painless.cases import same
from tests.conformance.painless.in_use import Used, here, used


@pytest.mark.parametrize("script", used(), ids=lambda script: script.name)
def test_a_script_does_to_its_documents_what_it_does_on_a_node(script: Used) -> None:
    assert same(script.expected, here(script))


def test_scripts_are_told_apart_by_their_names() -> None:
    names = [script.name for script in used()]
    assert len(set(names)) == len(names) >= 150
