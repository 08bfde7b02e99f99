"""Whatever the API takes comes back from a manifest as it was; whatever a manifest says of the request, too."""

import copy
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from reindex_operator.api.reindex import parse
from reindex_operator.api.request import ReindexRequest
from reindex_operator.api.spec import ReindexSpec
from reindex_operator.cli.convert.read import read
from reindex_operator.cli.convert.script import source
from reindex_operator.cli.convert.to_manifest import to_manifest
from reindex_operator.cli.convert.to_request import console, to_request
from reindex_operator.cli.manifest import load
from reindex_operator.cli.yaml_text import dump
from tests.unit.api.manifests import FULL

HOST = "https://search:9200"

words = st.text("abc_9", min_size=1, max_size=5)
texts = st.text(max_size=8)
scalars = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | texts
json_values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=6)
json_objects = st.dictionaries(texts, json_values, max_size=3)
durations = st.sampled_from(["5m", "30s", "1h", "100ms"])


def optional(required: dict[str, Any], **fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required, optional=fields)


remotes = optional(
    {"host": st.sampled_from(["https://old:9200", "http://old:9200/prefix"])},
    headers=st.dictionaries(st.sampled_from(["X-A", "X-B"]), words, min_size=1),
    connect_timeout=durations,
    socket_timeout=durations,
)
sources = optional(
    {"index": st.lists(words.map("s-{}".format), min_size=1, max_size=3)},
    query=st.dictionaries(words, json_values, min_size=1, max_size=1),
    _source=optional({}, includes=st.lists(words, max_size=2), excludes=st.lists(words, max_size=2)),
    size=st.integers(1, 10_000),
    sort=st.lists(st.dictionaries(words, st.sampled_from(["asc", "desc"]), min_size=1, max_size=1), min_size=1, max_size=3),
    runtime_mappings=json_objects,
    remote=remotes,
)
dests = optional(
    {"index": words.map("d-{}".format)},
    op_type=st.just("index"),
    version_type=st.sampled_from(["internal", "external", "external_gt", "external_gte"]),
    pipeline=words,
    routing=st.sampled_from(["keep", "discard", "=", "=x"]),
)
scripts = optional({"source": st.text(min_size=1, max_size=20).map(source)}, lang=st.just("painless"), params=json_objects) | optional(
    {"id": words}, params=json_objects
)
bodies = optional(
    {"source": sources, "dest": dests}, script=scripts, conflicts=st.sampled_from(["abort", "proceed"]), max_docs=st.integers(100, 10**9)
)
params = optional(
    {},
    requests_per_second=st.sampled_from(["-1", "500", "0.25"]),
    scroll=durations,
    timeout=durations,
    wait_for_active_shards=st.sampled_from(["all", "0", "2"]),
    require_alias=st.sampled_from(["true", "false"]),
    refresh=st.sampled_from(["true", "false"]),
)


@settings(max_examples=50)
@given(body=bodies, url=params, slices=st.sampled_from(["auto", "7"]))
def test_a_request_comes_back_as_it_was(body: dict[str, Any], url: dict[str, str], slices: str) -> None:
    if "remote" not in body["source"]:
        url = {**url, "slices": slices}
    text = f"POST _reindex?{'&'.join(f'{name}={value}' for name, value in url.items())}\n{json.dumps(body)}"
    conversion = to_manifest(read(text, "", str), host=HOST)
    stored = load("f", dump(conversion.manifest)).reindex
    assert stored == parse(conversion.manifest)
    again = read(console(to_request(stored.spec)), "", str)
    assert (again.params, again.body) == (url, body)


@given(spec=st.fixed_dictionaries({}, optional={name: st.just(value) for name, value in FULL["spec"].items()}), local=st.booleans())
def test_a_manifest_comes_back_but_for_what_the_api_has_not(spec: dict[str, Any], local: bool) -> None:
    whole = {key: FULL["spec"][key] for key in ("cluster", "source", "dest")} | copy.deepcopy(spec)
    if local:
        whole["source"] = {key: value for key, value in whole["source"].items() if key != "cluster"}
    before = ReindexSpec.model_validate(whole, by_alias=True)
    again = to_manifest(read(console(to_request(before)), "", str), host=HOST).manifest["spec"]
    kept = before.model_dump(include=set(ReindexRequest.model_fields) - {"dry_run", "dry_run_sample"}, exclude_none=True)
    assert again == kept | {"cluster": {"hosts": [HOST]}}


def test_what_the_api_has_not_is_said() -> None:
    spec = copy.deepcopy(FULL["spec"])
    del spec["source"]["slice"]
    spec["slices"] = 4
    spec["source"]["cluster"] = {
        "hosts": ["https://old:9200", "https://old2:9200"],
        "auth": {"secretName": "old"},
        "tls": {"caSecretName": "ca"},
    }
    request = to_request(ReindexSpec.model_validate(spec, by_alias=True))
    assert "slices" not in request.params
    assert request.body["source"]["remote"]["password"] == "<password of Secret old>"
    notes = "\n".join(request.notes)
    for said in (
        "https://old2:9200 left out",
        "reindex.ssl.*",
        "reindex.remote.whitelist: old:9200",
        "slices is left out",
        "attempt, backoffLimit, cancel, dryRun, parallelism, podTemplate, runId, suspend",
        "credentials in Secret search",
    ):
        assert said in notes


@given(value=json_values)
def test_yaml_reads_back_as_it_was_written(value: Any) -> None:
    text = "apiVersion: reindex.dev/v1alpha1\nkind: Reindex\nmetadata: {name: x}\n" + dump(
        {"spec": {"cluster": {"hosts": [HOST]}, "source": {"index": ["a"], "query": {"q": value}}, "dest": {"index": "b"}}}
    )
    assert load("f", text).reindex.spec.source.query == {"q": value}
