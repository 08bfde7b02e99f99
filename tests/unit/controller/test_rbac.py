"""The rights that the operator asks for."""

from reindex_operator.controller import children, rbac
from reindex_operator.mailbox import Control
from tests.unit.controller.build import reindex


def test_no_right_on_secrets_and_no_wildcard() -> None:
    for rule in rbac.RULES:
        assert "secrets" not in rule["resources"]
        assert not any("*" in part for values in rule.values() for part in values)


def test_the_operator_has_every_right_that_it_grants() -> None:
    """The API server refuses a Role with rights that its maker lacks."""
    granted = children.surroundings(reindex(), Control())[1]["rules"]
    for rule in granted:
        for resource in rule["resources"]:
            own = next(each for each in rbac.RULES if resource in each["resources"] and each["apiGroups"] == rule["apiGroups"])
            assert set(rule["verbs"]) <= set(own["verbs"])
