"""The hand-traced cases of tests/cases against the engine.

Each file holds a small scenario, the issues, and the log that follows from the rules of docs/model.md, traced by hand.
Nothing in them depends on chance: shares are 0% or 100%, durations constant, issues given one by one. Times are
seconds since the scenario's start, or h:mm, h:mm:ss, d+h:mm, negative before it; `-` is what did not happen.
"""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest
from ruamel.yaml import YAML
from thinned import thinned

from simsupport.demand import Demand
from simsupport.engines import simulate
from simsupport.scenario import from_mapping
from simsupport.units import SECOND, parse_duration

FOLDER = Path(__file__).parent / "cases"
FILES = sorted(FOLDER.glob("*.yaml"))

TIMES = ("created", "arrived", "queued", "started", "talk_ended", "released", "effort", "hold", "start", "end")
NUMBERS = ("issue", "contact", "leg", "turn", "agent")
ALWAYS = ("issue", "contact", "leg", "kind", "team", "agent", "queued", "started", "talk_ended", "released", "outcome")
SHUFFLES = (1, 2, 3, 4, 5)


class Table(NamedTuple):
    """Columns and rows; the cells are ticks, numbers or words."""

    columns: list[str]
    rows: list[tuple[Any, ...]]


def read_case(path: Path) -> dict[str, Any]:
    case: dict[str, Any] = YAML(typ="safe", pure=True).load(path)
    return case


def demand_of(case: dict[str, Any]) -> Demand:
    scenario = from_mapping(case["scenario"], FOLDER)
    rows = [
        {
            "created": parse_moment(issue["at"]),
            "line": issue["line"],
            "labels": issue.get("labels", {}),
            "hard": issue.get("hard", False),
            "amount": float(issue.get("amount", 0)),
            "pace": float(issue.get("pace", 1)),
            "comes_back": issue.get("comes_back", True),
            **{recorded: parse_duration(issue[recorded]) for recorded in ("talk", "patience") if recorded in issue},
        }
        for issue in case["issues"]
    ]
    return Demand.from_issues(scenario, rows)


def run(case: dict[str, Any], **options: Any) -> Any:
    demand = demand_of(case)
    return simulate(demand.scenario, demand, engine="reference", **options)


def parse_moment(text: str) -> int:
    """Ticks of a duration since the scenario's start, or before it: ``-2 h``."""
    return -parse_duration(text[1:]) if text.startswith("-") else parse_duration(text)


def parse_table(text: str) -> Table:
    lines = [line.split() for line in text.splitlines() if line.strip()]
    columns, rows = lines[0], lines[1:]
    for row in rows:
        assert len(row) == len(columns), f"{len(columns)} cells are due: {' '.join(row)}"
    parsers = [_parser(column) for column in columns]
    return Table(columns, [tuple(parse(cell) for parse, cell in zip(parsers, row, strict=True)) for row in rows])


def _parser(column: str) -> Callable[[str], Any]:
    if column in TIMES:
        return parse_time
    if column in NUMBERS:
        return lambda cell: -1 if cell == "-" else int(cell)
    return float if column == "granted" else str


def parse_time(cell: str) -> int:
    """Ticks of ``90``, ``0.5``, ``1:30``, ``1:30:15``, ``1+8:00`` or ``-2:00``; `-` is −1."""
    if cell.startswith("-"):
        return -parse_time(cell[1:]) if cell != "-" else -1
    days, _, clock = cell.rpartition("+")
    hours, minutes, seconds = "0", "0", clock
    if ":" in clock:
        hours, minutes, seconds = (*clock.split(":"), "0")[:3]
    total = (int(days or 0) * 24 + int(hours)) * 3600 + int(minutes) * 60 + Decimal(seconds)
    ticks = total * SECOND
    assert ticks == int(ticks), f"{cell} is finer than a tick"
    return int(ticks)


def actual_table(frame: pd.DataFrame, columns: list[str]) -> Table:
    def cells(column: str) -> list[Any]:
        kind = int if column in TIMES + NUMBERS else float if column == "granted" else str
        return [kind(value) for value in frame[column]]

    return Table(columns, list(zip(*(cells(column) for column in columns), strict=True)))


def difference(expected: Table, actual: Table, clock: bool) -> str:
    """Both tables, aligned; `>` marks the rows that stand in one of them only."""
    columns = expected.columns
    shown = [
        [tuple(_show(column, cell, clock) for column, cell in zip(columns, row, strict=True)) for row in table.rows]
        for table in (expected, actual)
    ]
    widths = [max(len(row[place]) for row in (columns, *shown[0], *shown[1])) for place in range(len(columns))]

    def lines(title: str, rows: list[tuple[str, ...]], others: list[tuple[str, ...]]) -> list[str]:
        marked = [("> " if row not in others else "  ", row) for row in rows]
        return [title] + [
            mark + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for mark, row in [("  ", tuple(columns)), *marked]
        ]

    return "\n".join(lines("expected", *shown) + lines("actual", *reversed(shown)))


def _show(column: str, cell: Any, clock: bool) -> str:
    if column not in TIMES:
        return "-" if column == "agent" and cell == -1 else f"{cell:g}" if column == "granted" else str(cell)
    if cell == -1:
        return "-"
    if cell < 0:
        return "-" + _show(column, -cell, clock)
    seconds = Decimal(cell) / SECOND
    if not clock:
        return f"{seconds:f}"
    days, rest = divmod(seconds, 24 * 3600)
    hours, rest = divmod(rest, 3600)
    minutes, rest = divmod(rest, 60)
    text = f"{int(hours)}:{int(minutes):02d}" + (f":{rest:0>2f}" if rest else "")
    return f"{int(days)}+{text}" if days else text


def check(name: str, text: str, frame: pd.DataFrame) -> None:
    expected = parse_table(text)
    actual = actual_table(frame, expected.columns)
    if expected != actual:
        pytest.fail(f"{name}\n{difference(expected, actual, clock=':' in text)}", pytrace=False)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_log_is_the_hand_traced_one(path: Path) -> None:
    case = read_case(path)
    log = run(case)
    check("legs", case["legs"], log.legs)
    if "agents" in case:
        check("agents", case["agents"], log.agents)


@pytest.mark.parametrize("path", thinned(FILES, 10), ids=lambda path: path.stem)
def test_order_of_creation_changes_nothing(path: Path) -> None:
    """R2: nothing depends on the order in which the code starts its processes."""
    case = read_case(path)
    log = run(case)
    for seed in SHUFFLES:
        other = run(case, shuffle=seed)
        pd.testing.assert_frame_equal(log.legs, other.legs)
        pd.testing.assert_frame_equal(log.agents, other.agents)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_case_is_well_formed(path: Path) -> None:
    case = read_case(path)
    assert set(case) - {"agents"} == {"rule", "about", "scenario", "issues", "legs"}
    assert path.stem.startswith(f"r{int(case['rule'][1:]):02d}-")
    legs = parse_table(case["legs"])
    assert set(ALWAYS) <= set(legs.columns)
    keys = [row[:3] for row in legs.rows]
    assert legs.columns[:3] == ["issue", "contact", "leg"]
    assert keys == sorted(set(keys))
    assert {issue for issue, _, _ in keys} == set(range(len(case["issues"])))
    if "agents" in case:
        agents = parse_table(case["agents"])
        assert agents.columns == ["agent", "team", "state", "start", "end"]
        for row, following in zip(agents.rows, agents.rows[1:], strict=False):
            assert row[4] == following[3] if row[0] == following[0] else following[3] == 0
