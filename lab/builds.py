"""All that the lab keeps in its cache, made in one go: compiling (processor) beside downloading (network)."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lab import helm, images
from lab.kubernetes import build
from lab.search.catalog import PRODUCTS, product
from lab.search.distributions import distribution

Make = Callable[[], Path]


def make(*, kubernetes: bool = True, search: Iterable[str] = tuple(PRODUCTS), e2e: bool = False) -> None:
    """Fills the cache; quick where it is filled. ``e2e`` adds Helm and what images are made of. Raises what any of it raised."""
    compiled: list[Make] = [build.binaries] if kubernetes else []
    downloaded: list[Make] = [_getter(name) for name in search]
    if e2e:
        compiled.append(helm.binary)
        downloaded += [images.base, images.pause]
    with ThreadPoolExecutor(max_workers=2) as pool:
        for side in [pool.submit(_in_turn, compiled), pool.submit(_in_turn, downloaded)]:
            side.result()


def _getter(name: str) -> Make:
    return lambda: distribution(product(name))


def _in_turn(steps: Iterable[Make]) -> None:
    for step in steps:
        step()
