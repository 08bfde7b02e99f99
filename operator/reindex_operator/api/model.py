"""The base of every model that a user writes or reads, and the types of single values."""

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic.json_schema import JsonSchemaValue, WithJsonSchema
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

from reindex_operator.api.rules import BROKEN, RULES, Rule


class Model(BaseModel):
    """camelCase on the wire, snake_case in Python; unknown fields are errors; instances are frozen and keep their ``rules``."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        extra="forbid",
        strict=True,
        frozen=True,
        allow_inf_nan=False,
    )

    rules: ClassVar[tuple[Rule, ...]] = ()
    """What must hold between the fields."""

    @model_validator(mode="after")
    def _keep_the_rules(self) -> Self:
        broken = [
            InitErrorDetails(type=rule.error(), loc=(rule.field,) if rule.field else (), input=self)
            for rule in self.rules
            if rule.broken_by(self)
        ]
        if broken:
            raise ValidationError.from_exception_data(type(self).__name__, broken)
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Put the rules into the schema."""
        schema = handler(core)
        if cls.rules:
            handler.resolve_ref_schema(schema)[RULES] = [rule.schema() for rule in cls.rules]
        return schema


class IntOrString:
    """Marks the one union that a CRD can have; a ``Rule`` beside it says which texts are meant."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Take any integer and any text."""
        return core_schema.union_schema(
            [core_schema.int_schema(strict=True), core_schema.str_schema(strict=True)],
            custom_error_type="int_or_string_type",
            custom_error_message="Input should be an integer or a string",
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """An integer or a text."""
        return {"x-kubernetes-int-or-string": True}


class ListMap:
    """Marks a list whose items are told apart by these fields, for server-side apply."""

    def __init__(self, *keys: str) -> None:
        self.keys = keys

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """A list-map."""
        return {**handler(core), "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": list(self.keys)}


MOST_LEVELS = 150
"""Of objects and lists within an object whose fields are not ours: the API server keeps thousands, which few other readers of JSON take."""


def _shallow(value: dict[str, Any]) -> dict[str, Any]:
    level: list[Any] = [value]
    for _ in range(MOST_LEVELS):
        below = (part for whole in level for part in (whole.values() if isinstance(whole, dict) else whole))
        # Each once: YAML may have the same at many places.
        level = list({id(part): part for part in below if isinstance(part, dict | list)}.values())
    if level:
        raise PydanticCustomError(BROKEN, "{message}", {"message": f"objects and lists are nested more than {MOST_LEVELS} levels deep"})
    return value


AnyObject = Annotated[dict[str, Any], AfterValidator(_shallow)]
"""An object whose fields are another schema's. No schema of ours can say how deep it may be."""

Duration = Annotated[str, StringConstraints(pattern=r"^[0-9]+(d|h|m|s|ms|micros|nanos)$", max_length=24)]
"""A time value as the search API writes it: a whole number and a unit, ``30s``, ``5m``."""

Time = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
"""A moment, RFC 3339."""

DNS_SUBDOMAIN = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"

ObjectName = Annotated[str, StringConstraints(pattern=DNS_SUBDOMAIN, max_length=253)]
"""Name of a Kubernetes object."""

SecretName = ObjectName
"""Name of a Secret in the object's own namespace."""

MAX_SLICES = 1024
"""As many as a search context takes (index.max_slices_per_scroll)."""

Slices = Annotated[
    int | Literal["auto"],
    IntOrString,
    Rule(
        "type(self) == int ? self >= 1 : self == 'auto'",
        'slices is a number from 1, or "auto"',
        lambda s: s == "auto" if isinstance(s, str) else s >= 1,
    ),
    Rule(f"type(self) != int || self <= {MAX_SLICES}", f"slices is at most {MAX_SLICES}", lambda s: isinstance(s, str) or s <= MAX_SLICES),
]
"""A number of slices, or ``auto`` (R6)."""

ActiveShards = Annotated[
    int | Literal["all"],
    IntOrString,
    Rule(
        "type(self) == int ? self >= 0 : self == 'all'",
        'waitForActiveShards is a number from 0, or "all"',
        lambda s: s == "all" if isinstance(s, str) else s >= 0,
    ),
]
"""Shard copies that must be active before a write (R34)."""
