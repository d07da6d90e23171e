"""Figures as a planner reads them."""

from math import nan

import pytest

from simsupport import formats


@pytest.mark.parametrize(
    ("number", "unit", "measure", "text"),
    [
        (0.8312, "1", "service_level", "83.1%"),
        (1, "1", "service_level", "100.0%"),
        (0, "1", "repeat_rate", "0.0%"),
        (1.2345, "contacts", "contacts_per_issue", "1.23"),
        (nan, "1", "fcr", "–"),
        (0, "s", "mean_wait", "0 s"),
        (0.04, "s", "mean_wait", "0 s"),
        (4.24, "s", "mean_wait", "4.2 s"),
        (9.96, "s", "mean_wait", "10 s"),
        (59.4, "s", "mean_wait", "59 s"),
        (59.6, "s", "mean_wait", "1 m 00 s"),
        (105, "s", "mean_wait", "1 m 45 s"),
        (3599.6, "s", "mean_wait", "1.0 h"),
        (11_520, "s", "resolution_time", "3.2 h"),
        (71.9 * 3600, "s", "resolution_time", "71.9 h"),
        (100 * 3600, "s", "resolution_time", "4.2 d"),
        (12_340.4, "contacts", "offered", "12,340"),
        (12.34, "contacts", "offered", "12.3"),
        (1.234, "contacts", "offered", "1.23"),
        (16, "people", "people", "16"),
        (1232, "h", "paid_hours", "1,232 h"),
        (7.5, "money", "cost_per_resolution", "7.50"),
        (49_961.4, "money", "cost", "49,961"),
        (-3.2, "money", "cost", "-3.20"),
    ],
)
def test_figure(number: float, unit: str, measure: str, text: str) -> None:
    assert formats.figure(number, unit, measure) == text


@pytest.mark.parametrize(
    ("mean", "low", "high", "unit", "text"),
    [
        (0.831, 0.825, 0.837, "1", "83.1% ± 0.6"),
        (105, 100, 110, "s", "1 m 45 s ± 5 s"),
        (105, 15, 195, "s", "1.8 m ± 1.5 m"),
        (11_520, 10_800, 12_240, "s", "3.2 h ± 12 m"),
        (12_340, 12_220, 12_460, "contacts", "12,340 ± 120"),
        (16, 16, 16, "people", "16 ± 0"),
        (16, 15.96, 16.04, "people", "16 ± 0.04"),
        (18.75, 18.18, 19.32, "money", "18.75 ± 0.57"),
        (16, nan, nan, "people", "16"),
        (nan, nan, nan, "1", "–"),
    ],
)
def test_with_interval(mean: float, low: float, high: float, unit: str, text: str) -> None:
    assert formats.with_interval(mean, low, high, unit) == text


@pytest.mark.parametrize(
    ("mean", "low", "high", "unit", "text"),
    [
        (0.131, 0.121, 0.141, "1", "+13.1 pt ± 1.0 *"),
        (-0.131, -0.141, -0.121, "1", "-13.1 pt ± 1.0 *"),
        (0.001, -0.009, 0.011, "1", "+0.1 pt ± 1.0  "),
        (-65, -70, -60, "s", "-1 m 05 s ± 5 s *"),
        (1, 1, 1, "people", "+1 ± 0 *"),
        (0, 0, 0, "people", "0 ± 0  "),
        (-3.5, nan, nan, "money", "-3.50"),
        (nan, nan, nan, "money", "–"),
    ],
)
def test_difference(mean: float, low: float, high: float, unit: str, text: str) -> None:
    assert formats.difference(mean, low, high, unit) == text


@pytest.mark.parametrize(("starred", "text"), [(None, "+2 ± 1 *"), (True, "+2 ± 1 *"), (False, "+2 ± 1  ")])
def test_a_star_may_be_given(starred: bool | None, text: str) -> None:
    assert formats.difference(2, 1, 3, "contacts", starred=starred) == text


@pytest.mark.parametrize(
    ("probability", "text"),
    [(0, "0%"), (1e-4, "<1%"), (0.01, "1%"), (0.25, "25%"), (0.99, "99%"), (0.9999, ">99%"), (1, "100%"), (nan, "–")],
)
def test_chance(probability: float, text: str) -> None:
    assert formats.chance(probability) == text
