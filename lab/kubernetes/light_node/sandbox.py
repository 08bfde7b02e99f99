"""How a command gets a root, mounts and a PID namespace of its own. Pure: the shell text that, in new namespaces, becomes the command."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

NAMESPACES = ("unshare", "--mount", "--pid", "--fork", "--kill-child=SIGKILL", "--uts", "--ipc", "--propagation", "private", "--")
_DEVICES = "null zero full random urandom tty"
_LINKS_FOLLOWED = 40


@dataclass(frozen=True)
class Mount:
    """A file or folder of this machine at a path of the container."""

    source: Path
    target: str
    read_only: bool = False


@dataclass(frozen=True)
class Identity:
    """Whom the command runs as."""

    user: int = 0
    group: int = 0
    groups: tuple[int, ...] = ()
    no_new_privileges: bool = False


@dataclass(frozen=True)
class Sandbox:
    """One container's surroundings. ``scratch`` is a folder of its own; ``binds`` are shown read-only where they are."""

    rootfs: Path
    scratch: Path
    mounts: Sequence[Mount]
    binds: Sequence[Path]
    identity: Identity
    hostname: str
    workdir: str
    read_only: bool = False

    def script(self, argv: Sequence[str]) -> str:
        """The shell text; run it in ``NAMESPACES``."""
        lines = [*self._root(), *self._devices()]
        for mount in self.mounts:
            lines += _bind(mount.source, inside(self.rootfs, mount.target), read_only=mount.read_only)
        lines += self._shown()
        lines.append(f"hostname {shlex.quote(self.hostname[:63])} || :")
        if self.read_only:
            lines.append("mount -o remount,ro .")
        return "\n".join([*lines, self._become(argv)])

    def _root(self) -> list[str]:
        root, layer = shlex.quote(str(self.scratch / "rootfs")), shlex.quote(str(self.scratch / "layer"))
        lower = shlex.quote(str(self.rootfs))
        return [
            f"set -e; mkdir -p {root} {layer}; mount -t tmpfs -o mode=755 tmpfs {layer}; mkdir {layer}/upper {layer}/work",
            f"mount -t overlay overlay -o lowerdir={lower},upperdir={layer}/upper,workdir={layer}/work {root}; cd {root}",
            "mkdir -p proc dev sys; mkdir -p -m 1777 tmp; mount -t proc proc proc; mount --rbind -o ro /sys sys",
            "for f in resolv.conf hosts; do [ ! -e /etc/$f ] || cp -L /etc/$f etc/$f 2>/dev/null || :; done",
        ]

    def _devices(self) -> list[str]:
        # A /dev of its own: what is made in it (the termination log) must not appear on this machine.
        return [
            "mount -t tmpfs -o mode=755 tmpfs dev; mkdir dev/pts dev/shm; mount --bind /dev/pts dev/pts; mount -t tmpfs tmpfs dev/shm",
            f"for n in {_DEVICES}; do : > dev/$n; mount --bind /dev/$n dev/$n; done; ln -s /proc/self/fd dev/fd",
            "ln -s fd/0 dev/stdin; ln -s fd/1 dev/stdout; ln -s fd/2 dev/stderr",
        ]

    def _shown(self) -> list[str]:
        lines = []
        for bind in self.binds:
            hidden = any(bind.is_relative_to(mount.target) for mount in self.mounts)  # as a checkout in /tmp is by a volume there
            if hidden or not self.rootfs.samefile("/") or bind.stat().st_dev != self.rootfs.stat().st_dev:
                lines += _bind(bind, str(bind), read_only=True)
            # A checkout below a home folder that others may not enter is still the image's content.
            parents = " ".join(shlex.quote("." + str(parent)) for parent in reversed(bind.parents) if str(parent) != "/")
            if self.identity.user and parents:
                lines.append(f"chmod o+x {parents}")
        return lines

    def _become(self, argv: Sequence[str]) -> str:
        who = self.identity
        privileges = "setpriv --no-new-privs " if who.no_new_privileges else ""
        groups = ",".join(map(str, who.groups))
        # A change of user drops the parent-death signal; without it the container would outlive a node that is killed.
        # chroot's own failure codes (126, 127) are what a container runtime reports for a bad command, too.
        enter = f"exec {privileges}chroot --userspec=+{who.user}:+{who.group} --groups={shlex.quote(groups)} ."
        words = " ".join(shlex.quote(word) for word in argv)
        return f"""{enter} /bin/sh -c 'cd "$0" && exec setpriv --pdeathsig KILL -- "$@"' {shlex.quote(self.workdir)} {words}"""


def _bind(source: Path, target: str, *, read_only: bool) -> list[str]:
    here, there = shlex.quote(str(source)), shlex.quote("." + target)
    if source.is_dir():
        lines = [f"mkdir -p {there}"]
    else:
        lines = [f"mkdir -p {shlex.quote('.' + str(Path(target).parent))}; [ -e {there} ] || : > {there}"]
    lines.append(f"mount --bind {here} {there}")
    if read_only:
        lines.append(f"mount -o remount,bind,ro {there}")
    return lines


def inside(rootfs: Path, path: str) -> str:
    """The path with the symbolic links on its way resolved within the root (``/var/run`` is ``/run``)."""
    todo, at, followed = [part for part in path.split("/") if part], list[str](), 0
    while todo:
        part = todo.pop(0)
        here = rootfs.joinpath(*at, part)
        if part == "..":
            at = at[:-1]
        elif here.is_symlink() and followed < _LINKS_FOLLOWED:
            followed += 1
            link = str(here.readlink())
            at = [] if link.startswith("/") else at
            todo = [piece for piece in link.split("/") if piece] + todo
        elif part != ".":
            at.append(part)
    return "/" + "/".join(at)
