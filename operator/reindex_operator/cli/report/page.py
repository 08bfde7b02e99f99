"""The report as a page: one file, no script, nothing loaded from anywhere. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from reindex_operator.cli.progress import clock_time, percent
from reindex_operator.cli.report import dry_run
from reindex_operator.cli.report.facts import Facts
from reindex_operator.cli.report.markup import Child, Markup, element, joined
from reindex_operator.cli.report.plot import throughput, timeline
from reindex_operator.cli.report.style import STYLE
from reindex_operator.cli.yaml_text import dump

_COUNTERS = (
    ("created", "created"),
    ("updated", "updated"),
    ("deleted", "deleted"),
    ("noops", "no-ops"),
    ("versionConflicts", "version conflicts"),
    ("batches", "batches"),
)
_UNPREPARED = {
    "ok": "There was nothing to copy.",
    "bad": "It ended before a document was read.",
    "going": "No document has been read yet.",
}
_SHORT = 40
"""Characters that stay on one line of a table."""
_LONG = 10.0
"""Seconds from which tenths do not matter."""


def page(facts: Facts, made: datetime) -> str:
    """The whole file."""
    head = joined(
        Markup('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
        Markup("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"),
        element("title", f"{facts.name}: {facts.headline}"),
        element("style", Markup(STYLE)),
    )
    parts = (dry_run.section(facts.dry_run),) if facts.dry_run else (_plots(facts), _slices(facts), _failures(facts))
    body = element("main", _title(facts), _tiles(facts), *parts, _request(facts), _foot(made))
    return f'<!doctype html>\n<html lang="en"><head>{head.text}</head><body>{body.text}</body></html>\n'


def _title(facts: Facts) -> Markup:
    message = element("pre", facts.message, class_=f"message {facts.state}") if facts.message and facts.state != "ok" else ""
    notes = element("ul", *(element("li", note) for note in facts.notes), class_="notes") if facts.notes else ""
    heading = element("h1", facts.view.title, element("span", facts.headline, class_=f"badge {facts.state}"))
    when = " to ".join(_moment(each) for each in (facts.started, facts.ended) if each)
    where = element("p", facts.name + (f", {when}" if when else ""), class_="quiet")
    return element("header", heading, where, message, notes)


def _tiles(facts: Facts) -> Markup:
    if facts.dry_run:
        return element("section", *(_tile(*tile) for tile in dry_run.tiles(facts.dry_run)), class_="tiles")
    view, answer = facts.view, facts.response
    seconds = answer.get("took", 0) / 1000
    tiles: list[tuple[str, str, str]] = [
        ("documents", f"{view.done:,}", f"of {view.total:,} ({percent(view.done, view.total)})" if view.prepared else ""),
        ("time", _duration(seconds), ""),
        ("documents a second", f"{view.done / seconds:,.0f}" if seconds else "-", "over the whole run"),
    ]
    tiles += [(name, f"{answer.get(key, 0):,}", "") for key, name in _COUNTERS]
    throttled = answer.get("throttledMillis", 0) / 1000
    limit = answer.get("requestsPerSecond", -1)
    tiles += [
        (
            "retries",
            f"{view.retries:,}",
            "bulk {bulk:,}, search {search:,}".format(**{"bulk": 0, "search": 0} | dict(answer.get("retries") or {})),
        ),
        ("throttled", _duration(throttled), f"limit {limit:,.0f} documents a second" if limit > 0 else "no limit"),
        ("failures", f"{facts.failure_count:,}", ""),
    ]
    return element("section", *(_tile(*tile) for tile in tiles), class_="tiles")


def _tile(name: str, value: str, more: str) -> Markup:
    return element("div", element("span", name), element("b", value), element("small", more))


def _plots(facts: Facts) -> Markup:
    plot = throughput(facts.history)
    if plot is None and not facts.view.prepared:
        return element("section", element("h2", "Speed"), element("p", _UNPREPARED[facts.state], class_="quiet"))
    if plot is None:
        why = (
            "Nothing is known of the speed over time: the run was not watched with --report, and its checkpoints are gone "
            "(ttlSecondsAfterFinished) or may not be read."
        )
        return element("section", element("h2", "Speed"), element("p", why, class_="quiet"))
    how = (
        "Each slice's documents spread evenly over its time, by its checkpoints: how the speed changed within a slice is not known."
        if facts.history.averages
        else "As it was seen while the run was watched."
    )
    lines = timeline(facts.history)
    slices = (element("h2", "When each slice ran"), lines) if lines else ()
    return element("section", element("h2", "Documents a second"), plot, element("p", how, class_="quiet"), *slices)


def _slices(facts: Facts) -> Markup:
    if not facts.view.slices:
        return Markup("")
    rows = []
    for each in facts.view.slices:
        points = facts.history.slices.get(each.id) or [(0.0, 0), (0.0, 0)]
        seconds = points[-1][0] - points[0][0]
        bar = element("progress", max=max(each.total, each.done, 1), value=each.done if each.total or each.done else 1)
        rate = f"{each.done / seconds:,.0f}" if seconds > 0 else "-"
        rows.append((each.id, each.state, bar, f"{each.done:,}", f"{each.total:,}", _duration(seconds) if seconds else "-", rate))
    return element("section", element("h2", "Slices"), _table(("slice", "state", "", "done", "of", "time", "docs/s"), rows, numbers=4))


def _failures(facts: Facts) -> Markup:
    failures: list[dict[str, Any]] = facts.response.get("failures") or []
    if not failures:
        return Markup("")
    rows = []
    for each in failures:
        cause = each.get("cause") or {}
        what = each.get("id") if "id" in each else "a read" + (f", shard {each['shard']}" if "shard" in each else "")
        deeper = cause.get("caused_by") or {}
        why = f"{cause.get('type', '')}: {cause.get('reason', '')}" + (f" ({deeper.get('type')}: {deeper.get('reason')})" if deeper else "")
        rows.append((each.get("index", ""), what or "", each.get("status", ""), why))
    more = facts.failure_count - len(failures)
    rest = element("p", f"{more:,} more {facts.unlisted}.", class_="quiet") if more > 0 else ""
    return element("section", element("h2", "Failures"), _table(("index", "id", "status", "cause"), rows), rest)


def _request(facts: Facts) -> Markup:
    return element("section", element("h2", "Spec"), element("pre", dump(facts.spec)))


def _table(heads: tuple[str, ...], rows: Sequence[Sequence[Child]], numbers: int = 0) -> Markup:
    """The last ``numbers`` columns stand at the right; a short cell is not broken at a hyphen."""

    def line(name: str, cells: Sequence[Child]) -> Markup:
        first = len(cells) - numbers
        return element("tr", *(element(name, cell, class_=_cell(cell, right=place >= first)) for place, cell in enumerate(cells)))

    return element("table", element("thead", line("th", heads)), element("tbody", *(line("td", row) for row in rows)))


def _cell(cell: Child, *, right: bool) -> str | None:
    return "number" if right else "short" if isinstance(cell, str) and len(cell) <= _SHORT else None


def _duration(seconds: float) -> str:
    return clock_time(seconds) if seconds >= _LONG else f"{seconds:.1f} s" if seconds else "0 s"


def _foot(made: datetime) -> Markup:
    return element("footer", f"made {_moment(made)} by reindex report", class_="quiet")


def _moment(time: datetime) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S UTC")
