"""Writes YAML that reads the same in every tool: for people, in Git, and by Kubernetes. Called by crd.py and the commands that print objects."""

import re
from typing import Any

import yaml

_READ_OTHERWISE = re.compile(
    r"^([-+.]?[0-9].*|[yYnN]|=|<<|~)$|[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]", re.DOTALL
)
"""Texts that another reader of YAML takes for a number (``1e3``, ``0o7``, ``12:30``) or a boolean, or breaks into lines: they are quoted."""

_NO_BLOCK = re.compile(r"[ \t]\n|^[ \t]|\n\n$")


class _Dumper(yaml.SafeDumper):
    """No anchors, lists below their key, texts of several lines as blocks."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the base's signature
        """Write every value out where it stands: Kubernetes' tools read no anchors."""
        return True


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = '"' if _READ_OTHERWISE.search(text) else "|" if "\n" in text and not _NO_BLOCK.search(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def dump(value: Any) -> str:
    """``value``, plain data, as a YAML document; the same bytes every time, keys in their order."""
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, width=120, allow_unicode=True)


def flow(value: Any) -> str:
    """``value`` on one line, to be shown within a sentence: ``[a, b]``."""
    text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, width=float("inf"), allow_unicode=True, default_flow_style=True)
    return text.removesuffix("\n").removesuffix("\n...")
