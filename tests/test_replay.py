"""Issues that were recorded come again (R4): at their own times, with what the file says of them."""

import json
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from demands import desk, issues_of

import simsupport as ss
from simsupport.demand import Demand
from simsupport.errors import ScenarioError
from simsupport.scenario import from_mapping, load, resolved, resolved_text, warnings
from simsupport.scenario.files import yaml_file
from simsupport.scenario.models import Scenario
from simsupport.units import DAY, HOUR, MINUTE, SECOND

TICKETS = """\
Ticket,Created at,Type,Via,Tier,Talk,Patience
17,2026-03-02 08:15,billing,phone,vip,300,90 s
18,2026-03-02T08:15:30.25,technical,email,plain,5 min,
,2026-03-03 10:00,billing,phone,,,12.5
19,2026-03-02 07:00+01:00,billing,phone,plain,0,
17,2026-03-04 09:00,billing,email,vip,60,
"""
COLUMNS = {
    "created": "Created at", "topic": "Type", "channel": "Via", "issue": "Ticket", "talk": "Talk",
    "patience": "Patience", "tier": "Tier",
}  # fmt: skip
FIRST = {"created": "Created at", "topic": "Type", "channel": "Via"}


def replayed(folder: Path, text: str = TICKETS, line: dict[str, Any] | None = None, **parts: Any) -> Scenario:
    """A desk of nothing but the tickets of a file."""
    (folder / "march.csv").write_text(text, encoding=parts.pop("encoding", "utf-8"))
    return desk({"replay": "march.csv", **(line or {"columns": COLUMNS})}, folder=folder, **parts)


def columns(demand: Demand) -> list[tuple[Any, ...]]:
    """The issues as tuples: line, k, created in seconds, tier, talk and patience in seconds, whether it comes back."""
    table = demand.table
    in_seconds = [(column / SECOND).tolist() for column in (demand.created, demand.talk, demand.patience)]
    tiers = table["label.tier"].astype(object).where(table["label.tier"].notna(), None)
    return list(zip(table["line"], table["k"], in_seconds[0], tiers, *in_seconds[1:], demand.comes_back, strict=True))


def test_each_issue_is_as_its_first_row_says(tmp_path: Path) -> None:
    """Unsorted, with and without offsets; a second row of a ticket is left out, and a row without one stands alone."""
    none = -1 / SECOND
    assert columns(ss.sample_demand(replayed(tmp_path))) == [
        ("replay/march/billing/phone", 0, 6 * 3600, "plain", 0, none, True),
        ("replay/march/billing/phone", 1, 8 * 3600 + 15 * 60, "vip", 300, 90, True),
        ("replay/march/technical/email", 0, 8 * 3600 + 15 * 60 + 30.25, "plain", 300, none, True),
        ("replay/march/billing/phone", 2, 34 * 3600, None, none, 12.5, False),
    ]


def test_a_line_for_each_topic_and_channel(tmp_path: Path) -> None:
    given = replayed(tmp_path, line={"name": "old", "columns": FIRST})
    names = [line.name for line in given.lines]
    assert names == ["old/billing/email", "old/billing/phone", "old/technical/email"]
    frame = ss.sample_demand(given).table
    assert frame["line"].value_counts().to_dict() == dict(zip(names, (1, 3, 1), strict=True))
    assert (frame["channel"].astype(str) == frame["line"].astype(str).str.split("/").str[2]).all()
    assert not ss.sample_demand(given).comes_back.any()  # no column says which issue a row is about


