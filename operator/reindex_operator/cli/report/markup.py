"""HTML and SVG, escaped by construction: text gets in as text, only elements made here are markup."""

import html
from dataclasses import dataclass


@dataclass(frozen=True)
class Markup:
    """A piece that is markup already."""

    text: str


Child = Markup | str | int | float


def element(name: str, *children: Child, **attributes: str | float | None) -> Markup:
    """``<name attribute="...">children</name>``. ``class_`` is ``class``, ``stroke_width`` is ``stroke-width``; an attribute of None is left out."""
    named = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items() if value is not None}
    written = "".join(f' {key}="{html.escape(_number(value))}"' for key, value in named.items())
    return Markup(f"<{name}{written}>{joined(*children).text}</{name}>")


def joined(*children: Child) -> Markup:
    """The children one after the other."""
    return Markup("".join(child.text if isinstance(child, Markup) else html.escape(str(child)) for child in children))


def _number(value: str | float) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
