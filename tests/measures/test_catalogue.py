"""The catalogue: every measure once, each with a figure worked out by hand, and the page that says so."""

import subprocess
import sys
from math import isnan
from pathlib import Path

import pytest
import test_callbacks
import test_cost
import test_interruptions
import test_machines
import test_people_at_work
import test_people_figures
import test_resolution
import test_response
import test_standby
import test_turns
import test_work
from tiny_logs import log, scenario

from simsupport.measures import UnknownNameError, measure
from simsupport.measures.catalogue import CATALOGUE, SECTIONS, applies, markdown
from simsupport.measures.dimensions import ALL, INTERVALS, NAMES

PAGE = Path(__file__).parents[2] / "docs" / "measures.md"
UNITS = (
    "1", "s", "h", "money", "contacts", "issues", "turns", "talks", "interruptions", "people", "weekends", "cycles",
    "points",
)  # fmt: skip


def test_each_measure_has_a_literal_figure_that_is_neither_nan_nor_nothing():
    modules = (
        test_callbacks, test_cost, test_interruptions, test_machines, test_people_figures, test_people_at_work,
        test_resolution, test_response, test_standby, test_turns, test_work,
    )  # fmt: skip
    worked_out = {
        name
        for module in modules
        for _, figures in module.CASES
        for name, value in figures.items()
        if not isnan(value) and value != 0
    }
    assert set(CATALOGUE) - worked_out == set()


def test_each_measure_stands_once():
    names = [measure.name for measures in SECTIONS.values() for measure in measures]
    assert len(names) == len(set(names)) == len(CATALOGUE)


def test_each_says_what_it_is():
    for each in CATALOGUE.values():
        assert each.definition
        assert "\n" not in each.definition
        assert "|" not in each.definition
        assert each.unit in UNITS
        assert each.dimensions


def test_each_says_why_it_may_be_missing():
    """An amount is always there."""
    assert [each.name for each in CATALOGUE.values() if each.kind != "amount" and not each.none] == []


def test_page_is_up_to_date():
    """Else: python -m simsupport.measures.catalogue > docs/measures.md"""
    assert PAGE.read_text(encoding="utf-8") == markdown()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("service_level", {*NAMES, *INTERVALS}),
        ("occupancy", {"team", *INTERVALS}),
        ("sla_compliance", {*NAMES, *INTERVALS, "target"}),
        ("queue_length", {*NAMES, *INTERVALS}),
        ("backlog", {*NAMES, *INTERVALS}),
        ("cost_per_contact", {"team", *INTERVALS}),
        ("cost_per_month", {"team"}),
        ("cost_bot", {"channel", "topic", "label", *INTERVALS}),
        ("cost_initiatives", {*INTERVALS}),
        ("standby_hours", {"team", *INTERVALS}),
        ("next_response_time_p90", {*NAMES, *INTERVALS}),
        ("csat", {*NAMES, *INTERVALS}),
        ("clv", {"week", "month"}),
        ("strain", {"team", "week", "month"}),
    ],
)
def test_dimensions(name, expected):
    assert set(CATALOGUE[name].dimensions) == expected
    assert {dim for dim in (*ALL, "target") if applies(CATALOGUE[name], [dim])} == expected


def test_labels_are_one_family():
    assert applies(CATALOGUE["service_level"], ["label.tier", "hour"])
    assert not applies(CATALOGUE["occupancy"], ["label.tier"])


@pytest.mark.parametrize(
    ("by", "names", "message"),
    [
        (["chanel"], None, "'chanel' is not a dimension; did you mean 'channel'?"),
        (["label.tier"], None, "'label.tier' is not a dimension; there are channel, topic, team, target, quarter_hour"),
        (["hour", "hour"], None, "the dimension 'hour' stands twice"),
        ([], ["service_levle"], "'service_levle' is not a measure; did you mean 'service_level'?"),
    ],
)
def test_unknown_names(by, names, message):
    with pytest.raises(UnknownNameError) as caught:
        measure(log(scenario()), by=by, names=names)
    assert str(caught.value).startswith(message)
    assert isinstance(caught.value, ValueError)


def test_the_table_is_tidy():
    table = measure(log(scenario()), by="channel", names=["occupancy", "offered", "service_level"])
    assert table.columns.tolist() == ["channel", "measure", "value", "numerator", "denominator"]
    assert table["measure"].tolist() == ["offered", "service_level"]  # occupancy is of no channel
    assert table["channel"].tolist() == ["phone", "phone"]
    assert table["numerator"].tolist() == [0, 0]
    assert table["denominator"].tolist() == [1, 0]


def test_the_catalogue_is_read_without_what_is_slow_to_import():
    code = "import sys, simsupport.measures.catalogue; print({'pandas', 'scipy', 'pydantic'} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "set()"
