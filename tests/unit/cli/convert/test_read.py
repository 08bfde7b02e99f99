"""The forms in which people have a request: console, curl, the body alone."""

import json

import pytest

from reindex_operator.cli.convert.body import dumps, loads
from reindex_operator.cli.convert.read import read
from reindex_operator.cli.convert.request import ApiRequest, ConvertError

BODY = {"source": {"index": "a"}, "dest": {"index": "b"}}
PLAIN = json.dumps(BODY)


def no_file(path: str) -> str:
    raise FileNotFoundError(2, "No such file or directory", path)


def request(text: str, params: str = "") -> ApiRequest:
    return read(text, params, no_file)


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        f"POST _reindex\n{PLAIN}",
        f"\ufeffPOST _reindex\n{PLAIN}",
        f"/* copy\n it */\n{PLAIN}",
        f"```json\nPOST _reindex\n{PLAIN}\n```\nIt takes an hour.",
        f"```\n{PLAIN}",
        f"# copy it\n\n// now\ncurl h:9200/_reindex -d '{PLAIN}'",
        f"A=b time curl.exe h:9200/_reindex -d '{PLAIN}'",
        f"\n# copy it\n// now\npost /_reindex\n# the body\n{PLAIN}\n\n",
        f"POST https://h:9200/_reindex\r\n{PLAIN}\r\n",
        f"curl -XPOST h:9200/_reindex -d '{PLAIN}'",
        f"> curl -XPOST h:9200/_reindex -d '{PLAIN}' > out",
        f"A=b curl -XPOST h:9200/_reindex -d '{PLAIN}'",
        f"$ curl -sk -X POST 'https://h:9200/_reindex' -H 'Content-Type: application/json' -d'\n{PLAIN}\n'\n",
        f"curl -XPOST h:9200/_reindex ^\r\n -H 'A: b' ^\n -d '{PLAIN}'",
        f"curl -XPOST h:9200/_reindex `\n -d '{PLAIN}'",
        f"curl -XPOST h:9200/_reindex\n  -d '{PLAIN}'",
        f"curl h/_reindex -H 'A: b' -d @- <<EOF\n{PLAIN}\nEOF",
        f"curl h/_reindex -d @- <<'END' -s\n{PLAIN}\nEND\n",
        f"curl h/_reindex --data-binary @- <<-EOF | jq .\n\t{PLAIN}\n\tEOF\necho done",
        f'curl h/_reindex -d "$(cat <<EOF\n{PLAIN}\nEOF\n)" -s',
        f'curl h/_reindex -d"$(cat << "EOF"\n{PLAIN}\nEOF\n)"',
        f'curl --request POST \\\n  --url "https://h/_reindex" \\\n  --data-raw {json.dumps(PLAIN)}',
    ],
)
def test_every_form_gives_the_same_body(text: str) -> None:
    assert request(text).body == BODY


def test_parameters_come_from_the_url_and_the_command_line() -> None:
    found = request(f"POST _reindex?slices=auto&refresh&scroll=5m\n{PLAIN}", "slices=auto&max_docs=7")
    assert found.params == {"slices": "auto", "refresh": "", "scroll": "5m", "max_docs": "7"}


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("localhost:9200/_reindex?pretty", "http://localhost:9200"),
        ("https://search/_reindex", "https://search:443"),
        ("http://h:1/es/prefix/_reindex/", "http://h:1/es/prefix"),
        ("https://[::1]:9200/_reindex", "https://[::1]:9200"),
        ("$ES/_reindex", None),
        ("${ES_URL}/_reindex", None),
    ],
)
def test_the_host_of_a_curl_line_is_whole(url: str, host: str | None) -> None:
    assert request(f"curl -X POST '{url}' -d '{PLAIN}'").access.host == host


@pytest.mark.parametrize(
    ("options", "credentials"),
    [
        ("-u elastic:s3:cret", {"username": "elastic", "password": "s3:cret"}),
        ("-H 'Authorization: ApiKey abc=='", {"apiKey": "abc=="}),
        ("-H 'authorization: bearer tok'", {"token": "tok"}),
        ("-H 'Authorization: Basic dTpw'", {"username": "u", "password": "p"}),
        ("", {}),
    ],
)
def test_credentials_of_a_curl_line(options: str, credentials: dict[str, str]) -> None:
    assert request(f"curl https://h:1/_reindex {options} -d '{PLAIN}'").access.credentials == credentials


@pytest.mark.parametrize(
    ("before", "behind", "lines"),
    [
        ("", "\n\nGET _cat/indices\n", ["line 4: the GET"]),
        (
            'PUT b\n{"mappings": {}}\n\n',
            "\n# next\nGET b/_search\n{}\nDELETE a",
            ["line 1: the PUT", "line 7: the GET", "line 9: the DELETE"],
        ),
        ("# GET a\n", "\n// DELETE a\n", []),
    ],
)
def test_of_several_requests_the_one_to_reindex_is_taken(before: str, behind: str, lines: list[str]) -> None:
    body = {**BODY, "script": {"source": "/*\nGET it\n*/"}}
    found = request(f"{before}POST _reindex?refresh\r\n{PLAIN}{behind}")
    assert (found.body, found.params) == (BODY, {"refresh": ""})
    assert [note.partition(" is left out")[0] for note in found.notes] == lines
    whole = request(f"{before}POST /_reindex\n{dumps(body)}{behind}")
    assert whole.body == body
    assert len(whole.notes) == len(lines)


