"""A real Kubernetes control plane, node and search clusters on this machine, for tests, benchmarks and the demo."""
