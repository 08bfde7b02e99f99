"""Files that a command writes late: what would fail then is refused before anything is begun."""

from pathlib import Path
from typing import Any, cast

import click

_FOLDER = click.Path(exists=True, file_okay=False, writable=True)


class Writable(click.Path):
    """The path of a file that can be written; ``replaced``: by one that is made beside it."""

    def __init__(self, *, replaced: bool = False) -> None:
        super().__init__(dir_okay=False, writable=True, path_type=Path)
        self._replaced = replaced

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path; fails as click's own do."""
        path = cast(Path, super().convert(value, param, ctx))
        if self._replaced or not path.exists():
            _FOLDER.convert(path.absolute().parent, param, ctx)
        return path