def test_local_times_are_those_of_the_channel(tmp_path: Path) -> None:
    """Across the change of 29 March: Berlin's phone, New York's chat; what the clocks skip is the end of the gap."""
    text = """\
created,channel
2026-03-29 01:59,phone
2026-03-29 02:30,phone
2026-03-29 03:00,phone
2026-03-28 20:30,chat
2026-03-29 02:30,chat
2026-03-29 02:30+02:00,chat
"""
    channels = {
        "phone": {"kind": "live"}, "email": {"kind": "deferred"},
        "chat": {"kind": "live", "time_zone": "America/New_York"},
    }  # fmt: skip
    given = replayed(
        tmp_path, text, {"topic": "billing"}, channels=channels,
        calendar={"start": "2026-03-29", "time_zone": "Europe/Berlin"},
    )  # fmt: skip
    frame = ss.sample_demand(given).table
    minutes = {name: (rows["created"] / MINUTE).tolist() for name, rows in frame.groupby("channel", observed=True)}
    # New York is five hours behind Berlin's winter time: 20:30 is 01:30, the next day's 02:30 is 08:30 in summer time
    assert minutes == {"phone": [119, 120, 120], "chat": [90, 90, 7.5 * 60]}


def test_the_clocks_going_back(tmp_path: Path) -> None:
    """02:30 comes twice on 25 October: without an offset it is the first."""
    text = "created\n2026-10-25 02:30\n2026-10-25 02:30+01:00\n2026-10-25 03:00\n"
    given = replayed(tmp_path, text, {"topic": "billing", "channel": "phone"},
                     calendar={"start": "2026-10-25", "time_zone": "Europe/Berlin"})  # fmt: skip
    assert (ss.sample_demand(given).created / MINUTE).tolist() == [150, 210, 240]


def test_what_lies_outside_of_the_horizon_is_left_out_and_told(tmp_path: Path) -> None:
    """A repeat of a ticket that first came before the start is no new issue either."""
    given = replayed(tmp_path, calendar={"start": "2026-03-03", "duration": "1 d"})
    assert columns(ss.sample_demand(given)) == [("replay/march/billing/phone", 0, 36000, None, -1e-6, 12.5, False)]
    assert [str(problem) for problem in warnings(given)][:1] == [
        "demand[0].replay: 4 of its 5 rows lie outside of the horizon and are left out"
    ]
    later = replayed(tmp_path, calendar={"start": "2026-03-04", "duration": "1 d"})
    assert len(ss.sample_demand(later)) == 0


def test_a_file_of_one_topic_and_channel(tmp_path: Path) -> None:
    text = "\ufeffcreated,time\n2026-03-02 08:15,3\n\n2026-03-02 08:15,4\n"
    given = replayed(tmp_path, text, {"topic": "billing", "channel": "chat"})
    frame = ss.sample_demand(given).table
    assert frame[["line", "k"]].to_numpy().tolist() == [
        ["replay/march/billing/chat", 0],
        ["replay/march/billing/chat", 1],
    ]


def test_another_encoding_and_another_form_of_times(tmp_path: Path) -> None:
    text = "Wann,Größe\n02.03.2026 08:15,klein\n03.03.2026 18:00,groß\n"
    line = {
        "topic": "billing", "channel": "phone", "columns": {"created": "Wann", "size": "Größe"},
        "encoding": "latin-1", "time_format": "%d.%m.%Y %H:%M",
    }  # fmt: skip
    given = replayed(tmp_path, text, line, encoding="latin-1")
    frame = ss.sample_demand(given).table
    assert frame["label.size"].tolist() == ["klein", "groß"]
    assert (frame["created"] / HOUR).tolist() == [8.25, 42]


def test_traits_that_no_file_gives_are_drawn(tmp_path: Path) -> None:
    """Hard issues and authority, by line and number: more rows at the end change nobody before."""
    rows = [f"2026-03-{2 + number // 100:02}T{number % 24:02}:00,{number}" for number in range(1500)]
    line = {"topic": "billing", "channel": "phone", "columns": {"issue": "id"}}
    some, more = (replayed(tmp_path, "\n".join(["created,id", *sorted(rows)[:n]]), line) for n in (1000, 1500))
    few, all_of_them = (issues_of(given, "replay/march/billing/phone") for given in (some, more))
    assert few.equals(all_of_them[:1000])
    assert 0.2 < all_of_them["hard"].mean() < 0.3
    assert 0.35 < (all_of_them["amount"] > 0).mean() < 0.45


