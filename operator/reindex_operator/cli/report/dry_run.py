"""A dry run in a report: what would be done, with documents before and after. ``found`` is as ``status.dryRun``. Pure. Called by page.py."""

from collections.abc import Mapping
from typing import Any

from reindex_operator.cli.report.markup import Markup, element, joined

_COUNTERS = (
    ("created", "would be created"),
    ("updated", "would be updated"),
    ("deleted", "would be deleted"),
    ("noops", "would be skipped"),
    ("versionConflicts", "would be conflicts"),
    ("failed", "fail in the script"),
)


def tiles(found: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Name, value and a remark of each figure."""
    sampled = ("documents tried", f"{found.get('sampled', 0):,}", f"of {found.get('total', 0):,}")
    return [sampled, *((name, f"{found.get(key, 0):,}", "") for key, name in _COUNTERS)]


def section(found: Mapping[str, Any]) -> Markup:
    """The warnings, the failures and the examples."""
    warnings = [element("pre", each, class_="message") for each in found.get("warnings") or ()]
    failures = [element("pre", each["message"], class_="message bad") for each in found.get("failures") or ()]
    examples = [_example(each) for each in found.get("examples") or ()]
    titled = (
        ("What the script may not mean", warnings),
        ("Where the script fails", failures),
        ("Some documents before and after", examples),
    )
    parts = [part for title, below in titled if below for part in (element("h2", title), *below)]
    return element("section", *parts) if parts else Markup("")


def _example(each: Mapping[str, Any]) -> Markup:
    head = element("p", f"{each['index']}/{each['id']}: ", element("b", each["op"]), class_="example")
    lines = [element("span", f"{line}\n", class_={"+": "added", "-": "removed"}.get(line[:1])) for line in each["diff"].splitlines()]
    return joined(head, element("pre", *lines)) if lines else head
