"""From a request to a manifest: every field, every Secret, and what can not be said."""

from typing import Any

import pytest

from reindex_operator.api.reindex import parse
from reindex_operator.cli.convert.read import read
from reindex_operator.cli.convert.request import Access, ApiRequest, ConvertError
from reindex_operator.cli.convert.to_manifest import Conversion, to_manifest
from reindex_operator.cli.yaml_text import dump

HOST = "https://search:9200"
BODY: dict[str, Any] = {"source": {"index": "a"}, "dest": {"index": "b"}}


def convert(body: dict[str, Any] | None = None, access: Access | None = None, params: dict[str, str] | None = None) -> Conversion:
    return to_manifest(ApiRequest(params or {}, body or BODY, access or Access(HOST)))


def spec(body: dict[str, Any] | None = None, **params: str) -> dict[str, Any]:
    found = convert(body, params=params).manifest
    parse(found)
    inner: dict[str, Any] = found["spec"]
    assert inner.pop("cluster") == {"hosts": [HOST]}
    return inner


def test_every_field_of_the_api() -> None:
    source = {
        "index": "a,b*",
        "query": {"term": {"max_docs": 1}},
        "_source": {"include": "x", "excludes": ["y"]},
        "size": 500,
        "sort": ["at", {"n": {"order": "desc"}}],
        "slice": {"id": 0, "max": 2},
        "runtime_mappings": {"day_of_week": {"type": "keyword"}},
        "remote": {"host": "https://old:9200", "socket_timeout": "2m", "connect_timeout": "5s", "headers": {"X-A": "b"}},
    }
    dest = {"index": "c", "op_type": "index", "version_type": "external", "pipeline": "p", "routing": "=r"}
    script = {"lang": "painless", "source": "ctx.op = params.my_op", "params": {"my_op": "noop"}}
    found = spec(
        {"source": source, "dest": dest, "script": script, "conflicts": "proceed", "max_docs": 9},
        slices="1",
        requests_per_second="0.5",
        scroll="5m",
        timeout="1m",
        wait_for_active_shards="all",
        require_alias="true",
        refresh="false",
    )
    assert found == {
        "source": {
            "index": ["a", "b*"],
            "query": {"term": {"max_docs": 1}},
            "_source": {"includes": ["x"], "excludes": ["y"]},
            "size": 500,
            "sort": [{"at": "asc"}, {"n": {"order": "desc"}}],
            "slice": {"id": 0, "max": 2},
            "runtimeMappings": {"day_of_week": {"type": "keyword"}},
            "cluster": {"hosts": ["https://old:9200"], "headers": {"X-A": "b"}, "connectTimeout": "5s", "socketTimeout": "2m"},
        },
        "dest": {"index": "c", "opType": "index", "versionType": "external", "pipeline": "p", "routing": "=r"},
        "script": {"lang": "painless", "source": "ctx.op = params.my_op", "params": {"my_op": "noop"}},
        "conflicts": "proceed",
        "maxDocs": 9,
        "slices": 1,
        "requestsPerSecond": 0.5,
        "scroll": "5m",
        "timeout": "1m",
        "waitForActiveShards": "all",
        "requireAlias": True,
        "refresh": False,
    }


