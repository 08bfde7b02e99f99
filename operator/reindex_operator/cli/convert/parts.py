"""The parts of a request as those of a spec. What can not be converted goes into the findings."""

import json
import re
from typing import Any, Final

from reindex_operator.cli.convert import fields, values
from reindex_operator.cli.convert.fields import ours
from reindex_operator.cli.convert.misplaced import refuse_unknown
from reindex_operator.cli.convert.request import ApiRequest
from reindex_operator.cli.convert.values import Findings, take

_VARIABLE: Final = re.compile(r"\$(\w|\{)")


def part(body: dict[str, Any], name: str, findings: Findings) -> dict[str, Any]:
    """``source`` or ``dest`` as it is given; empty where it is no object, which is an error."""
    match body.get(name):
        case dict(found):
            return found
        case None:
            findings.errors.append(f"{name} is missing")
        case str(index):
            findings.errors.append(f"{name} is an object: {json.dumps({'index': index}, ensure_ascii=False)}")
        case _:
            findings.errors.append(f"{name} is an object")
    return {}


def source(given: dict[str, Any], findings: Findings) -> dict[str, Any]:
    """``source`` but for its ``remote``."""
    known = {*fields.SOURCE, "remote", "slice", "type"}
    if idle := sorted(given.keys() & fields.NO_EFFECT):
        findings.notes.append(f"left out of source, they have no effect on what is copied: {', '.join(idle)}")
    refuse_unknown(given, known | fields.NO_EFFECT, "source.", findings)
    _type(given, "source", f"where it still exists, this query says the same: {_query_on(given.get('type'))}", findings)
    out = {
        ours(key): value
        for name, convert in fields.SOURCE.items()
        for key, value in take(given, name, convert, "source.", findings).items()
    }
    if given.get("slice") is not None:
        one = take(given, "slice", values.objects, "source.", findings).get("slice", {})
        refuse_unknown(one, {"id", "max"}, "source.slice.", findings)
        out["slice"] = {key: each for key in ("id", "max") for each in take(one, key, values.whole, "source.slice.", findings).values()}
    return out


def dest(given: dict[str, Any], given_script: Any, findings: Findings) -> dict[str, Any]:
    """``dest``; the request's script may say what its ``index`` is to be."""
    refuse_unknown(given, {*fields.DEST, "type"}, "dest.", findings)
    _type(given, "dest", fields.NO_TYPES, findings)
    found = {
        ours(key): value for name, convert in fields.DEST.items() for key, value in take(given, name, convert, "dest.", findings).items()
    }
    if "*" in found.get("index", ""):
        by_script = "; your script sets ctx._index: any plain name does" if "ctx._index" in str(given_script) else ""
        findings.errors.append(f"dest.index is one name, without a *{by_script}")
    return {key: value.lower() if key == "opType" else value for key, value in found.items() if (key, value) != ("routing", "")}


def note_variables(spec: dict[str, Any], findings: Findings) -> None:
    """An index whose name a shell, or the console, was to put in is no mistake to the API, which takes a $."""
    for index in (*spec["source"].get("index", []), spec["dest"].get("index", "")):
        if _VARIABLE.search(index):
            findings.notes.append(f"the index {index} has a variable in its name: write its value there")


def _type(given: dict[str, Any], part: str, instead: str, findings: Findings) -> None:
    if given.get("type") == "_doc":
        findings.notes.append(f"{part}.type is left out: {fields.NO_TYPES}")
    elif given.get("type") is not None:
        findings.errors.append(f"{part}.type is of a version that is not supported: {instead}")


def _query_on(kind: Any) -> str:
    return json.dumps({"terms" if isinstance(kind, list) else "term": {"_type": kind}}, ensure_ascii=False)


def script(given: Any, findings: Findings) -> dict[str, Any]:
    """``script``, an object or the source alone. Its ``options`` are of no script here, but dashboards and clients write empty ones."""
    if isinstance(given, str):
        given = {"source": given}
    found = take({"script": given}, "script", values.objects, "", findings).get("script", {})
    found = {fields.SCRIPT_ONCE.get(key, key): value for key, value in found.items() if (key, value) != ("options", {})}
    refuse_unknown(found, fields.SCRIPT, "script.", findings)
    return {key: value for name, convert in fields.SCRIPT.items() for key, value in take(found, name, convert, "script.", findings).items()}


def max_docs(request: ApiRequest, findings: Findings) -> dict[str, Any]:
    """``max_docs`` of the body (once called ``size`` there) or of the URL; two different ones are an error (R5)."""
    places = [
        *take(request.body, "max_docs", values.whole, "", findings).values(),
        *take(request.body, "size", values.whole, "", findings).values(),
        *take(request.params, "max_docs", values.whole, "", findings).values(),
    ]
    if len(set(places)) > 1:
        findings.errors.append(f"max_docs is set to different values: {', '.join(map(str, places))}")
    return {"maxDocs": places[0]} if places else {}


def params(given: dict[str, str], findings: Findings) -> dict[str, Any]:
    """The parameters of the URL but for ``max_docs``."""
    if shape := sorted(given.keys() & set(values.SHAPE_PARAMS)):
        findings.notes.append(f"left out, they only shape the answer: {', '.join(shape)}")
    if "wait_for_completion" in given:
        findings.notes.append(f"wait_for_completion is left out: {fields.BACKGROUND}")
    refuse_unknown(given, {*fields.PARAMS, "max_docs", "wait_for_completion", *values.SHAPE_PARAMS}, "parameter ", findings)
    return {ours(key): value for name, convert in fields.PARAMS.items() for key, value in take(given, name, convert, "", findings).items()}
