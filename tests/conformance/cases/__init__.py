"""The cases, by theme."""

from importlib import import_module

from tests.conformance.harness.case import Case

THEMES = (
    "validation",
    "reading",
    "whole",
    "queries",
    "order",
    "writing",
    "refusals",
    "choices",
    "names",
    "remote",
    "on_purpose",
    "scripts",
)

CASES: list[Case] = [case for theme in THEMES for case in import_module(f"{__name__}.{theme}").CASES]