@pytest.mark.parametrize(
    ("body", "params", "expected"),
    [
        ({}, {"max_docs": "5"}, {"maxDocs": 5}),
        ({"max_docs": "5"}, {"max_docs": "5"}, {"maxDocs": 5}),
        ({"size": 2.5}, {}, {"maxDocs": 2}),
        ({}, {"slices": "auto", "wait_for_active_shards": "2"}, {"slices": "auto", "waitForActiveShards": 2}),
        ({}, {"requests_per_second": "-1", "refresh": ""}, {"requestsPerSecond": -1, "refresh": True}),
        ({}, {"requests_per_second": "unlimited"}, {"requestsPerSecond": -1}),
        ({"script": {"source": "x", "options": {}}}, {}, {"script": {"source": "x"}}),
        ({"script": "ctx.op = 'noop'"}, {}, {"script": {"source": "ctx.op = 'noop'"}}),
        ({"script": {"inline": "x", "lang": "painless"}}, {}, {"script": {"source": "x", "lang": "painless"}}),
        ({"script": {"id": "stored"}}, {}, {"script": {"id": "stored"}}),
    ],
)
def test_what_the_api_takes_in_several_ways(body: dict[str, Any], params: dict[str, str], expected: dict[str, Any]) -> None:
    assert spec(BODY | body, **params) == {"source": {"index": ["a"]}, "dest": {"index": "b"}} | expected


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("\n      if (a) {   \n        b();\n      }\n    ", "  script:\n    source: |\n      if (a) {\n        b();\n      }\n"),
        ("if (a) {\r\n\tb();\r\n}", "  script:\n    source: |\n      if (a) {\n              b();\n      }\n"),
        (
            "ctx.x = 1;\n      ctx.y = 'a\\'b';\n      // don't\n",
            "    source: |\n      ctx.x = 1;\n      ctx.y = 'a\\'b';\n      // don't\n",
        ),
        ("  ctx.x = 1  ", "  script:\n    source: ctx.x = 1\n"),
    ],
)
def test_a_script_of_the_console_is_a_block_of_yaml(source: str, written: str) -> None:
    text = dump(
        convert(
            read(f'{{"source": {{"index": "a"}}, "dest": {{"index": "b"}}, "script": {{"source": """{source}"""}}}}', "", str).body
        ).manifest
    )
    assert text.endswith(written)


@pytest.mark.parametrize("source", ["ctx.x = 'a \n  b';\n  c()", '  x = "\t"', " "])
def test_texts_within_a_script_stay_as_they_are(source: str) -> None:
    assert spec({**BODY, "script": source})["script"] == {"source": source}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"sort": "_score"}, {"sort": [{"_score": "desc"}]}),
        ({"sort": {"a": "desc", "b": {}}}, {"sort": [{"a": "desc"}, {"b": {}}]}),
        ({"_source": "a"}, {"_source": {"includes": ["a"]}}),
        ({"_source": ["a", "b"]}, {"_source": {"includes": ["a", "b"]}}),
        ({"_source": True, "type": "_doc"}, {}),
    ],
)
def test_forms_of_the_source(given: dict[str, Any], expected: dict[str, Any]) -> None:
    assert spec({**BODY, "source": {"index": ["a"], **given}})["source"] == {"index": ["a"]} | expected


@pytest.mark.parametrize(
    ("body", "params", "said"),
    [
        ({"source": {}, "dest": {"index": "b"}}, {}, "source.index: Required value"),
        ({"source": {"index": "a"}}, {}, "dest is missing"),
        ({"source": "a", "dest": {"index": "b"}}, {}, 'source is an object: {"index": "a"}'),
        ({"source": ["a"], "dest": {"index": "b"}}, {}, "source is an object"),
        ({**BODY, "size": 1, "max_docs": 2}, {}, "max_docs is set to different values: 2, 1"),
        ({**BODY, "max_docs": 0}, {}, "max_docs: Invalid value: 0: max_docs in body should be greater than or equal to 1"),
        ({**BODY, "conflict": "proceed"}, {}, "conflict can not be converted; did you mean conflicts?"),
        (BODY, {"requests_per_sec": "1"}, "parameter requests_per_sec can not be converted; did you mean requests_per_second?"),
        (BODY, {"pipeline": "p"}, "parameter pipeline can not be converted"),
        (BODY, {"slices": "many"}, 'slices is a whole number or "auto"'),
        (BODY, {"slices": "0"}, 'slices: Invalid value: 0: slices is a number from 1, or "auto"'),
        (BODY, {"refresh": "wait_for"}, "refresh is true or false"),
        (BODY, {"timeout": "1w"}, "timeout: Invalid value"),
        ({**BODY, "script": {"source": "x", "lang": "expression"}}, {}, 'script.lang: Unsupported value: "expression"'),
        ({**BODY, "script": {"source": "x", "options": {"a": "b"}}}, {}, "script.options can not be converted"),
        ({**BODY, "source": {"index": "a", "min_score": 1}}, {}, "source.min_score can not be converted"),
        ({**BODY, "source": {"index": "a", "_source": False}}, {}, "source._source can not be false"),
        ({**BODY, "source": {"index": "a", "type": "tweet"}}, {}, 'this query says the same: {"term": {"_type": "tweet"}}'),
        ({**BODY, "source": {"index": "a", "type": ["t", "p"]}}, {}, '{"terms": {"_type": ["t", "p"]}}'),
        ({**BODY, "source": {"index": "a, b ,c"}}, {}, 'source.index has a blank beside a comma: write "a,b,c"'),
        ({**BODY, "dest": {"index": "m-*"}}, {}, "dest.index is one name, without a *"),
        ({**BODY, "dest": {"index": "m-*"}, "script": "ctx._index += 1"}, {}, "your script sets ctx._index: any plain name does"),
        (BODY, {"requests_per_second": "fast"}, "requests_per_second is a number; without a limit it is -1"),
        ({**BODY, "dest": {"index": "b", "version": 1}}, {}, "dest.version can not be converted"),
        ({**BODY, "dest": {"index": "a"}}, {}, "dest: Invalid value: the destination is the source"),
        ({**BODY, "source": {"index": "a", "remote": {"host": "old"}}}, {}, "source.remote.host: "),
        ({**BODY, "source": {"index": "a", "remote": {}}}, {}, "source.remote.host is missing"),
        ({**BODY, "source": {"index": "a", "remote": {"host": HOST, "username": "u"}}}, {}, "username and password together"),
        ({**BODY, "source": {"index": "a", "remote": {"host": HOST, "ssl": {}}}}, {}, "source.remote.ssl can not be converted"),
        (
            {
                **BODY,
                "source": {"index": "a", "remote": {"host": HOST, "api_key": "s3cret", "headers": {"Authorization": "ApiKey s3cret"}}},
            },
            {},
            "credentials of two kinds",
        ),
        ({**BODY, "source": {"index": "a", "remote": {"host": "https://u:s3cret@x@h"}}}, {}, "source.remote.host: "),
        ({**BODY, "source": {"index": "a", "remote": {"host": "https://u:a/s3cret@h:1"}}}, {}, "write / and @"),
    ],
)
def test_what_can_not_be_converted_is_said_in_the_api_s_words(body: dict[str, Any], params: dict[str, str], said: str) -> None:
    with pytest.raises(ConvertError) as error:
        convert(body, params=params)
    assert said in str(error.value)
    assert "s3cret" not in str(error.value)


