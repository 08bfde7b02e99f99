"""Keys that the API does not take where they are written: where they go instead, or what else is right."""

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Any, Final

from reindex_operator.cli.convert import fields
from reindex_operator.cli.convert.values import Findings

_NO_INDICES = "_reindex copies documents alone: remove it, and create the destination with it first"
_NO_OPTION = "_reindex has no such option: remove it"
_NO_SIGNING = "requests with the signature of AWS (SigV4) are not supported: remove it, and use a user or an API key"

_INSTEAD: Final[Mapping[str, str]] = {
    **dict.fromkeys(("conflicts", "max_docs", "script"), "it belongs at the top of the body"),
    **{name: f"it is a parameter of the URL: ?{name}=" for name in fields.PARAMS},
    "wait_for_completion": f"remove it: {fields.BACKGROUND}",
    **{name: f"it belongs into source: source.{name}" for name in ("query", "_source", "sort", "slice", "runtime_mappings", "remote")},
    **{name: f"it belongs into dest: dest.{name}" for name in ("op_type", "version_type", "pipeline", "routing")},
    **dict.fromkeys(("settings", "mappings", "aliases"), _NO_INDICES),
    **dict.fromkeys(("ignore_unavailable", "allow_no_indices", "expand_wildcards", "master_timeout"), _NO_OPTION),
    **dict.fromkeys(("external", "region"), _NO_SIGNING),
    "params": "it belongs into script: script.params",
    "from": "_reindex copies all that the query finds: remove it",
    "file": "scripts in files are no more: give the script as source, or the id of a stored one",
    "request_timeout": "it tells a client how long to wait: remove it",
    "user": "it is called username",
    "pass": "it is called password",
    "ssl": "the API has it in the settings of each node, reindex.ssl.*; in a manifest it is source.cluster.tls",
}
"""By name alone: wherever one of them is not taken, the same is right."""


def refuse_unknown(given: Mapping[str, Any], known: Collection[str], at: str, findings: Findings) -> None:
    """Makes an error of every key of ``given`` that is not ``known``. Its value, which may be a credential, is not in it."""
    for name in given:
        if name not in known:
            findings.errors.append(f"{at}{name} can not be converted{_advice(name, known)}")


def _advice(name: str, known: Collection[str]) -> str:
    if said := _INSTEAD.get(name):
        return f": {said}"
    close = get_close_matches(name, sorted(known), 1)
    return f"; did you mean {close[0]}?" if close else ""
