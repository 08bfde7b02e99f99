"""Quantities, and what looks like one. All of them are tried on a real API server too."""

from typing import Any

RIGHT: list[Any] = [
    1,
    0,
    0.5,
    " 1 ",
    "1",
    "+1",
    "1.",
    ".5",
    "0.5",
    "500m",
    "1k",
    "512Mi",
    "4Gi",
    "1E",
    "1Ei",
    "1e3",
    "1E3",
    "1e-3",
    "1.5e+2",
    "100n",
    "7u",
]
WRONG: list[Any] = [
    -1,
    True,
    [],
    {},
    "",
    "1 Gi",
    "lots",
    "1K",
    "1ki",
    "1gb",
    "1GB",
    "512MiB",
    "1,5",
    "1e",
    "0x1",
    "1_000",
    "-1",
    "--1",
    "1i",
    "1mi",
    "1e1.5",
]
ZERO: list[Any] = [".", "Gi", "+"]
"""What the API server takes for 0, and nobody means who writes it."""
