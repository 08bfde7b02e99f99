"""The plots of a report, as SVG: documents a second over time, and when each slice ran. Pure."""

from collections.abc import Callable

from reindex_operator.cli.progress import clock_time
from reindex_operator.cli.report.history import History
from reindex_operator.cli.report.markup import Markup, element, joined

WIDTH, HEIGHT = 920, 220
LEFT, BOTTOM, TOP, RIGHT = 74, 26, 10, 12
MOST_BANDS = 16
ROW = 18


def throughput(history: History) -> Markup | None:
    """Documents a second, slices on top of each other; None where nothing is known."""
    width, rates = history.rates()
    if not rates:
        return None
    bins = len(next(iter(rates.values())))
    total = [sum(rate[number] for rate in rates.values()) for number in range(bins)]
    top = _round_up(max(total))
    if top <= 0:
        return None
    start, end = history.span
    x, y = _scale(0, bins, LEFT, WIDTH - RIGHT), _scale(0, top, HEIGHT - BOTTOM, TOP)
    bands = list(rates.values()) if len(rates) <= MOST_BANDS else [total]
    parts = [*_grid(top, y), *_times(end - start)]
    below = [0.0] * bins
    for number, band in enumerate(bands):
        above = [low + rate for low, rate in zip(below, band, strict=True)]
        outline = _steps(above, x, y) + _steps(below, x, y)[::-1]
        parts.append(element("polygon", points=_points(outline), class_=f"band band{number % 8}"))
        below = above
    parts.append(element("polyline", points=_points(_steps(total, x, y)), class_="line"))
    for number, rate in enumerate(total):  # what a pointer over the plot tells
        title = element("title", f"{clock_time(number * width)}: {rate:,.0f} docs/s")
        parts.append(element("rect", title, x=x(number), y=TOP, width=x(1) - x(0), height=HEIGHT - BOTTOM - TOP, class_="probe"))
    return element("svg", *parts, viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", aria_label="documents a second over time")


def timeline(history: History) -> Markup | None:
    """When each slice ran, a bar each; None for one slice, or where nothing is known."""
    start, end = history.span
    if end <= start or not 1 < len(history.slices) <= MOST_BANDS * 4:
        return None
    height = ROW * len(history.slices) + BOTTOM
    x = _scale(start, end, LEFT, WIDTH - RIGHT)
    parts = _times(end - start, height)
    for row, (number, points) in enumerate(sorted(history.slices.items())):
        (begun, _), (ended, done) = points[0], points[-1]
        title = element("title", f"slice {number}: {clock_time(ended - begun)}, {done:,} documents")
        bar = {"x": x(begun), "width": max(1.0, x(ended) - x(begun)), "y": row * ROW + 3, "height": ROW - 6, "rx": 2}
        parts += [
            element("text", f"slice {number}", x=LEFT - 8, y=row * ROW + ROW - 5, text_anchor="end"),
            element("rect", title, class_=f"band{number % 8}", **bar),
        ]
    return element("svg", *parts, viewBox=f"0 0 {WIDTH} {height}", role="img", aria_label="when each slice ran")


def _scale(low: float, high: float, first: float, last: float) -> Callable[[float], float]:
    return lambda value: first + (value - low) / (high - low) * (last - first)


def _steps(values: list[float], x: Callable[[float], float], y: Callable[[float], float]) -> list[tuple[float, float]]:
    return [(x(number + side), y(value)) for number, value in enumerate(values) for side in (0, 1)]


def _points(points: list[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _grid(top: float, y: Callable[[float], float]) -> list[Markup]:
    return [
        joined(
            element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y(value), y2=y(value), class_="grid"),
            element("text", f"{value:,.0f}" if top >= 4 else f"{value:g}", x=LEFT - 8, y=y(value) + 4, text_anchor="end"),  # noqa: PLR2004 - four lines
        )
        for value in (top * quarter / 4 for quarter in range(5))
    ]


def _times(seconds: float, height: int = HEIGHT) -> list[Markup]:
    x = _scale(0, seconds, LEFT, WIDTH - RIGHT)
    step = next((step for step in _STEPS if seconds / step <= 8), seconds)  # noqa: PLR2004 - as many have room
    marks = [number * step for number in range(int(seconds / step) + 1)]
    shown = [(mark, clock_time(mark) if step >= 1 else f"{mark:g} s") for mark in marks]
    return [element("text", text, x=min(x(mark), WIDTH - RIGHT - 20), y=height - 6, text_anchor="middle") for mark, text in shown]


_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800)


def _round_up(value: float) -> float:
    """The next number that reads well on an axis of four parts."""
    size = 1.0
    while size * 10 < value:
        size *= 10
    return next((size * factor for factor in (1, 1.2, 2, 2.4, 4, 6, 8, 10) if size * factor >= value), size * 10) if value > 0 else 0.0
