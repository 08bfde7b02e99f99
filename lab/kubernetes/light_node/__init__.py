"""A light Kubernetes node: runs the pods bound to it as local processes in namespaces, with no container engine.

A container gets mount, PID, UTS and IPC namespaces of its own: its root is an overlay over the image's root file system (for
most images this machine's), volumes are bind mounts, writes go to a throw-away layer, and its command is PID 1. The network
is the machine's. It has no probes, exec, port-forward, pod network, resource limits or persistent volumes.
"""
