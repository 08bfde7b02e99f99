"""The object that a document of a file describes, or every mistake in it."""

from dataclasses import replace
from typing import Any

from reindex_operator.api.errors import FieldError, InvalidManifestError
from reindex_operator.api.reindex import Reindex, parse
from reindex_operator.cli.advice.unknown import unknown


def checked(document: Any) -> Reindex:
    """``parse``, but the mistakes are said to who wrote the file. Raises ``InvalidManifestError``."""
    try:
        return parse(document)
    except InvalidManifestError as error:
        raise InvalidManifestError([_said(each) for each in error.errors]) from None


def _said(mistake: FieldError) -> FieldError:
    if mistake.unknown_field:
        return replace(mistake, message=unknown(mistake.location))
    return mistake
