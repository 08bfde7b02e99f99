"""What would be right where a field does not exist: often it is the API's name of one, or stands in another place."""

from difflib import get_close_matches

from reindex_operator.cli.advice.places import Location, fields_at, places_of
from reindex_operator.cli.convert import fields, values

_NO_TYPES = {"type": f"remove it: {fields.NO_TYPES}"}
_CLUSTER = {"remote": "did you mean spec.source.cluster? It has hosts for host, and auth for the credentials"}
_NO_CREDENTIALS = dict.fromkeys(
    (*fields.CREDENTIALS, *map(fields.ours, fields.CREDENTIALS)), "credentials go into a Secret: name it in auth.secretName"
)
_ANYWHERE = {
    **dict.fromkeys(values.SHAPE_PARAMS, "remove it: it only shapes the API's answer"),
    "wait_for_completion": f"remove it: {fields.BACKGROUND}",
}
_IN = {
    "spec": {"size": "did you mean spec.maxDocs, the limit of documents, or spec.source.size, the documents a batch?"} | _CLUSTER,
    "source": dict.fromkeys(fields.NO_EFFECT, "remove it: it has no effect on what is copied") | _NO_TYPES | _CLUSTER,
    "dest": _NO_TYPES,
    "script": {name: f"did you mean {now}?" for name, now in fields.SCRIPT_ONCE.items()},
    "cluster": _NO_CREDENTIALS,
    "auth": _NO_CREDENTIALS,
}
"""What ``reindex convert`` knows of the API's fields that are not ours in camelCase, by the field that holds them."""

_NEAR = 0.6
_VERY_NEAR = 0.85
"""How alike a name of this place has to be where another place has a field of the very name."""


def unknown(location: Location) -> str:
    """The mistake that the field at ``location`` is, with what may have been meant."""
    advice = _advice(location)
    return f"unknown field; {advice}" if advice else "unknown field"


def _advice(location: Location) -> str:
    *parent, last = location
    name = str(last)
    here = fields_at(parent)
    if fields.ours(name) in here:
        return _meant([fields.ours(name)])
    if said := _IN.get(str(parent[-1]) if parent else "", {}).get(name) or _ANYWHERE.get(name):
        return said
    elsewhere = places_of(fields.ours(name))
    return _meant([*_close(fields.ours(name), list(here), _VERY_NEAR if elsewhere else _NEAR), *elsewhere])


def _close(name: str, known: list[str], near: float) -> list[str]:
    by_lower = {each.lower(): each for each in known}
    return [by_lower[each] for each in get_close_matches(name.lower(), list(by_lower), 1, near)]


def _meant(names: list[str]) -> str:
    return f"did you mean {' or '.join(names)}?" if names else ""