def test_other_lines_and_labels_change_nothing(tmp_path: Path) -> None:
    name = "replay/march/billing/phone"
    alone = issues_of(replayed(tmp_path), name)
    beside = desk({"replay": "march.csv", "columns": COLUMNS}, {"rate": "9 / h", "labels": {"tier": {"a": "100%"}}},
                  folder=tmp_path)  # fmt: skip
    assert issues_of(beside, name).equals(alone)


def test_labels_of_a_file_are_labels_as_others(tmp_path: Path) -> None:
    """They may decide who serves, and a target may name them."""
    parts = {
        "teams": {"vips": {"agents": 1, "labels": {"tier": ["vip"]}, "skills": {"billing": {}, "technical": {}}},
                  "rest": {"agents": 1, "labels": {"tier": ["plain"]}, "skills": {"billing": {}, "technical": {}}}},
        "targets": [{"name": "vip", "where": {"tier": "vip"}, "first_response": "5 min", "share": "90%"}],
    }  # fmt: skip
    given = replayed(tmp_path, **parts)
    legs = ss.simulate(given, ss.sample_demand(given)).legs
    assert legs.groupby("label.tier", observed=True)["team"].first().to_dict() == {"plain": "rest", "vip": "vips"}


def test_a_label_that_no_row_of_a_line_has_is_none(tmp_path: Path) -> None:
    rows = "created,tier\n2026-03-02T09:00,"
    given = replayed(tmp_path, rows, {"topic": "billing", "channel": "phone", "columns": {"tier": "tier"}})
    assert warnings(given) == []


def test_a_mix_leads_recorded_issues_elsewhere_and_demand_leaves_them(tmp_path: Path) -> None:
    effects = {"demand": "x9", "mix": {"chat": "100%"}}
    given = replayed(tmp_path, initiatives={"app": {"effects": effects, "starts": "2026-03-03"}},
                     special_days={"2026-03-02": {"demand": "x5"}})  # fmt: skip
    assert ss.sample_demand(given).table["channel"].tolist() == ["phone", "phone", "email", "chat"]


def test_recorded_talk_and_patience_hold(tmp_path: Path) -> None:
    """One agent: the second caller waits 90 s for the first, whose recorded talk ends after 120 s, and gives up."""
    text = (
        "created,talk,patience,id\n2026-03-02 08:00,120,,a\n2026-03-02 08:00:10,5,90,b\n2026-03-02 08:01:00,30,90,c\n"
    )
    line = {
        "topic": "billing", "channel": "phone",
        "columns": {"talk": "talk", "patience": "patience", "issue": "id"},
    }  # fmt: skip
    topics = {"billing": {"talk": "1 h", "patience": "1 h"}}
    teams = {"desk": {"agents": 1, "skills": {"billing": {}}}}
    given = replayed(tmp_path, text, line, topics=topics, teams=teams)
    legs = ss.simulate(given, ss.sample_demand(given)).legs
    assert legs["outcome"].tolist() == ["solved", "abandoned", "solved"]
    assert (legs["effort"] / SECOND).tolist() == [120, 0, 30]
    assert ((legs["talk_ended"] - 8 * HOUR) / SECOND).tolist() == [120, 100, 150]


def test_the_resolved_form_names_the_file(tmp_path: Path) -> None:
    given = replayed(tmp_path)
    form = resolved(given)
    assert form["demand"][0] == {
        "name": "replay/march", "replay": str(tmp_path / "march.csv"), "columns": COLUMNS, "encoding": "utf-8",
    }  # fmt: skip
    assert from_mapping(form) == given
    assert from_mapping(yaml_file.parse(resolved_text(given)).plain()) == given


def test_records_are_equal_if_the_files_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    one, same = replayed(tmp_path), replayed(tmp_path / "copy")
    other = replayed(tmp_path, TICKETS.replace("12.5", "13"))
    assert one == same
    assert one != other


