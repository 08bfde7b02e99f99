"""A node with TLS and users, and API keys that may do only what they must."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any

from lab import processes
from lab.certificates import Authority
from lab.search.catalog import product
from lab.search.configuration import Configuration, User
from lab.search.node import SearchNode
from tests.conformance.harness.node import Node


@contextmanager
def secured_node(name: str) -> Iterator[tuple[SearchNode, Node]]:
    """A node that is reached over https by a superuser: the lab's, and the harness's view of it."""
    with closing(processes.owned("conformance")) as run:
        authority = Authority("conformance")
        configuration = Configuration(product(name), user=User("admin", "correct-horse-battery"), tls=authority)
        server = SearchNode(run, configuration, name=f"{name}-secured").start()
        admin = Node(name, server.base_url, authorization=server._authorization()["Authorization"], ca=authority.certificate)
        yield server, admin
        admin.close()


def limited(server: SearchNode, admin: Node, privileges: Mapping[str, list[str]]) -> Node:
    """The node by an API key that has these privileges on these indices, and none besides."""
    indices = [{"names": [index], "privileges": granted} for index, granted in privileges.items()]
    roles: dict[str, Any] = {"limited": {"cluster": [], "indices": indices}}
    return replace(admin, authorization=f"ApiKey {server.api_key(roles)}", _connection=None)
