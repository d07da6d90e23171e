"""Why a figure is a dash: said once below the table."""

from math import nan

from simsupport.cli.planner import Cell, missing
from simsupport.cli.tables import Row, Table, rendered

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
