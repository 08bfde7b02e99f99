"""A real control plane on 127.0.0.1: etcd, API server (Node and RBAC), controller manager, scheduler.

Several may run at once. Usable in about five seconds; any component can be ended and started again, for tests of what then happens.
"""

import http.client
import ssl
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from lab import ports
from lab.kubernetes import audit, build
from lab.kubernetes.credentials import Credentials
from lab.processes import Process, Run

_START_SECONDS = 300
_QUICK_JOBS = {"JOB_BACKOFF": "200ms", "JOB_SYNC_BATCH": "100ms"}
"""A Job's failed pod is replaced after 0.2 s, doubling, not after 10 s."""


class ControlPlane:
    """One control plane; ``kubeconfig`` is the administrator's."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.binaries = build.binaries()
        self._etcd, self._peer, self._port, self._manager, self._scheduler = ports.free(5)
        self.url = f"https://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Starts all; returns when pods can be made."""
        # etcd needs no certificate: it starts while they are made.
        self.launch("etcd")
        self._audit_policy.write_text(audit.POLICY)
        self.credentials = Credentials.make(self.run.folder / "pki", self.url)
        self.kubeconfig = self.credentials.folder / "admin.kubeconfig"
        self.launch("kube-apiserver")
        self._client = ssl.create_default_context(cadata=self.credentials.authority.certificate)

        self._client.load_cert_chain(self.credentials.folder / "kubelet-client.crt", self.credentials.folder / "kubelet-client.key")
        self.wait("/livez")
        self.launch("kube-controller-manager")
        self.launch("kube-scheduler")
        self.wait("/readyz")
        # Pods are refused until the controllers have made the default service account.
        self.wait("/api/v1/namespaces/default/serviceaccounts/default")

    @property
    def audit_log(self) -> Path:
        """What service accounts have asked for (``audit.requests``)."""
        return self.run.folder / "audit.log"

    @property
    def _audit_policy(self) -> Path:
        return self.run.folder / "audit-policy.yaml"

    def launch(self, component: str) -> Process:
        """Starts one component (a role of ``build.ROLES``) with its old data, ports and credentials; does not wait."""
        arguments: dict[str, Callable[[], list[str]]] = {
            "etcd": self._etcd_arguments,
            "kube-apiserver": self._api_server_arguments,
            "kube-controller-manager": self._controller_manager_arguments,
            "kube-scheduler": lambda: self._common_arguments("kube-scheduler", self._scheduler),
        }
        return self.run.start(component, [self.binaries / component, *arguments[component]()], env=_QUICK_JOBS)

    def end(self, component: str) -> None:
        """Ends one component at once, as a crash would."""
        if process := self.run.named(component):
            process.end()

    def wait(self, path: str = "/readyz") -> None:
        """Returns when a GET answers 200."""
        deadline = time.monotonic() + _START_SECONDS
        while not self.answers(path):
            self._complain_of_the_dead()
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.url}{path} did not answer within {_START_SECONDS} s; see {self.run.folder}/*.log")
            time.sleep(0.03)

    def answers(self, path: str) -> bool:
        """Whether a GET by the administrator answers 200."""
        connection = http.client.HTTPSConnection(str(urlsplit(self.url).hostname), self._port, timeout=2, context=self._client)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _complain_of_the_dead(self) -> None:
        for component in build.ROLES:
            process = self.run.named(component)
            if process and not process.alive():
                tail = "\n".join(self.run.log(component).read_text(errors="replace").splitlines()[-8:])
                raise RuntimeError(f"{component} ended while the control plane started:\n{tail}")

    def _etcd_arguments(self) -> list[str]:
        client, peer = f"http://127.0.0.1:{self._etcd}", f"http://127.0.0.1:{self._peer}"
        urls = [f"--listen-client-urls={client}", f"--advertise-client-urls={client}"]
        urls += [f"--listen-peer-urls={peer}", f"--initial-advertise-peer-urls={peer}", f"--initial-cluster=lab={peer}"]
        # One member, nothing that has to survive a power cut: no fsync, and a short election.
        quick = ["--unsafe-no-fsync", "--heartbeat-interval=10", "--election-timeout=100"]
        return ["--name=lab", f"--data-dir={self.run.folder / 'etcd'}", "--log-level=warn", *urls, *quick]

    def _api_server_arguments(self) -> list[str]:
        pki = self.credentials.folder
        return [
            f"--etcd-servers=http://127.0.0.1:{self._etcd}",
            "--bind-address=127.0.0.1",
            f"--secure-port={self._port}",
            "--endpoint-reconciler-type=none",
            f"--tls-cert-file={pki / 'apiserver.crt'}",
            f"--tls-private-key-file={pki / 'apiserver.key'}",
            f"--client-ca-file={pki / 'ca.crt'}",
            "--authorization-mode=Node,RBAC",
            "--enable-admission-plugins=NodeRestriction",  # beside the default ones, PodSecurity among them
            "--service-cluster-ip-range=10.96.0.0/16",
            "--service-account-issuer=https://kubernetes.default.svc",
            f"--service-account-key-file={pki / 'service-accounts.crt'}",
            f"--service-account-signing-key-file={pki / 'service-accounts.key'}",
            f"--kubelet-client-certificate={pki / 'kubelet-client.crt'}",
            f"--kubelet-client-key={pki / 'kubelet-client.key'}",
            "--kubelet-preferred-address-types=InternalIP",
            "--allow-privileged=true",
            f"--audit-policy-file={self._audit_policy}",
            f"--audit-log-path={self.audit_log}",
            "--v=1",
        ]

    def _controller_manager_arguments(self) -> list[str]:
        pki = self.credentials.folder
        return [
            *self._common_arguments("kube-controller-manager", self._manager),
            f"--service-account-private-key-file={pki / 'service-accounts.key'}",
            f"--root-ca-file={pki / 'ca.crt'}",
            f"--cluster-signing-cert-file={pki / 'ca.crt'}",
            f"--cluster-signing-key-file={pki / 'ca.key'}",
            "--use-service-account-credentials=false",
            "--allocate-node-cidrs=false",
        ]

    def _common_arguments(self, component: str, port: int) -> list[str]:
        config = self.credentials.folder / f"{component}.kubeconfig"
        return [
            f"--kubeconfig={config}",
            f"--authentication-kubeconfig={config}",
            f"--authorization-kubeconfig={config}",
            "--bind-address=127.0.0.1",
            f"--secure-port={port}",
            f"--cert-dir={self.run.folder / component}",
            "--leader-elect=false",
        ]
