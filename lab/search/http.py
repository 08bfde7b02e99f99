"""Requests to a search node, as tests and the demo make them."""

import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any


class SearchError(RuntimeError):
    """The node refused a request; ``status`` is HTTP's, ``body`` what it said."""

    def __init__(self, method: str, path: str, status: int, body: str) -> None:
        super().__init__(f"{method} {path}: {status} {body[:1000]}")
        self.status = status
        self.body = body


class Client:
    """One node by its ``base_url``; ``headers`` go with every request."""

    def __init__(self, base_url: str, headers: Mapping[str, str] | None = None, tls: ssl.SSLContext | None = None) -> None:
        self.base_url = base_url
        self._headers = dict(headers or {})
        self._tls = tls

    def request(self, method: str, path: str, body: Any = None, *, headers: Mapping[str, str] | None = None, timeout: float = 120) -> Any:
        """The parsed answer. A body of bytes is NDJSON. Raises ``SearchError``, or ``OSError`` where nobody answers."""
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        sent = {"Content-Type": "application/x-ndjson" if isinstance(body, bytes) else "application/json", **self._headers}
        request = urllib.request.Request(self.base_url + path, data=data, method=method, headers=sent | dict(headers or {}))
        try:
            with urllib.request.urlopen(request, timeout=timeout, context=self._tls) as answer:
                text = answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                raise SearchError(method, path, refused.code, refused.read().decode(errors="replace")) from None
        return json.loads(text) if text[:1] in ("{", "[") else text
