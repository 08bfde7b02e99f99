"""Manifests for the tests of the models and of the CRD: one that is right, and what makes it wrong in which words."""

import copy
from dataclasses import dataclass
from typing import Any

Manifest = dict[str, Any]

MINIMAL: Manifest = {
    "apiVersion": "reindex.dev/v1alpha1",
    "kind": "Reindex",
    "metadata": {"name": "orders", "namespace": "default"},
    "spec": {"cluster": {"hosts": ["https://search:9200"]}, "source": {"index": ["orders-v1"]}, "dest": {"index": "orders-v2"}},
}

FULL: Manifest = {
    **MINIMAL,
    "spec": {
        "cluster": {
            "hosts": ["https://search:9200", "https://[::1]:9201/path"],
            "auth": {"secretName": "search", "allowPlainHttp": False},
            "tls": {"caSecretName": "ca", "clientCertificateSecretName": "client"},
            "headers": {"X-Opaque-Id": "orders"},
            "connectTimeout": "5s",
            "socketTimeout": "10m",
        },
        "source": {
            "index": ["orders-v1", "logs-*", "-logs-1", "<day-{now/d}>", "old:<day-{now/d{yyyy|+12:00}}>", "old:a", "_all"],
            "query": {"term": {"tenant": {"value": "acme"}}},
            "_source": {"includes": ["a.*"], "excludes": ["a.b"]},
            "size": 500,
            "sort": [{"date": {"order": "desc"}}],
            "slice": {"id": 0, "max": 2},
            "runtimeMappings": {"day": {"type": "keyword"}},
            "cluster": {"hosts": ["http://old:9200"]},
        },
        "dest": {"index": "orders-v2", "opType": "index", "versionType": "external", "pipeline": "p", "routing": "=cat"},
        "script": {"lang": "painless", "source": "ctx._source.x = 1", "params": {"a": {"b": [1, 2.5, None]}}},
        "conflicts": "proceed",
        "maxDocs": 100,
        "slices": 1,
        "requestsPerSecond": 12.5,
        "scroll": "5m",
        "timeout": "1m",
        "waitForActiveShards": "all",
        "requireAlias": False,
        "refresh": True,
        "dryRun": False,
        "runId": "release-7",
        "attempt": 2,
        "cancel": False,
        "parallelism": 2,
        "suspend": False,
        "backoffLimit": 3,
        "activeDeadlineSeconds": 60,
        "ttlSecondsAfterFinished": 0,
        "podTemplate": {
            "labels": {"team": "search"},
            "annotations": {"example.com/note": "anything at all: ok"},
            "resources": {"limits": {"cpu": 1, "memory": "1Gi"}},
            "nodeSelector": {"kubernetes.io/os": "linux"},
            "tolerations": [{"operator": "Exists"}],
            "affinity": {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": []}},
            "topologySpreadConstraints": [{"maxSkew": 1}],
            "imagePullSecrets": [{"name": "registry"}],
            "priorityClassName": "low",
        },
    },
}

REMOVED = object()
"""As a change: the field is taken away."""


def changed(manifest: Manifest, changes: dict[str, Any]) -> Manifest:
    """A copy of the manifest with the fields at these dotted paths set or removed."""
    manifest = copy.deepcopy(manifest)
    for path, value in changes.items():
        *parents, last = path.split(".")
        target = manifest
        for parent in parents:
            target = target.setdefault(parent, {})
        if value is REMOVED:
            del target[last]
        else:
            target[last] = value
    return manifest


@dataclass(frozen=True)
class Wrong:
    """What makes ``MINIMAL`` wrong, and the error that names it: field and message."""

    changes: dict[str, Any]
    field: str
    message: str

    @property
    def manifest(self) -> Manifest:
        """The wrong manifest."""
        return changed(MINIMAL, self.changes)

    def __str__(self) -> str:
        """For the test's name."""
        return f"{self.field}={str(next(iter(self.changes.values())))[:24]!r}".replace(str(REMOVED)[:24], "removed")


def _of_type(field: str, value: Any, expected: str, found: str) -> Wrong:
    return Wrong({field: value}, field, f'Invalid value: "{found}": {field} in body must be of type {expected}: "{found}"')


def _limit(field: str, value: Any, shown: str, what: str) -> Wrong:
    return Wrong({field: value}, field, f"Invalid value: {shown}: {field} in body should {what}")


def _required(field: str, changes: dict[str, Any] | None = None) -> Wrong:
    return Wrong(changes or {field: REMOVED}, field, "Required value")


def _unsupported(field: str, value: str, supported: str) -> Wrong:
    return Wrong({field: value}, field, f'Unsupported value: "{value}": supported values: {supported}')


def _host(host: str) -> Wrong:
    return Wrong({"spec.cluster.hosts": [host]}, "spec.cluster.hosts[0]", f'Invalid value: "{host}": {_HOST}')


def _source_index(index: str, shown: str) -> Wrong:
    return Wrong({"spec.source.index": ["a", index]}, "spec.source.index[1]", f'Invalid value: "{shown}": {_SOURCE_INDEX}')


def _no_name(index: str, shown: str | None = None) -> Wrong:
    return Wrong({"spec.source.index": [index]}, "spec.source.index[0]", f'Invalid value: "{shown or index}": {_NO_NAME}')


def _reserved(index: str) -> Wrong:
    return Wrong({"spec.source.index": [index]}, "spec.source.index[0]", f'Invalid value: "{index}": {_RESERVED}')


def _dest_index(index: str, shown: str | None = None) -> Wrong:
    return Wrong({"spec.dest.index": index}, "spec.dest.index", f'Invalid value: "{shown or index}": {_DEST_INDEX}')


_HOST = "a host is scheme://host:port[/path], as https://search:9200: http or https, the port is mandatory, credentials go into auth"
_HOSTS_OR_ECK = "Invalid value: set either hosts, or elasticRef for a cluster that ECK runs in this Kubernetes cluster"
_SOURCE_INDEX = "one index, alias, data stream or pattern an item: no commas, blanks or control characters"
_NO_NAME = 'no index has / \\ ? " < > | or # in its name; date math is written as <name-{now/d}>'
_RESERVED = "no index is called . or .. or starts with _, which begins the cluster's own addresses; all indices are _all"
_DEST_INDEX = (
    'one index, alias or data stream to write to: no wildcards, blanks or any of , # : \\ / * ? " < > |, and not starting with - _ +'
)
_DURATION = "match '^[0-9]+(d|h|m|s|ms|micros|nanos)$'"
_NAME = r"match '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$'"
_LABEL = r"match '^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$'"
_SLICES = 'slices is a number from 1, or "auto"'
_SHARDS = 'waitForActiveShards is a number from 0, or "all"'
_RATE = "requestsPerSecond is more than 0, or -1 for no limit"
_ROUTING = "routing must be unset, keep, discard or =<some new value>"
_BOTH_SLICES = "Invalid value: set either spec.source.slice or spec.slices, not both: one slice of a run cannot be sliced again"
_CREDENTIALS_IN_HEADERS = (
    "Invalid value: credentials in headers can be read by everyone who can read this object: put them into a Secret and name it in auth"
)
_OWN_HEADERS = "accept, connection, content-encoding, content-length, content-type, host, transfer-encoding"
_KEY = "is [prefix/]name: letters, digits, - _ . with a letter or digit at both ends, at most 63 after the prefix"

WRONG = [
    # what has to be there
    _required("spec"),
    _required("spec.cluster"),
    _required("spec.source"),
    _required("spec.dest"),
    Wrong({"spec.cluster.hosts": REMOVED}, "spec.cluster", _HOSTS_OR_ECK),
    Wrong({"spec.cluster.elasticRef": {"name": "quick"}}, "spec.cluster", _HOSTS_OR_ECK),
    Wrong(
        {"spec.cluster": {"elasticRef": {"name": "quick", "namespace": "other"}, "auth": {"secretName": "copied"}}},
        "spec.cluster.elasticRef",
        "Invalid value: Secrets of another namespace can not be mounted: copy them into this one, and name them in auth.secretName and "
        "tls.caSecretName",
    ),
    _required("spec.cluster.elasticRef.name", {"spec.cluster": {"elasticRef": {}}}),
    _required("spec.source.index"),
    _required("spec.dest.index"),
    _required("spec.cluster.auth.secretName", {"spec.cluster.auth": {}}),
    _required("spec.source.slice.max", {"spec.source.slice": {"id": 0}}),
    _required("spec.podTemplate.imagePullSecrets[0].name", {"spec.podTemplate.imagePullSecrets": [{}]}),
    Wrong({"metadata.name": REMOVED}, "metadata.name", "Required value: name or generateName is required"),
    # types
    _of_type("spec.source.index", "orders", "array", "string"),
    _of_type("spec.source.query", "match_all", "object", "string"),
    _of_type("spec.source.size", "1000", "integer", "string"),
    _of_type("spec.source._source", False, "object", "boolean"),
    _of_type("spec.source.sort", "date", "array", "string"),
    _of_type("spec.dest", "orders", "object", "string"),
    _of_type("spec.script", "ctx._id = null", "object", "string"),
    _of_type("spec.maxDocs", 2.5, "integer", "number"),
    _of_type("spec.slices", 2.5, "integer,string", "number"),
    _of_type("spec.slices", True, "integer,string", "boolean"),
    _of_type("spec.waitForActiveShards", ["all"], "integer,string", "array"),
    _of_type("spec.requestsPerSecond", "unlimited", "number", "string"),
    _of_type("spec.scroll", 5, "string", "integer"),
    _of_type("spec.refresh", "yes", "boolean", "string"),
    _of_type("spec.suspend", 1, "boolean", "integer"),
    _of_type("spec.cluster.hosts", "https://search:9200", "array", "string"),
    _of_type("spec.podTemplate.resources", [], "object", "array"),
    Wrong(
        {"spec.cluster.headers": {"X-Tenant": 5}},
        "spec.cluster.headers.X-Tenant",
        'Invalid value: "integer": spec.cluster.headers.X-Tenant in body must be of type string: "integer"',
    ),
    Wrong(
        {"spec.source.sort": ["date"]},
        "spec.source.sort[0]",
        'Invalid value: "string": spec.source.sort[0] in body must be of type object: "string"',
    ),
    # enums
    _unsupported("spec.dest.opType", "upsert", '"index", "create"'),
    _unsupported("spec.dest.opType", "CREATE", '"index", "create"'),
    _unsupported("spec.dest.versionType", "force", '"internal", "external", "external_gt", "external_gte"'),
    _unsupported("spec.conflicts", "ignore", '"abort", "proceed"'),
    Wrong(
        {"spec.script": {"source": "x", "lang": "mustache"}},
        "spec.script.lang",
        'Unsupported value: "mustache": supported values: "painless"',
    ),
    # bounds
    _limit("spec.source.index", [], "0", "have at least 1 items"),
    _limit("spec.cluster.hosts", [], "0", "have at least 1 items"),
    _limit("spec.source.sort", [], "0", "have at least 1 items"),
    _limit("spec.dest.index", "", '""', "be at least 1 chars long"),
    _limit("spec.dest.pipeline", "", '""', "be at least 1 chars long"),
    _limit("spec.source.size", 0, "0", "be greater than or equal to 1"),
    _limit("spec.source.size", 10001, "10001", "be less than or equal to 10000"),
    _limit("spec.maxDocs", 0, "0", "be greater than or equal to 1"),
    _limit("spec.maxDocs", -4, "-4", "be greater than or equal to 1"),
    _limit("spec.parallelism", 0, "0", "be greater than or equal to 1"),
    _limit("spec.parallelism", 1025, "1025", "be less than or equal to 1024"),
    _limit("spec.backoffLimit", -1, "-1", "be greater than or equal to 0"),
    _limit("spec.activeDeadlineSeconds", 0, "0", "be greater than or equal to 1"),
    _limit("spec.ttlSecondsAfterFinished", -1, "-1", "be greater than or equal to 0"),
    Wrong(
        {"spec.source.slice": {"id": 0, "max": 1}},
        "spec.source.slice.max",
        "Invalid value: 1: spec.source.slice.max in body should be greater than or equal to 2",
    ),
    Wrong(
        {"spec.source.slice": {"id": 0, "max": 1025}},
        "spec.source.slice.max",
        "Invalid value: 1025: spec.source.slice.max in body should be less than or equal to 1024",
    ),
    Wrong({"spec.dest.index": "x" * 256}, "spec.dest.index", "Too long: may not be more than 255 bytes"),
    Wrong({"spec.script": {"source": "x" * 65537}}, "spec.script.source", "Too long: may not be more than 65536 bytes"),
    Wrong({"spec.source.index": ["a"] * 1025}, "spec.source.index", "Too many: 1025: must have at most 1024 items"),
    Wrong({"spec.cluster.hosts": ["http://a:1"] * 33}, "spec.cluster.hosts", "Too many: 33: must have at most 32 items"),
    Wrong({"spec.cluster.headers": {f"X-{n}": "x" for n in range(33)}}, "spec.cluster.headers", "Too many: 33: must have at most 32 items"),
    # forms
    _limit("spec.scroll", "5", '"5"', _DURATION),
    _limit("spec.timeout", "1 minute", '"1 minute"', _DURATION),
    _limit("spec.timeout", "-1s", '"-1s"', _DURATION),
    _limit("spec.cluster.connectTimeout", "1.5h", '"1.5h"', _DURATION),
    _limit("spec.podTemplate.priorityClassName", "High", '"High"', _NAME),
    Wrong(
        {"spec.cluster.auth": {"secretName": "My_Secret"}},
        "spec.cluster.auth.secretName",
        f'Invalid value: "My_Secret": spec.cluster.auth.secretName in body should {_NAME}',
    ),
    Wrong(
        {"spec.podTemplate.labels": {"team": "a b"}},
        "spec.podTemplate.labels.team",
        f'Invalid value: "a b": spec.podTemplate.labels.team in body should {_LABEL}',
    ),
    Wrong(
        {"spec.cluster.headers": {"X-Tenant": "a\nHost: b"}},
        "spec.cluster.headers.X-Tenant",
        'Invalid value: "a\\nHost: b": spec.cluster.headers.X-Tenant in body should match '
        r"'^[^\x00-\x08\x0A-\x1F\x7F]*$'",
    ),
    # rules: the clusters
    _host("search:9200"),
    _host("https://search"),
    _host("ftp://search:9200"),
    _host("https://search:0"),
    _host("https://search:65536"),
    _host("https://user:password@search:9200"),
    _host("https://search:9200/?pretty"),
    Wrong(
        {"spec.cluster.hosts": ["https://a:9200", "http://b:9200"]},
        "spec.cluster.hosts",
        "Invalid value: hosts of one cluster are either all https:// or all http://",
    ),
    Wrong(
        {"spec.cluster.hosts": ["http://a:9200"], "spec.cluster.auth": {"secretName": "s"}},
        "spec.cluster.auth",
        "Invalid value: credentials would cross the network unencrypted: use https:// hosts, or accept it with allowPlainHttp: true",
    ),
    Wrong(
        {"spec.source.cluster": {"hosts": ["http://a:9200"], "auth": {"secretName": "s", "allowPlainHttp": False}}},
        "spec.source.cluster.auth",
        "Invalid value: credentials would cross the network unencrypted: use https:// hosts, or accept it with allowPlainHttp: true",
    ),
    Wrong(
        {"spec.cluster.hosts": ["http://a:9200"], "spec.cluster.tls": {"caSecretName": "ca"}},
        "spec.cluster.tls",
        "Invalid value: tls has no effect on http:// hosts: use https:// hosts, or remove tls",
    ),
    Wrong(
        {"spec.cluster.tls": {"caSecretName": "ca", "insecureSkipVerify": True}},
        "spec.cluster.tls",
        "Invalid value: insecureSkipVerify accepts any certificate, so caSecretName would not be used: set one of them",
    ),
    Wrong({"spec.cluster.headers": {"AUTHORIZATION": "Basic x"}}, "spec.cluster.headers", _CREDENTIALS_IN_HEADERS),
    Wrong({"spec.cluster.headers": {"cookie": "sid=x"}}, "spec.cluster.headers", _CREDENTIALS_IN_HEADERS),
    Wrong(
        {"spec.cluster.headers": {"Content-Type": "text/plain"}},
        "spec.cluster.headers",
        f"Invalid value: the engine itself sets {_OWN_HEADERS}: remove them from headers",
    ),
    Wrong(
        {"spec.cluster.headers": {"X Tenant": "a"}},
        "spec.cluster.headers",
        "Invalid value: a header's name is made of letters, digits and -",
    ),
    # rules on source and destination
    _source_index("a,b", "a,b"),
    _source_index(" ", " "),
    _source_index("a\tb", "a\\tb"),
    _no_name("a/_delete_by_query"),
    _no_name("../_security"),
    _no_name("a?pretty"),
    _no_name("a#"),
    _no_name("a\\b", "a\\\\b"),
    _no_name("<a"),
    _no_name("<a>/_search"),
    _reserved(".."),
    _reserved("."),
    _reserved("_security"),
    _reserved("_scripts"),
    _dest_index("orders-*"),
    _dest_index("a,b"),
    _dest_index(" "),
    _dest_index(".."),
    _dest_index("_orders"),
    _dest_index("a/b"),
    _dest_index('a"b', 'a\\"b'),
    _dest_index("old:orders"),
    Wrong(
        {"spec.dest.index": "orders-v1"},
        "spec.dest",
        "Invalid value: the destination is the source: a reindex cannot write into an index it reads from",
    ),
    Wrong({"spec.dest.routing": "cat"}, "spec.dest.routing", f'Invalid value: "cat": {_ROUTING}'),
    Wrong({"spec.dest.routing": ""}, "spec.dest.routing", f'Invalid value: "": {_ROUTING}'),
    Wrong(
        {"spec.dest.opType": "create", "spec.dest.versionType": "external"},
        "spec.dest.versionType",
        "Invalid value: opType: create only goes with versionType: internal: external versions need opType: index",
    ),
    # rules: the rest of the request
    Wrong({"spec.script": {}}, "spec.script", "Invalid value: set either source (the script itself) or id (a stored script)"),
    Wrong(
        {"spec.script": {"source": "x", "id": "y"}},
        "spec.script",
        "Invalid value: set either source (the script itself) or id (a stored script)",
    ),
    Wrong(
        {"spec.script": {"id": "y", "lang": "painless"}},
        "spec.script.lang",
        "Invalid value: a stored script has its own language: remove lang",
    ),
    Wrong({"spec.slices": 0}, "spec.slices", f"Invalid value: 0: {_SLICES}"),
    Wrong({"spec.slices": -1}, "spec.slices", f"Invalid value: -1: {_SLICES}"),
    Wrong({"spec.slices": "4"}, "spec.slices", f'Invalid value: "4": {_SLICES}'),
    Wrong({"spec.slices": 1025}, "spec.slices", "Invalid value: 1025: slices is at most 1024"),
    Wrong({"spec.waitForActiveShards": -1}, "spec.waitForActiveShards", f"Invalid value: -1: {_SHARDS}"),
    Wrong({"spec.waitForActiveShards": "some"}, "spec.waitForActiveShards", f'Invalid value: "some": {_SHARDS}'),
    Wrong({"spec.requestsPerSecond": 0}, "spec.requestsPerSecond", f"Invalid value: 0: {_RATE}"),
    Wrong({"spec.requestsPerSecond": -2}, "spec.requestsPerSecond", f"Invalid value: -2: {_RATE}"),
    Wrong({"spec.requestsPerSecond": -0.5}, "spec.requestsPerSecond", f"Invalid value: -0.5: {_RATE}"),
    Wrong({"spec.source.slice": {"id": 0, "max": 2}, "spec.slices": 2}, "spec", _BOTH_SLICES),
    Wrong({"spec.source.slice": {"id": 0, "max": 2}, "spec.slices": "auto"}, "spec", _BOTH_SLICES),
    Wrong(
        {"spec.source.slice": {"id": 2, "max": 2}},
        "spec.source.slice.id",
        "Invalid value: id counts from 0 and is less than max",
    ),
    Wrong(
        {"spec.maxDocs": 2, "spec.slices": 3},
        "spec.maxDocs",
        "Invalid value: maxDocs should be at least slices: each slice copies a share of it",
    ),
    # rules: the pods
    Wrong({"spec.podTemplate.labels": {"a/b/c": "x"}}, "spec.podTemplate.labels", f"Invalid value: a key of labels {_KEY}"),
    Wrong({"spec.podTemplate.annotations": {"-a": "x"}}, "spec.podTemplate.annotations", f"Invalid value: a key of annotations {_KEY}"),
    Wrong({"spec.podTemplate.nodeSelector": {"": "x"}}, "spec.podTemplate.nodeSelector", f"Invalid value: a key of nodeSelector {_KEY}"),
    Wrong(
        {"spec.podTemplate.labels": {"reindex.dev/reindex": "x"}},
        "spec.podTemplate.labels",
        "Invalid value: labels with reindex.dev/ or batch.kubernetes.io/ are the operator's: remove them",
    ),
]

UNKNOWN = [
    "spec.max_docs",
    "spec.wait_for_completion",
    "spec.source.remote",
    "spec.source.from",
    "spec.source.search_after",
    "spec.dest.version",
    "spec.dest.op_type",
    "spec.cluster.auth.password",
    "spec.script.inline",
    "spec.podTemplate.image",
]
"""Fields that do not exist (R3), each of which somebody will try."""

IMMUTABLE: list[tuple[str, Any, str]] = [
    ("spec.cluster.hosts", ["https://other:9200"], "spec.cluster.hosts"),
    ("spec.source.index", ["other"], "spec.source.index"),
    ("spec.source.query", {"term": {"tenant": {"value": "other"}}}, "spec.source.query"),
    ("spec.source.query", REMOVED, "spec.source.query"),
    ("spec.source._source", {"includes": ["b"]}, "spec.source._source"),
    ("spec.source.size", 501, "spec.source.size"),
    ("spec.source.sort", [{"date": {"order": "asc"}}], "spec.source.sort"),
    ("spec.source.slice", {"id": 1, "max": 2}, "spec.source.slice"),
    ("spec.source.runtimeMappings", {"day": {"type": "long"}}, "spec.source.runtimeMappings"),
    ("spec.source.cluster", REMOVED, "spec.source.cluster"),
    ("spec.source.cluster.hosts", ["http://older:9200"], "spec.source.cluster.hosts"),
    ("spec.dest.index", "orders-v3", "spec.dest"),
    ("spec.dest.pipeline", REMOVED, "spec.dest"),
    ("spec.script.source", "ctx._source.x = 2", "spec.script"),
    ("spec.script.params", {"a": {"b": [1, 2.5, 3]}}, "spec.script"),
    ("spec.script", REMOVED, "spec.script"),
    ("spec.conflicts", "abort", "spec.conflicts"),
    ("spec.maxDocs", 101, "spec.maxDocs"),
    ("spec.slices", REMOVED, "spec.slices"),
    ("spec.scroll", "6m", "spec.scroll"),
    ("spec.timeout", "2m", "spec.timeout"),
    ("spec.waitForActiveShards", 1, "spec.waitForActiveShards"),
    ("spec.requireAlias", True, "spec.requireAlias"),
    ("spec.refresh", False, "spec.refresh"),
    ("spec.dryRun", True, "spec.dryRun"),
    ("spec.backoffLimit", 4, "spec.backoffLimit"),
    ("spec.podTemplate.labels", {"team": "other"}, "spec.podTemplate"),
]
"""What defines the work, and at the end the pods: a change of ``FULL`` (path, value) and the field that the API server names."""

MUTABLE: list[tuple[str, Any]] = [
    ("spec.requestsPerSecond", 100),
    ("spec.requestsPerSecond", REMOVED),
    ("spec.parallelism", 1),
    ("spec.cancel", True),
    ("spec.attempt", 3),
    ("spec.attempt", 1),
    ("spec.runId", "release-8"),
    ("spec.runId", REMOVED),
    ("spec.suspend", True),
    ("spec.activeDeadlineSeconds", 120),
    ("spec.ttlSecondsAfterFinished", 5),
    ("spec.cluster.auth.secretName", "rotated"),
    ("spec.cluster.auth", REMOVED),
    ("spec.cluster.tls.caSecretName", "rotated"),
    ("spec.cluster.socketTimeout", "20m"),
    ("spec.cluster.headers", {"X-Opaque-Id": "other"}),
]
"""What steers the work: changes of ``FULL`` that are taken."""
