"""A real node beside a control plane: containerd, runc, kubelet, and pods with addresses of their own on a bridge.

All of it runs in one private PID, mount and cgroup namespace, so ending its first process ends every container. There is no
kube-proxy and no cluster DNS: the API server's service address lies on the bridge and is forwarded, and a server of this machine
is made reachable with ``expose``. One at a time on a machine; the kernel's control groups are those of version 1.
"""

import json
import os
import subprocess
import time
from pathlib import Path

from lab import images, tools
from lab.kubernetes.control_plane import ControlPlane
from lab.kubernetes.credentials import SERVICE_IP
from lab.ports import free

NAME = "127.0.0.1"
"""The node's name, by which the API server reaches its kubelet."""
BRIDGE = "reindexlab0"
GATEWAY = "10.244.0.1"
"""This machine as pods see it."""
_SUBNET = "10.244.0.0/24"
_BRIDGE_ADDRESS = "02:00:00:00:00:01"
"""Its hardware address, locally administered."""
_PROGRAMS = ("containerd", "ctr", "runc", "ip", "socat", "unshare")
_PLUGINS = Path("/usr/lib/cni")
_CGROUPS = Path("/sys/fs/cgroup")
_READY_SECONDS = 300


class Kubelet:
    """The node; it ends with the control plane's run."""

    def __init__(self, plane: ControlPlane) -> None:
        self.plane = plane
        self.folder = plane.run.folder / "node"

    def start(self, *tars: Path) -> None:
        """Starts the node with the images in the tar files; returns when it is Ready."""
        self._check()
        self.folder.mkdir()
        config = self.plane.credentials.node(NAME)
        self._write_settings()
        self._add_bridge()
        surroundings = {
            "NODE": str(self.folder),
            "SOCKET": str(self._socket),
            "IMAGES": " ".join(map(str, [images.pause(), *tars])),
            "KUBELET": str(self.plane.binaries / "kubelet"),
            "KUBECONFIG": str(config),
            "NODE_NAME": NAME,
        }
        namespaces = ["--mount", "--pid", "--fork", "--kill-child=SIGKILL", "--cgroup", "--propagation", "slave"]
        init = Path(__file__).with_name("kubelet-init.sh")
        self.plane.run.start("node", [tools.find("unshare"), *namespaces, "--", "/bin/bash", init], env=os.environ | surroundings)
        self._forward(SERVICE_IP, 443, int(self.plane.url.rpartition(":")[2]))
        self._wait()

    def expose(self, port: int) -> str:
        """Forwards the port on ``GATEWAY`` to the same one on loopback; ``host:port`` for pods."""
        self._forward(GATEWAY, port, port)
        return f"{GATEWAY}:{port}"

    @property
    def _socket(self) -> Path:
        return self.folder / "containerd.sock"

    def _check(self) -> None:
        tools.need_root("a real node")
        for program in _PROGRAMS:
            tools.find(program)
        if not (_PLUGINS / "bridge").exists():
            raise tools.MissingToolError(
                "a real node needs the CNI plugins: on Debian or Ubuntu `apt-get install containernetworking-plugins`"
            )
        if not (_CGROUPS / "memory").is_dir():
            raise tools.MissingToolError("this lab's node needs control groups of version 1 (mounted below /sys/fs/cgroup): use kind here")
        if Path("/sys/class/net", BRIDGE).exists():
            raise RuntimeError(f"the bridge {BRIDGE} is there: another node of this lab runs; end it with `python -m lab down`")

    def _add_bridge(self) -> None:
        ip = str(tools.find("ip"))
        self.plane.run.at_end([ip, "link", "delete", BRIDGE])
        for group in _own_cgroups():
            self.plane.run.at_end(["find", group / "k8s.io", "-depth", "-type", "d", "-exec", "rmdir", "{}", "+"])
        for words in (
            # A bridge without an address of its own takes one of its pods': when that pod goes, all others lose the network for half a minute.
            ["link", "add", BRIDGE, "address", _BRIDGE_ADDRESS, "type", "bridge"],
            ["address", "add", f"{GATEWAY}/24", "dev", BRIDGE],
            ["address", "add", f"{SERVICE_IP}/32", "dev", BRIDGE],
            ["link", "set", BRIDGE, "up"],
        ):
            subprocess.run([ip, *words], check=True)

    def _forward(self, address: str, port: int, target: int) -> None:
        listen = f"TCP-LISTEN:{port},bind={address},fork,reuseaddr"
        self.plane.run.start(f"forward-{port}", [tools.find("socat"), listen, f"TCP:127.0.0.1:{target}"])

    def _wait(self) -> None:
        jsonpath = "jsonpath={.status.conditions[?(@.type=='Ready')].status}"
        kubectl: list[str | Path] = [self.plane.binaries / "kubectl", "--kubeconfig", self.plane.kubeconfig]
        deadline = time.monotonic() + _READY_SECONDS
        while subprocess.run([*kubectl, "get", "node", NAME, "-o", jsonpath], check=False, capture_output=True).stdout != b"True":
            if time.monotonic() > deadline:
                raise TimeoutError(f"the node is not Ready after {_READY_SECONDS} s:\n{self._complaints()}")
            time.sleep(0.1)

    def _complaints(self) -> str:
        logs = [self.plane.run.log("node"), self.folder / "containerd.log", self.folder / "kubelet.log"]
        tails = (log.read_text(errors="replace").splitlines()[-5:] for log in logs if log.exists())
        return "\n".join(line for tail in tails for line in tail)

    def _write_settings(self) -> None:
        (self.folder / "cni").mkdir()
        (self.folder / "cni" / "10-bridge.conflist").write_text(json.dumps(self._network()))
        (self.folder / "kubelet.json").write_text(json.dumps(self._kubelet()))
        (self.folder / "containerd.toml").write_text(
            f"""\
version = 2
root = "{self.folder}/containerd"
state = "{self.folder}/state"
[grpc]
  address = "{self._socket}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "{images.PAUSE}"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "{_PLUGINS}"
    conf_dir = "{self.folder}/cni"
"""
        )

    def _network(self) -> dict[str, object]:
        addresses = {
            "type": "host-local",
            "ranges": [[{"subnet": _SUBNET}]],
            "routes": [{"dst": "0.0.0.0/0"}],
            "dataDir": str(self.folder / "ipam"),
        }
        bridge = {"type": "bridge", "bridge": BRIDGE, "isGateway": True, "ipMasq": False, "ipam": addresses}
        return {"cniVersion": "0.4.0", "name": "lab", "plugins": [bridge]}

    def _kubelet(self) -> dict[str, object]:
        pki = self.plane.credentials.folder
        return {
            "apiVersion": "kubelet.config.k8s.io/v1beta1",
            "kind": "KubeletConfiguration",
            "address": "127.0.0.1",
            "port": free(1)[0],
            "healthzPort": 0,
            "authentication": {
                "anonymous": {"enabled": False},
                "webhook": {"enabled": False},
                "x509": {"clientCAFile": str(pki / "ca.crt")},
            },
            "authorization": {"mode": "AlwaysAllow"},
            "tlsCertFile": str(pki / f"node-{NAME}.crt"),
            "tlsPrivateKeyFile": str(pki / f"node-{NAME}.key"),
            "containerRuntimeEndpoint": f"unix://{self._socket}",
            "cgroupDriver": "cgroupfs",
            "failCgroupV1": False,
            # The pods' control groups lie below this process's own; the machine's are not the lab's to arrange.
            "cgroupsPerQOS": False,
            "enforceNodeAllocatable": [],
            "failSwapOn": False,
            "oomScoreAdj": 0,
            "podLogsDir": str(self.folder / "podlogs"),
            # Disk and memory are shared with much else: never evict for their sake.
            "imageGCHighThresholdPercent": 100,
            "evictionHard": {},
            "volumePluginDir": str(self.folder / "volumeplugins"),
            "resolvConf": "",
        }


def _own_cgroups() -> list[Path]:
    """This process's control groups, one a hierarchy of version 1."""
    lines = (line.split(":", 2) for line in Path("/proc/self/cgroup").read_text().splitlines())
    named = ((name, path.lstrip("/")) for _, controllers, path in lines for name in controllers.removeprefix("name=").split(","))
    return [_CGROUPS / name / path for name, path in named if name and (_CGROUPS / name).is_dir()]
