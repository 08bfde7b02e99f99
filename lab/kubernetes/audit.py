"""What service accounts ask of the API server, by its own audit log: who used which right, and who was refused what."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

POLICY = """\
apiVersion: audit.k8s.io/v1
kind: Policy
# A watch never completes while it lasts: that it has begun counts.
omitStages: [RequestReceived]
rules:
  - level: Metadata
    userGroups: ["system:serviceaccounts"]
  - level: None
"""


class Request(NamedTuple):
    """One request about a resource; ``resource`` with its subresource (``reindexes/status``), ``code`` the HTTP status."""

    user: str
    verb: str
    group: str
    resource: str
    namespace: str
    name: str
    allowed: bool
    code: int


def requests(log: Path) -> Iterator[Request]:
    """The requests in the log, oldest first; those for addresses that are no resource are left out."""
    for line in log.read_text().splitlines():
        event = json.loads(line)
        if about := event.get("objectRef"):
            parts = [about.get("resource", ""), about.get("subresource")]
            yield Request(
                event["user"]["username"],
                event["verb"],
                about.get("apiGroup", ""),
                "/".join(part for part in parts if part),
                about.get("namespace", ""),
                about.get("name", ""),
                event.get("annotations", {}).get("authorization.k8s.io/decision") == "allow",
                event.get("responseStatus", {}).get("code", 0),
            )