@pytest.mark.parametrize(
    ("part", "key", "said"),
    [
        ("", "slices", "it is a parameter of the URL: ?slices="),
        ("", "refresh", "it is a parameter of the URL: ?refresh="),
        ("", "wait_for_completion", "remove it: a Reindex always runs in the background"),
        ("", "pipeline", "it belongs into dest: dest.pipeline"),
        ("", "query", "it belongs into source: source.query"),
        ("", "_source", "it belongs into source: source._source"),
        ("source", "script", "it belongs at the top of the body"),
        ("source", "from", "_reindex copies all that the query finds"),
        ("source", "ignore_unavailable", "_reindex has no such option"),
        ("dest", "script", "it belongs at the top of the body"),
        ("dest", "conflicts", "it belongs at the top of the body"),
        ("dest", "settings", "create the destination with it first"),
        ("script", "file", "give the script as source, or the id of a stored one"),
        ("remote", "user", "it is called username"),
        ("remote", "pass", "it is called password"),
        ("remote", "external", "SigV4"),
        ("remote", "region", "SigV4"),
        ("parameter", "conflicts", "it belongs at the top of the body"),
        ("parameter", "pipeline", "it belongs into dest: dest.pipeline"),
        ("parameter", "master_timeout", "_reindex has no such option: remove it"),
        ("parameter", "request_timeout", "it tells a client how long to wait: remove it"),
    ],
)
def test_of_what_is_in_another_place_the_right_one_is_said(part: str, key: str, said: str) -> None:
    remote = {"host": HOST}
    body: dict[str, Any] = {"source": {"index": "a", "remote": remote}, "dest": {"index": "b"}, "script": {"source": "x"}}
    params: dict[str, str] = {}
    place = {"": body, "remote": remote, "parameter": params}.get(part) or body.get(part, params)
    place[key] = "s3cret"
    with pytest.raises(ConvertError) as error:
        convert(body, params=params)
    [message] = error.value.errors
    assert f"{key} can not be converted: " in message
    assert said in message
    assert "s3cret" not in message


