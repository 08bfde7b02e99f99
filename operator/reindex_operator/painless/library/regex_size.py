"""How large a pattern is once its repetitions are laid out, as the ``regex`` library does it: nested ones would take any memory. Pure."""

import regex  # type: ignore[import-untyped]

MOST_ELEMENTS = 10_000
"""Of a pattern, each counted as often as it must match at least; one takes a kilobyte and more."""
_TOKEN = regex.compile(r"\\Q.*?(?:\\E|\Z)|\\.|\[\^?\]?(?:\\.|[^\]\\])*+\]|\{(?P<least>\d+)(?:,\d*)?\}|.", regex.S)


def check_size(source: str) -> None:
    """Raises ValueError for a pattern that is too large, with the position of the repetition that makes it so."""
    groups, last = [0], 0
    for token in _TOKEN.finditer(source):
        if token[0] == "(":
            groups.append(1)
        elif token[0] == ")" and len(groups) > 1:
            last = groups.pop()
            groups[-1] += last
        elif token["least"]:
            groups[-1] += last * (max(int(token["least"]), 1) - 1)
            last *= max(int(token["least"]), 1)
        else:
            last = len(token[0]) if token[0].startswith("\\Q") else 1
            groups[-1] += last
        if groups[-1] > MOST_ELEMENTS:
            raise ValueError(
                f"repeated as often as it must be, the pattern has more than {MOST_ELEMENTS} elements at position {token.start()}"
            )
