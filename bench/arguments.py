"""Names on a command line. Called by ``__main__`` and ``scale``."""

import argparse
from collections.abc import Callable, Iterable


def one_of(known: Iterable[str]) -> Callable[[str], str]:
    """A type of argparse that takes these names; ``choices`` refuses it when none of several optional ones is given."""
    names = list(known)

    def name(word: str) -> str:
        if word not in names:
            raise argparse.ArgumentTypeError(f"{word} is none of {', '.join(names)}")
        return word

    return name
