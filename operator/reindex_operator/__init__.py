"""Declarative reindexing for Elasticsearch and OpenSearch on Kubernetes.

Packages, from the bottom up (import-linter holds the order): ``api`` (what a user writes and
reads), ``painless`` (scripts), ``engine`` (copies documents), ``mailbox`` (what operator and
workers tell each other), then ``controller``, ``worker`` and ``cli`` side by side.
"""
