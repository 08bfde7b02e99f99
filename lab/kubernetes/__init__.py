"""Kubernetes from its own sources: one binary, a control plane and a light node."""
