"""Why a figure is a dash: said once below the table."""

from math import nan

import pytest
from test_experiment import BUSY, desk

from simsupport.cli.tables import rendered
from simsupport.experiment import run
from simsupport.tables import Row, Table
from simsupport.tables.planner import Cell, missing, unjudged
from simsupport.tables.ranking import chances
from simsupport.targets import Verdict

THERE = Cell(0.8, 0.7, 0.9, "1")
GONE = Cell(nan, nan, nan, "1")


def test_each_reason_once():
    rows = (
        Row("first", ("1", "–"), ("no issue came",)),
        Row("second", ("–", "–"), ("no contact was offered", "no issue came")),
    )
    assert Table("", ("a", "b"), rows).note == "–: no issue came; no contact was offered"
    assert rendered([Table("", ("a", "b"), rows)]).rstrip().endswith("\n–: no issue came; no contact was offered")


def test_no_dash_no_note():
    assert Table("", ("a",), (Row("first", ("1",)),)).note == ""


def test_why():
    alone = Cell(0.8, nan, nan, "1", alone=True)
    assert list(missing([THERE, GONE], "service_level")) == ["no contact was due on a channel with a target"]
    assert list(missing([None, GONE], "backlog_clear_time")) == [
        "not in this scenario", "there was no whole week, Monday to Monday",
    ]  # fmt: skip
    assert list(missing([alone], "fcr")) == ["no ± where a figure is there in a single replication only"]


@pytest.mark.parametrize(
    ("at_most", "mean", "expected"),
    [
        (False, nan, ["no target applied to anything that was due"]),
        (True, nan, ["no contact was offered"]),
        (False, 0.8, []),
    ],
)
def test_why_a_target_is_not_judged(at_most: bool, mean: float, expected: list[str]) -> None:
    verdict = Verdict("desk", "a target", 0.8, at_most, mean, mean, mean, mean, mean)
    assert list(unjudged(verdict)) == expected
    assert list(unjudged(None)) == ["not in this scenario"]


def test_who_promises_nothing_has_nothing_to_keep():
    """Nothing costs, so the rest is ranked by SLA compliance, which is nowhere in a scenario without targets."""
    free = desk(name="free", channels={"phone": {"kind": "live"}, "mail": {"kind": "deferred"}})
    results = run([BUSY, free], 2, by=[["target"]], names=["cost", "sla_compliance"], workers=1, progress=False)
    table, _ = chances(results, 0.95)
    assert table.rows[1] == Row("free", ("0 of 0", "–", "–", "–", "–"))
