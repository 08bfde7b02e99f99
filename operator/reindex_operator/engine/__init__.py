"""The reindex engine: a request in, a response out. Knows clusters and documents, nothing of Kubernetes."""