@pytest.mark.parametrize("form", ["curl '{url}' -d '{body}'", "POST {url}\n{body}"])
def test_credentials_in_the_url(form: str) -> None:
    found = request(form.format(url="https://u%3A%40x:p%2Fq@h:1/_reindex", body=PLAIN)).access
    assert (found.host, found.credentials) == ("https://h:1", {"username": "u:@x", "password": "p/q"})


def test_tls_options_headers_and_a_file_with_the_body() -> None:
    line = "curl --cacert ca.pem --cert c.pem --key k.pem -H 'X-Opaque-Id: me' https://h:1/_reindex -d @body.json"
    found = read(line, "", {"body.json": PLAIN}.__getitem__)
    access = found.access
    assert (access.ca_file, access.certificate_file, access.key_file, access.headers) == ("ca.pem", "c.pem", "k.pem", {"X-Opaque-Id": "me"})
    assert found.body == BODY


def test_quotes_inside_a_curl_body() -> None:
    line = (
        """curl -XPOST localhost:9200/_reindex -d'{"source":{"index":"a"},"dest":{"index":"b"},"script":{"source":"ctx.a='\\''x'\\''"}}'"""
    )
    assert request(line).body["script"]["source"] == "ctx.a='x'"


@pytest.mark.parametrize(
    ("before", "behind", "noted"),
    [
        ("", " | jq .", True),
        ("", "|jq -r '.task'", True),
        ("", " > out.json 2>&1 &", False),
        ("", " >out.json 2>/dev/null", False),
        ("-s > 'my file' ", "", False),
        ("&>all.log ", "", False),
        ("", " >> log; echo done", True),
        ("", " && echo 'it is done' || exit 1", True),
        ("", '\n{"task": "n:1"}\n', True),
        ("", "\n\nHTTP/1.1 200 OK\n", True),
        ("", "\n$ ls", True),
        ("", " &\n", False),
        ("", "", False),
    ],
)
def test_what_is_the_shell_s_is_left_out(before: str, behind: str, noted: bool) -> None:
    body = {**BODY, "script": {"source": "if (a > 1 && b || c) { x = 2; } // | > out &"}}
    found = request(f"curl h:1/_reindex?slices=2&refresh {before}-d '{json.dumps(body)}'{behind}")
    assert (found.body, found.params, found.access.host) == (body, {"slices": "2", "refresh": ""}, "http://h:1")
    assert bool(found.notes) == noted


