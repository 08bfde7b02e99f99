"""Rules between fields and on values: one declaration, checked by the API server (CEL) and by the models (Python).

A ``Rule`` stands where it belongs: in ``Model.rules`` for what concerns several fields of an object, in ``Annotated`` for one value.
The schema carries it as ``x-kubernetes-validations``; validation of the model finds the same error with the same message.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

RULES = "x-kubernetes-validations"
BROKEN = "rule"
"""Type of the pydantic error that a broken rule makes."""


@dataclass(frozen=True)
class Rule:
    """``cel`` and ``holds`` say the same of a value; ``message`` says how to mend what breaks it.

    ``holds`` is None for a transition rule: only the API server sees the old object.
    ``field`` is the wire name of the field to blame, else it is the value as a whole.
    """

    cel: str
    message: str
    holds: Callable[[Any], bool] | None = None
    field: str | None = None

    def schema(self) -> dict[str, str]:
        """This rule as an item of ``x-kubernetes-validations``."""
        path = {"fieldPath": f".{self.field}"} if self.field else {}
        return {"rule": self.cel, "message": self.message, **path}

    def broken_by(self, value: Any) -> bool:
        """Whether the value alone, without its past, breaks the rule."""
        return self.holds is not None and not self.holds(value)

    def error(self) -> PydanticCustomError:
        """What pydantic reports for a value that breaks it."""
        return PydanticCustomError(BROKEN, "{message}", {"message": self.message})

    def _checked(self, value: Any) -> Any:
        if self.broken_by(value):
            raise self.error()
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Check a value that is annotated with this rule."""
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Put the rule into the schema of a value that is annotated with it."""
        schema = handler(core)
        schema[RULES] = [*schema.get(RULES, []), self.schema()]
        return schema


def immutable(unless: str, remedy: str, *fields: str) -> tuple[Rule, ...]:
    """Transition rules: these fields stay what they were, present or absent, unless the CEL expression ``unless`` holds.

    A field is a path from the object that carries the rules; where what holds it is absent before or after, that is another rule's matter.
    ``remedy`` ends the message.
    """

    def rule(field: str) -> Rule:
        *holders, name = field.split(".")
        paths = [".".join(holders[: end + 1]) for end in range(len(holders))]
        absent = [f"!has({side}.{path})" for path in paths for side in ("self", "oldSelf")]
        same = f"has(self.{field}) == has(oldSelf.{field}) && (!has(self.{field}) || self.{field} == oldSelf.{field})"
        return Rule(" || ".join([unless, *absent, f"({same})"]), f"{name} cannot be changed: {remedy}", field=field)

    return tuple(map(rule, fields))
