"""Logs written by hand: a scenario, a table of legs, a table of agents' time. Times are in a unit; - is never."""

import numpy as np
import pandas as pd

from simsupport import units
from simsupport.log import AGENT_COLUMNS, KINDS, LEG_COLUMNS, OUTCOMES, STATES, Log
from simsupport.measures import measure
from simsupport.scenario.models import Scenario

TIMES = ("created", "arrived", "queued", "started", "talk_ended", "released", "effort", "hold")


def scenario(**given) -> Scenario:
    """A desk with a phone, unless something else is given."""
    return Scenario.model_validate({
        "channels": {"phone": {"kind": "live"}},
        "topics": {"call": {"talk": "5 min"}},
        "demand": [{"topic": "call", "channel": next(iter(given.get("channels", {"phone": 0}))), "rate": "0 / h"}],
        "teams": {"desk": {"agents": 1, "skills": {"call": {}}}},
        **given,
    })  # fmt: skip


def log(desk: Scenario, legs: str = "", agents: str = "", unit: int = units.MINUTE) -> Log:
    return Log(_legs(desk, legs, unit), _agents(desk, agents, unit), desk, 1, 0, "by hand")


def _rows(text: str) -> list[dict[str, str]]:
    head, *lines = [line.split() for line in text.strip().splitlines()] or [[]]
    return [dict(zip(head, line, strict=True)) for line in lines]


def _legs(desk: Scenario, text: str, unit: int) -> pd.DataFrame:
    rows = [_leg(desk, row) for row in _rows(text)]
    labels = sorted({key for row in rows for key in row if key.startswith("label.")})
    table = pd.DataFrame(rows, columns=[*LEG_COLUMNS, *labels])
    for name in TIMES:
        table[name] = [-1 if value == "-" else round(float(value) * unit) for value in table[name]]
        table[name] = table[name].astype(np.int64)
    for name in ("issue", "contact", "leg", "turn", "agent"):
        table[name] = table[name].astype(np.int32)
    kinds = {"kind": KINDS, "outcome": OUTCOMES, "topic": desk.topics, "channel": desk.channels, "team": desk.teams}
    for name, categories in kinds.items():
        table[name] = pd.Categorical(table[name], categories=list(categories))
    for name in labels:
        table[name] = pd.Categorical(table[name].where(table[name] != "-"))
    return table.astype({"granted": float})


def _leg(desk: Scenario, row: dict[str, str]) -> dict[str, object]:
    """A leg with what goes without saying: names, an agent, times that follow from others."""
    agent = -1 if row["started"] == "-" or row.get("kind") == "bot" else 0
    full = {
        "contact": 0, "leg": 0, "turn": 0, "kind": "first", "topic": next(iter(desk.topics)),
        "channel": next(iter(desk.channels)), "team": next(iter(desk.teams)), "created": row["arrived"],
        "queued": row["arrived"], "hold": 0, "granted": 0, **row,
    }  # fmt: skip
    full.setdefault("released", full["talk_ended"] if agent == 0 else "-")
    full["agent"] = -1 if row.get("agent") == "-" else row.get("agent", agent)
    over = agent == 0 and full["talk_ended"] != "-"
    talk = float(full["talk_ended"]) - float(full["started"]) - float(full["hold"]) if over else 0
    full.setdefault("effort", talk)
    return full


def _agents(desk: Scenario, text: str, unit: int) -> pd.DataFrame:
    rows = [{"team": next(iter(desk.teams)), **row} for row in _rows(text)]
    table = pd.DataFrame(rows, columns=list(AGENT_COLUMNS))
    for name in ("start", "end"):
        table[name] = [round(float(value) * unit) for value in table[name]]
        table[name] = table[name].astype(np.int64)
    table["agent"] = table["agent"].astype(np.int32)
    table["team"] = pd.Categorical(table["team"], categories=list(desk.teams))
    table["state"] = pd.Categorical(table["state"], categories=STATES)
    return table


def figure(log: Log, name: str, **where) -> float:
    """The value of one measure, over all or where dimensions have these values (label_tier for label.tier)."""
    wanted = {key.replace("label_", "label."): value for key, value in where.items()}
    table = measure(log, by=list(wanted), names=[name])
    for key, value in wanted.items():
        table = table[table[key] == value]
    (value,) = table["value"]
    return value


def column(log: Log, name: str, by: str) -> dict[object, float]:
    """The values of one measure by one dimension."""
    table = measure(log, by=[by], names=[name])
    return dict(zip(table[by].tolist(), table["value"].tolist(), strict=True))
