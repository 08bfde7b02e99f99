"""The operator: kopf and a Kubernetes client around a pure reconcile."""
