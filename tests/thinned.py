"""Sweeps over hundreds of cases: an even spread of them is quick, so that what breaks is noticed at once."""

from collections.abc import Iterable
from typing import Any

import pytest


def thinned(cases: Iterable[Any], every: int) -> list[Any]:
    """The parameters of a sweep: one in so many, by their order, stays in the quick tests; the others are slow."""
    return [
        pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=[pytest.mark.slow] if at % every else [])
        for at, case in enumerate(cases)
    ]
