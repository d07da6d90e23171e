"""Work that waits at the start (R23): how old it is, what it carries, and that it disturbs nobody."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from demands import TIERS, Z, desk, issues_of
from scipy import stats

import simsupport as ss
from simsupport.scenario import from_mapping, resolved
from simsupport.scenario.models import Scenario
from simsupport.units import DAY, HOUR, MINUTE

NAME = "backlog/technical/email"
LINE = {"rate": "10 / h"}
OLD: dict[str, Any] = {"topic": "technical", "channel": "email", "count": 120, "age": {"uniform": ["0 h", "60 h"]}}


def waiting(*backlog: dict[str, Any], **parts: Any) -> Scenario:
    return desk(LINE, backlog=list(backlog), **parts)


def test_so_many_issues_of_that_age() -> None:
    """20,000 ages against their distribution; all came before the start, and all may come back."""
    many = waiting({**OLD, "count": 20_000})
    found = issues_of(many, NAME)
    assert found.index.tolist() == list(range(20_000))
    assert stats.kstest(-found["created"] / (60 * HOUR), "uniform").pvalue > 1e-4
    assert found["created"].max() <= -2
    demand = ss.sample_demand(many)
    assert demand.comes_back.all()
    assert (demand.created[:20_000] < 0).all()
    assert set(found["topic"]) == {"technical"}
    assert set(found["channel"]) == {"email"}


@pytest.mark.parametrize(("age", "created"), [("0 s", -2), ("1 us", -2), ("2 us", -2), ("3 us", -3), ("5 d", -5 * DAY)])
def test_an_age_is_before_the_first_tick(age: str, created: int) -> None:
    assert set(issues_of(waiting({**OLD, "age": age}), NAME)["created"]) == {created}


def test_labels_and_authority_are_drawn() -> None:
    billing = {**OLD, "topic": "billing", "count": 8000, "labels": TIERS}
    found = issues_of(waiting(billing), "backlog/billing/email")
    for share, due in (((found["label.tier"] == "vip").mean(), 0.1), ((found["amount"] > 0).mean(), 0.4)):
        assert abs(share - due) < Z * np.sqrt(due * (1 - due) / 8000)


def test_more_of_it_changes_nobody_before() -> None:
    few, more = (issues_of(waiting({**OLD, "count": count}), NAME) for count in (100, 150))
    assert few.equals(more[:100])


def test_it_changes_no_demand_line() -> None:
    assert issues_of(desk(LINE), "billing/phone").equals(issues_of(waiting(OLD), "billing/phone"))


def test_the_backlog_of_one_topic_and_channel_in_two_parts() -> None:
    """They are numbered, whatever their order in the file."""
    older = {**OLD, "count": 5, "age": "10 d"}
    one, other = waiting(OLD, older), waiting(older, OLD)
    assert sorted(line.name for line in one.lines) == [NAME, f"{NAME} 2", "billing/phone"]
    columns = ["line", "k", "created", "topic"]
    assert ss.sample_demand(one).table[columns].equals(ss.sample_demand(other).table[columns])


def test_open_tickets_of_a_file(tmp_path: Path) -> None:
    """Local times of the channel; those of months ago across the change of the clocks."""
    rows = ["created,topic,channel,tier", "2026-03-01 20:00,technical,email,vip", "2025-10-01 12:00,billing,email,",
            "2026-03-01T23:59:59.999999,billing,email,plain", "2026-03-01 22:30Z,billing,email,plain"]  # fmt: skip
    (tmp_path / "open.csv").write_text("\n".join(rows), encoding="utf-8")
    entry = {"file": "open.csv", "columns": {"tier": "tier"}}
    given = waiting(entry, {**OLD, "count": 1, "age": "4 h"}, folder=tmp_path,
                    calendar={"time_zone": "Europe/Berlin"})  # fmt: skip
    demand = ss.sample_demand(given)
    frame = demand.table[demand.created < 0]
    october = -(152 * DAY - 12 * HOUR - HOUR)  # the day of the change had an hour more
    assert frame["created"].tolist() == [october - 2 * HOUR, -4 * HOUR, -4 * HOUR, -30 * MINUTE, -2]
    assert frame["label.tier"].astype(object).where(frame["label.tier"].notna(), None).tolist() == [
        None, "vip", None, "plain", "plain",
    ]  # fmt: skip
    assert demand.comes_back.all()


def test_the_resolved_form_has_it(tmp_path: Path) -> None:
    (tmp_path / "open.csv").write_text("created\n2026-03-01 20:00\n", encoding="utf-8")
    given = waiting({"file": "open.csv", "topic": "billing", "channel": "email"}, {**OLD, "labels": TIERS},
                    folder=tmp_path)  # fmt: skip
    assert from_mapping(resolved(given)) == given
