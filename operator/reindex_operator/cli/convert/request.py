"""A request to the ``_reindex`` API, as it is read from a text and written to one."""

from dataclasses import dataclass, field
from typing import Any


class ConvertError(ValueError):
    """What can not be converted: one line a mistake, each with the API's name of the field. Never holds a credential."""

    def __init__(self, *errors: str) -> None:
        super().__init__("\n".join(errors))
        self.errors = errors


@dataclass(frozen=True)
class Access:
    """How the request reaches its cluster, which is the destination's."""

    host: str | None = None
    """``scheme://host:port[/path]``; None where the text does not say."""
    credentials: dict[str, str] = field(default_factory=dict, repr=False)
    """By key of the Secret: ``username`` and ``password``, or ``apiKey``, or ``token``."""
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    insecure: bool = False
    ca_file: str | None = None
    certificate_file: str | None = None
    key_file: str | None = None


@dataclass(frozen=True)
class ApiRequest:
    """The URL's parameters as text, and the body as JSON. ``notes`` say what was left out on the way here, or could not be said."""

    params: dict[str, str]
    body: dict[str, Any]
    access: Access = Access()
    notes: tuple[str, ...] = ()
