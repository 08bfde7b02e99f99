"""A pod's volumes as folders of this machine, owned as its securityContext asks."""

import asyncio
import os
import shutil
from pathlib import Path

from lab.kubernetes.light_node.api import Object
from lab.kubernetes.light_node.resolve import File, Resolver

_REFRESH_SECONDS = 60


class Volumes:
    """The volumes of one pod, below ``folder``. ``user`` is whom the pod's containers run as."""

    def __init__(self, folder: Path, spec: Object, resolver: Resolver, user: int) -> None:
        self._folder = folder
        self._volumes: list[Object] = spec.get("volumes") or []
        self._resolver = resolver
        self._user = user
        self._group: int | None = (spec.get("securityContext") or {}).get("fsGroup")

    async def make(self) -> None:
        """Makes and fills them all; again when something was not there before."""
        for volume in self._volumes:
            folder = self.path(volume["name"])
            folder.mkdir(parents=True, exist_ok=True)
            if "emptyDir" in volume:
                self._empty(folder)
            elif "hostPath" not in volume:
                self._fill(folder, await self._resolver.files(volume))

    async def refresh_for_ever(self) -> None:
        """Writes changed Secrets, ConfigMaps and newer tokens into the volumes that are mounted."""
        while True:
            await asyncio.sleep(_REFRESH_SECONDS)
            await self.make()

    def path(self, name: str) -> Path:
        """Where the volume of the name is."""
        volume = next(volume for volume in self._volumes if volume["name"] == name)
        return Path(volume["hostPath"]["path"]) if "hostPath" in volume else self._folder / name

    def remove(self) -> None:
        """Removes what they hold."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _empty(self, folder: Path) -> None:
        folder.chmod(0o2777 if self._group else 0o777)
        os.chown(folder, -1, self._group or 0)

    def _fill(self, folder: Path, files: dict[str, File]) -> None:
        for name, (content, mode) in files.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            # Renamed into place: a reader sees the old content or the new one, whole.
            fresh = file.with_name(f".{file.name}.new")
            fresh.touch(mode=0o600)
            fresh.write_bytes(content)
            self._own(fresh, mode)
            fresh.rename(file)

    def _own(self, file: Path, mode: int) -> None:
        if self._group is not None:
            os.chown(file, 0, self._group)
            mode |= 0o440
        elif mode == 0o600:  # noqa: PLR2004 - a token without fsGroup belongs to the containers' user
            os.chown(file, self._user, -1)
        file.chmod(mode)
