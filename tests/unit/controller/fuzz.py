"""Specs that nobody would write, made from a seed: by the schema, with its rules ignored."""

import random
import re
from typing import Any

from reindex_operator.api.crd import crd

Schema = dict[str, Any]
SPEC: Schema = crd()["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["spec"]

EVIL = [
    "",
    "..",
    "../_security",
    "a/_delete_by_query",
    "%2e%2e",
    "a\r\nHost: b",
    "${HOME}",
    "$(id)",
    "`id`",
    "\x00",
    "\U0001f600",
    "x" * 300,
    "--help",
]
_WORDS = ["a", "b-*", "-b-1", "<c-{now/d}>", "_all", "5m", "30s", "keep", "=x", "orders-v2", "Zone.1", "1", "ctx.op = 'noop'"]
_NUMBERS = [-(2**63), -1, 0, 1, 5, 1023, 2**31, 2**53, 0.5, -1.0, 1e300]
_LIKELY = {"hosts": 0.97, "elasticRef": 0.05}
"""How often a field is set; one of these two must be, and not both."""
_HOSTS = ["http://127.0.0.1:9", "https://search:9200", "https://[::1]:9200/a"]


def spec(seed: int) -> dict[str, Any]:
    """A spec of the form that the API server asks for, whatever its rules say; what has no form there is anything."""
    made: dict[str, Any] = _by(SPEC, random.Random(seed))
    return made


def junk(rng: random.Random, depth: int = 2) -> Any:
    """Anything that JSON can say."""
    leaf = rng.choice([None, True, *_NUMBERS, *EVIL, *_WORDS])
    kind = rng.randrange(4) if depth else 0
    if kind == 2:
        return [junk(rng, depth - 1) for _ in range(rng.randrange(3))]
    return {str(rng.choice(EVIL + _WORDS)): junk(rng, depth - 1) for _ in range(rng.randrange(3))} if kind == 3 else leaf


def _by(schema: Schema, rng: random.Random, name: str = "") -> Any:  # noqa: PLR0911 - one for each kind of schema
    if "enum" in schema:
        return rng.choice(schema["enum"])
    if schema.get("x-kubernetes-int-or-string"):
        return rng.choice([1, 2, 7, "auto", "all"])
    match schema.get("type"):
        case "object" if "properties" in schema:
            required = schema.get("required", ())
            chosen = [key for key in schema["properties"] if key in required or rng.random() < _LIKELY.get(key, 0.3)]
            return {key: _by(schema["properties"][key], rng, key) for key in chosen}
        case "object":
            inner = schema.get("additionalProperties")
            keys = rng.sample(["a", "team", "example.com/b", "X-Opaque-Id"], rng.randrange(3))
            return {key: _by(inner, rng) if isinstance(inner, dict) else junk(rng) for key in keys}
        case "array":
            return [_by(schema["items"], rng, name) for _ in range(max(schema.get("minItems", 0), rng.randrange(3)))]
        case "integer":
            least = int(schema.get("minimum", -5))
            return rng.choice([least, least + 1, int(schema.get("maximum", least + 2000))])
        case "number":
            return rng.choice([-1.0, 0.5, 100.0])
        case "boolean":
            return rng.random() < 0.5
        case "string":
            return rng.choice(_HOSTS) if name == "hosts" else _text(schema, rng)
    return junk(rng)


def _text(schema: Schema, rng: random.Random) -> str:
    pattern, longest = schema.get("pattern", ""), schema.get("maxLength", 1000)
    words = EVIL + _WORDS * 3
    fitting = [
        word
        for word in words
        if schema.get("minLength", 0) <= len(word) <= longest
        and re.search(pattern.removesuffix("$") + (r"\Z" if pattern.endswith("$") else ""), word)
    ]
    return rng.choice(fitting)
