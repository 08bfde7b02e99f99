"""The shell text that becomes a container."""

from pathlib import Path

import pytest

from lab.kubernetes.light_node.sandbox import Identity, Mount, Sandbox, inside


def script(argv: list[str], *, read_only: bool = False, identity: Identity | None = None, mounts: tuple[Mount, ...] = ()) -> list[str]:
    box = Sandbox(
        rootfs=Path("/"),
        scratch=Path("/scratch"),
        mounts=mounts,
        binds=(),
        identity=identity or Identity(),
        hostname="pod-1",
        workdir="/",
        read_only=read_only,
    )
    return box.script(argv).splitlines()


def test_links_are_resolved_within_the_root(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "run").symlink_to("/run")
    (tmp_path / "var" / "up").symlink_to("../run/x")
    assert inside(tmp_path, "/var/run/secrets") == "/run/secrets"
    assert inside(tmp_path, "/var/up/y") == "/run/x/y"
    assert inside(tmp_path, "/../../etc") == "/etc"


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("/a")
    assert inside(tmp_path, "/a/b") == "/a/b"


def test_the_command_is_quoted_and_runs_as_asked() -> None:
    last = script(["echo", "a b", "$(id)"], identity=Identity(5, 6, (7, 8), no_new_privileges=True))[-1]
    assert last.startswith("exec setpriv --no-new-privs chroot --userspec=+5:+6 --groups=7,8 .")
    assert last.endswith("echo 'a b' '$(id)'")


@pytest.mark.parametrize("read_only", [True, False])
def test_the_root_is_read_only_only_after_all_mounts(tmp_path: Path, read_only: bool) -> None:
    lines = script(["true"], read_only=read_only, mounts=(Mount(tmp_path, "/data", read_only=True),))
    assert ("mount -o remount,ro ." in lines) is read_only
    if read_only:
        assert lines.index("mount -o remount,ro .") > lines.index("mount -o remount,bind,ro ./data")
