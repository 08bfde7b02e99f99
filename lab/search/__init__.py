"""Real Elasticsearch and OpenSearch nodes on this machine."""

from lab.search.node import SearchNode, search_node

__all__ = ["SearchNode", "search_node"]