def test_a_scenario_with_records_goes_to_workers(tmp_path: Path) -> None:
    given = replayed(tmp_path)
    before = ss.sample_demand(given)
    sent = pickle.loads(pickle.dumps(given))
    assert sent == given
    assert ss.sample_demand(sent).table.equals(before.table)


def test_a_variant_replays_another_file(tmp_path: Path) -> None:
    """A replay without a name is called by its file, without the dots; the columns stay."""
    (tmp_path / "q1.2026.csv").write_text(TICKETS, encoding="utf-8")
    (tmp_path / "other.csv").write_text(TICKETS.replace("17", "16"), encoding="utf-8")
    base = desk({"replay": "q1.2026.csv", "columns": FIRST}, folder=tmp_path)
    assert base.demand[0].name == "replay/q1-2026"
    (tmp_path / "base.yaml").write_text(resolved_text(base), encoding="utf-8")
    changed = load(tmp_path / "base.yaml", {"demand.replay/q1-2026.replay": str(tmp_path / "other.csv")})
    assert changed.lines[0].name == "replay/q1-2026/billing/email"


def test_a_file_beside_the_one_that_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = replayed(tmp_path)
    form = {**resolved(given), "demand": [{"replay": "march.csv", "columns": COLUMNS}]}
    (tmp_path / "desk.yaml").write_text(json.dumps(form), encoding="utf-8")
    monkeypatch.chdir(tmp_path.parent)
    assert load(f"{tmp_path.name}/desk.yaml").lines == given.lines


def test_a_column_of_a_thousand_values_is_no_label(tmp_path: Path) -> None:
    rows = "".join(f"2026-03-02 08:00,customer {number}\n" for number in range(1002))
    line = {"topic": "billing", "channel": "phone", "columns": {"customer": "who"}}
    with pytest.raises(ScenarioError) as caught:
        replayed(tmp_path, "created,who\n" + rows, line)
    message = "row 1002, column who: there are more than 1,000 values: this is no label"
    assert str(caught.value).splitlines()[0] == f"{tmp_path / 'march.csv'}:1002 demand[0].replay: {message}"


# A large file

LARGE = r"""
import re, sys
import simsupport as ss
from demands import desk
from pathlib import Path

folder = Path(sys.argv[1])
columns = {"issue": "ticket", "talk": "talk", "patience": "patience", "tier": "tier"}
given = desk({"replay": "large.csv", "columns": columns}, folder=folder, calendar={"duration": "10 weeks"})
demand = ss.sample_demand(given)
peak = int(re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())[1]) / 1024  # its own, not its parent's
print(len(demand), int(demand.created.sum()), int(demand.talk.sum()), peak)
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read from there")
def test_a_million_rows_in_less_than_a_gigabyte(tmp_path: Path) -> None:
    number = 1_000_000
    rng = np.random.default_rng(5)
    created = np.sort(rng.integers(0, 69 * DAY // SECOND, number))
    frame = pd.DataFrame({
        "ticket": np.arange(number) + 10**9,
        "created": (np.datetime64("2026-03-02") + created.astype("timedelta64[s]")).astype(str),
        "topic": rng.choice(["billing", "technical"], number),
        "channel": rng.choice(["phone", "chat", "email"], number),
        "talk": rng.integers(1, 3600, number),
        "patience": rng.integers(1, 600, number),
        "tier": rng.choice(["vip", "plain", "new"], number),
    })  # fmt: skip
    frame["created"] = frame["created"].str.replace("T", " ")
    frame.sample(frac=1, random_state=6).to_csv(tmp_path / "large.csv", index=False)
    here = str(Path(__file__).parent)
    done = subprocess.run([sys.executable, "-c", LARGE, str(tmp_path)], cwd=here, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    issues, total, talk, peak = done.stdout.split()
    assert int(issues) == number
    assert int(total) == int(created.sum()) * SECOND
    assert int(talk) == int(frame["talk"].sum()) * SECOND
    assert float(peak) < 1024  # MB
