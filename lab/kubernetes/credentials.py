"""The certificates and kubeconfigs of a control plane."""

import base64
import json
from dataclasses import dataclass
from pathlib import Path

from lab.certificates import LOOPBACK, Authority, KeyPair

SERVICE_IP = "10.96.0.1"
"""The address of the ``kubernetes`` service."""
_API_SERVER_HOSTS = (
    *LOOPBACK,
    SERVICE_IP,
    "10.244.0.1",  # the bridge of a node whose pods have a network of their own
    "kubernetes",
    "kubernetes.default",
    "kubernetes.default.svc",
    "kubernetes.default.svc.cluster.local",
)


@dataclass(frozen=True)
class Credentials:
    """Who may talk to the API server at ``server``; files lie in ``folder``."""

    folder: Path
    server: str
    authority: Authority

    @classmethod
    def make(cls, folder: Path, server: str) -> "Credentials":
        """A new authority, what the API server itself needs, and one kubeconfig a component."""
        folder.mkdir(mode=0o700, parents=True)
        made = cls(folder, server, Authority("reindex-lab"))
        KeyPair(made.authority.certificate, made.authority.key).write(folder, "ca")
        made.authority.issue("kube-apiserver", hosts=_API_SERVER_HOSTS).write(folder, "apiserver")
        made.authority.issue("apiserver-kubelet-client", organization="system:masters").write(folder, "kubelet-client")
        made.authority.issue("service-accounts").write(folder, "service-accounts")
        made.kubeconfig("admin", "admin", "system:masters")
        # The controller manager runs all controllers as one user, which must then be able to do anything.
        made.kubeconfig("kube-controller-manager", "system:kube-controller-manager", "system:masters")
        made.kubeconfig("kube-scheduler", "system:kube-scheduler")
        return made

    def node(self, name: str) -> Path:
        """A node's kubeconfig; its serving certificate is ``node-<name>.crt`` beside it."""
        pair = self.authority.issue(f"system:node:{name}", organization="system:nodes", hosts=(*LOOPBACK, name))
        pair.write(self.folder, f"node-{name}")
        return self._write(f"node-{name}", pair)

    def kubeconfig(self, file: str, user: str, group: str | None = None) -> Path:
        """``<file>.kubeconfig`` for a user with a client certificate."""
        return self._write(file, self.authority.issue(user, organization=group))

    def _write(self, name: str, pair: KeyPair) -> Path:
        config = {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [
                {"name": "lab", "cluster": {"server": self.server, "certificate-authority-data": _base64(self.authority.certificate)}}
            ],
            "users": [
                {"name": "me", "user": {"client-certificate-data": _base64(pair.certificate), "client-key-data": _base64(pair.key)}},
            ],
            "contexts": [{"name": "lab", "context": {"cluster": "lab", "user": "me"}}],
            "current-context": "lab",
        }
        path = self.folder / f"{name}.kubeconfig"
        path.touch(mode=0o600)
        path.write_text(json.dumps(config, indent=1))  # JSON is YAML
        return path


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