def test_operators_in_double_quotes_and_behind_a_backslash_are_the_command_s() -> None:
    found = request(f'curl -H "X-A: a|b>c;d & \\" e" -H X-B:\\|\\; h:1/_reindex -d \'{PLAIN}\'')
    assert found.access.headers == {"X-A": 'a|b>c;d & " e', "X-B": "|;"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "there is no request in it"),
        (f"curl h/_reindex -d '{PLAIN}' && curl h/_reindex -d '{PLAIN}'", "a second request"),
        ("# nothing", "there is no request in it"),
        (f"# curl h/_reindex -d '\n# {PLAIN}'", "it is commented out"),
        (f"// POST _reindex\n// {PLAIN}", "it is commented out"),
        (f"\nes.reindex(body={PLAIN})", "line 2: this begins neither a request of the console (POST _reindex), a curl line, nor a body"),
        (f"POST /_reindex HTTP/1.1\nHost: h\n\n{PLAIN}", "leave out HTTP/1.1 and headers"),
        (f"POST _reindex {PLAIN}", "line 1: behind POST and the path there is nothing in a request of the console"),
        ("[1]", "not a JSON object"),
        ('POST _reindex\n{"source": {\n  "index": "a",}\n}', "line 3: the body is not JSON"),
        ('{"script": """\n\n\n""",\n "a" 1}', "line 5: the body is not JSON"),
        ('{"source": {}, "source": {}}', 'the key "source" is there twice'),
        ('{"max_docs": NaN}', "NaN is no JSON number"),
        ('{"query": ' + "[" * 100_000, "the body is nested too deeply"),
        (f"GET _reindex\n{PLAIN}", "called by POST, this is a GET"),
        (f"curl -X PUT h/_reindex -d '{PLAIN}'", "called by POST, this is a PUT"),
        (f"curl h/_update_by_query -d '{PLAIN}'", "no request to _reindex but to /_update_by_query"),
        (f"POST orders/_search\n{PLAIN}", "no request to _reindex but to /orders/_search"),
        ("POST _reindex/r1A2:3/_rethrottle?requests_per_second=5\n", "kubectl reindex rethrottle"),
        (f"POST _reindex\n{PLAIN}\nPOST _reindex\n{PLAIN}", "line 3: a second request"),
        (f"POST _reindex?slices=2&slices=3\n{PLAIN}", "the parameter slices is there twice"),
        (f"POST _reindex?slices=2&amp;refresh\n{PLAIN}", "the HTML entity &amp; in it: write & instead"),
        (f"curl 'h/_reindex?slices=2&amp;refresh' -d '{PLAIN}'", "the HTML entity"),
        ("curl h/_reindex", "has no body"),
        (f"curl -d '{PLAIN}'", "this one has 0"),
        ("curl h/_reindex -d @gone.json", "gone.json: No such file"),
        ("curl h/_reindex -d $'{}'", "the shell's own quoting"),
        ("curl h/_reindex -d '{", "can not be read: No closing quotation"),
        (f"curl h/_reindex -H 'Cookie: sid=s3cret' -d '{PLAIN}'", "the header Cookie is a credential of another kind"),
        (f"curl h/_reindex -H 'Authorization: Basic s3cret!' -d '{PLAIN}'", "not base64"),
        (f"curl h/_reindex -H 'Authorization: Digest s3cret' -d '{PLAIN}'", "Basic, ApiKey and Bearer"),
        (f"curl h/_reindex --s3cret -d '{PLAIN}'", "can not be read"),
        (f"curl h/_reindex --s3cret=s3cret -d '{PLAIN}'", "can not be read"),
        (f"curl h/_reindex -Zs3cret -d '{PLAIN}'", "can not be read"),
        (f"curl h/_reindex --form=s3cret -T -d '{PLAIN}'", "unknown option --form, -T"),
        (f"curl h/_reindex -d '{PLAIN}' s3cret", "it has words that belong to no option"),
        (f"curl h/_reindex -d '{PLAIN}' -u", "argument -u/--user, expected one argument"),
        (f"curl --aws-sigv4 aws:amz:r:es -u s3cret:s3cret h/_reindex -d '{PLAIN}'", "--aws-sigv4 can not be converted: a user (-u)"),
        (f"curl h/_reindex -b sid=s3cret -d '{PLAIN}'", "-b can not be converted"),
        ("curl h/_reindex -d @-", "standard input (-d @-): give it as a file"),
    ],
)
def test_what_can_not_be_read_is_said_without_a_credential(text: str, said: str) -> None:
    with pytest.raises(ConvertError) as error:
        request(text)
    assert said in str(error.value)
    assert "s3cret" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{“a”: 1}", "“ is a typographic quote"),
        ('{„a”: "b"}', "„ is a typographic quote"),
        ('{"a": ”b”}', "” is a typographic quote"),
        ('{\u00a0"a": 1}', "no blank, though it looks so: no-break space, U+00A0"),
        ("{'a': 1}", "' is a single quote"),
        ("{a: 1}", "a word is not in double quotes"),
        ('{"a": s3cret}', "a word is not in double quotes"),
        ('{"a": "b"s3cret"}', "a word is not in double quotes"),
        ('{"a": True}', "True is Python's"),
        ('{"a": <index>}', "< begins something to be filled in"),
        ('{"a": $INDEX}', "$ begins something to be filled in"),
        ('{"a": {\n...}}', "line 2: the body is not JSON: ... stands for something"),
        ('{"a": [1, …]}', "... stands for something"),
        ('{"a": 1,}', "there is a comma too many"),
        ('{"a": [1,\n]}', "there is a comma too many"),
        ('{"a": 1,, "b": 2}', "there is a comma too many"),
        ('{"a": 1\n"b": 2}', 'line 2: the body is not JSON: a comma is missing in front of this "'),
        ('{"a" 1}', "a : is missing behind a key"),
        ('{"a": "b\nc"}', 'put the text into """ instead of "'),
        ('{"a": "\\d"}', "a text has a single \\ in it"),
        ('{"a": "b}', "has no end"),
        ('{"a": 1', "it ends too early"),
        ("\n", "there is none"),
        ('{"a": 1}\n{"b": 1}', "line 2: the body is not JSON: there is something behind its end"),
        ("{&quot;a&quot;: 1}", "it has HTML entities"),
        ('{"a": 0.5.1}', "Expecting ',' delimiter"),
    ],
)
def test_what_is_no_json_is_named_without_a_value(text: str, said: str) -> None:
    with pytest.raises(ConvertError) as error:
        loads(text)
    assert said in str(error.value)
    assert "s3cret" not in str(error.value)


def test_two_values_of_one_parameter() -> None:
    with pytest.raises(ConvertError, match="different values"):
        request(f"POST _reindex?slices=2\n{PLAIN}", "slices=3")


def test_comments_and_triple_quotes_of_the_console() -> None:
    text = '{ # one\n "a": "no # comment // here", /* two\n lines */ "b": """x "quoted"\n\\n \\d+ // kept"""}'
    assert loads(text) == {"a": "no # comment // here", "b": 'x "quoted"\n\\n \\d+ // kept'}


@pytest.mark.parametrize("text", ["a\nb", 'a\n"', 'a"""\nb', "\n", "a\r\nb", 'say "x"\\\n', "\0001\n"])
def test_a_body_is_written_as_it_is_read(text: str) -> None:
    body = {"script": {"source": text}, "sort": ["\0000", text]}
    assert loads(dumps(body)) == body
