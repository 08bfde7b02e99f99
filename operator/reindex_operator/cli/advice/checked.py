"""The object that a document of a file describes, or every mistake in it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from reindex_operator.api.errors import FieldError, InvalidManifestError
from reindex_operator.api.quantities import quantity_errors
from reindex_operator.api.reindex import Reindex, parse
from reindex_operator.cli.advice.query import query_errors
from reindex_operator.cli.advice.types import of_another_type
from reindex_operator.cli.advice.unknown import unknown


def checked(document: Any) -> Reindex:
    """``parse``, but the mistakes are said to who wrote the file, and what no schema can see is looked at too. Raises ``InvalidManifestError``."""
    mistakes = [
        *query_errors(_found(document, "spec", "source", "query")),
        *quantity_errors(_found(document, "spec", "podTemplate", "resources")),
    ]
    try:
        reindex = parse(document)
    except InvalidManifestError as error:
        raise InvalidManifestError([*(_said(each, document) for each in error.errors), *mistakes]) from None
    if mistakes:
        raise InvalidManifestError(mistakes)
    return reindex


def _found(document: Any, *keys: str) -> Any:
    """What these keys lead to; None where they lead to nothing."""
    for key in keys:
        document = document.get(key) if isinstance(document, Mapping) else None
    return document


def _said(mistake: FieldError, document: Any) -> FieldError:
    if mistake.unknown_field:
        return replace(mistake, message=unknown(mistake.location))
    if mistake.other_type:
        return replace(mistake, message=of_another_type(document, mistake.location))
    return mistake