@pytest.mark.parametrize(("index", "noted"), [("$source", True), ("logs-${DAY}", True), ("a$", False), ("a", False)])
def test_an_index_with_a_variable_in_its_name_is_pointed_out(index: str, noted: bool) -> None:
    for body in ({**BODY, "source": {"index": ["x", index]}}, {"source": {"index": "x"}, "dest": {"index": index}}):
        assert any(f"the index {index} has a variable" in note for note in convert(body).notes) == noted


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(ConvertError) as error:
        convert({"source": {"index": "a", "foo": 1}, "dest": {"index": "b", "bar": 1}}, params={"slices": "x", "what": "1"})
    assert len(error.value.errors) == 4


def test_what_has_no_effect_is_left_out_and_said() -> None:
    found = convert({**BODY, "source": {"index": "a", "aggs": {}}}, params={"pretty": "", "wait_for_completion": "false"})
    assert [note.split(":")[0] for note in found.notes] == [
        "left out of source, they have no effect on what is copied",
        "left out, they only shape the answer",
        "wait_for_completion is left out",
    ]


def test_the_type_that_every_document_had_is_left_out_and_said() -> None:
    found = convert({"source": {"index": "a", "type": "_doc"}, "dest": {"index": "b", "type": "_doc"}})
    assert found.manifest["spec"]["dest"] == {"index": "b"}
    assert found.notes == [f"{part}.type is left out: indices have no types any more" for part in ("source", "dest")]


def test_credentials_become_secrets_and_are_nowhere_in_the_manifest() -> None:
    text = """curl -u 'me:s3cret-1' --cacert ca.pem https://new:9200/_reindex -d '
      {"source": {"index": "a", "remote": {"host": "http://old:9200", "username": "it is", "password": "s3cret-2"}}, "dest": {"index": "b"}}'"""
    found = to_manifest(read(text, "", str), namespace="search")
    assert "s3cret" not in f"{found}"
    assert found.manifest["metadata"] == {"name": "b", "namespace": "search"}
    assert found.manifest["spec"]["cluster"] == {
        "hosts": ["https://new:9200"],
        "auth": {"secretName": "new-9200"},
        "tls": {"caSecretName": "new-9200-ca"},
    }
    assert found.manifest["spec"]["source"]["cluster"]["auth"] == {"secretName": "old-9200", "allowPlainHttp": True}
    assert [secret.command("search") for secret in found.secrets] == [
        "kubectl create secret generic new-9200 --from-literal=username=me --from-literal=password=... --namespace=search",
        "kubectl create secret generic new-9200-ca --from-file=ca.crt=ca.pem --namespace=search",
        "kubectl create secret generic old-9200 --from-literal=username='it is' --from-literal=password=... --namespace=search",
    ]
    assert any(note.startswith("allowPlainHttp") for note in found.notes)


def test_two_users_of_one_host_are_two_secrets() -> None:
    body = {**BODY, "source": {"index": "a", "remote": {"host": HOST, "api_key": "two"}}}
    found = convert(body, Access(HOST, {"apiKey": "one"}))
    assert [secret.name for secret in found.secrets] == ["search-9200", "search-9200-source"]
    assert found.manifest["spec"]["source"]["cluster"]["auth"] == {"secretName": "search-9200-source"}
    assert len(convert(body, Access(HOST, {"apiKey": "two"})).secrets) == 1


def test_a_shell_variable_stays_one_in_the_command() -> None:
    found = convert(None, Access(None, {"username": "$ES_USER", "password": "${ES_PASSWORD}"}))
    assert found.secrets[0].command().endswith('--from-literal=username="$ES_USER" --from-literal=password="${ES_PASSWORD}"')


def test_a_client_certificate_is_a_tls_secret() -> None:
    found = convert(None, Access(HOST, certificate_file="c.pem", key_file="k.pem", insecure=True))
    assert found.manifest["spec"]["cluster"]["tls"] == {"insecureSkipVerify": True, "clientCertificateSecretName": "search-9200-client"}
    assert found.secrets[0].command() == "kubectl create secret tls search-9200-client --cert=c.pem --key=k.pem"


@pytest.mark.parametrize(
    ("index", "name"),
    [("Orders_v2", "orders-v2"), ("<logs-{now/d}>", "logs-now-d"), ("a.-b..c-", "a.b.c"), ("ü", "reindex"), ("x" * 99, "x" * 63)],
)
def test_an_object_is_called_after_the_destination(index: str, name: str) -> None:
    assert convert({**BODY, "dest": {"index": index}}).manifest["metadata"]["name"] == name
