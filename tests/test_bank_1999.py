"""The derivation of the bank's inputs: a tiny call record in, literal figures out; the scenario agrees."""

import importlib.util
import re
from math import isnan
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from ruamel.yaml import YAML

SCENARIOS = Path(__file__).parent.parent / "scenarios"

_spec = importlib.util.spec_from_file_location("derive", SCENARIOS / "bank-1999" / "derive.py")
derive = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(derive)

_spec = importlib.util.spec_from_file_location("predict", SCENARIOS / "bank-1999" / "predict.py")
predict = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(predict)

HEADER = (
    "vru+line call_id customer_id priority type date vru_entry vru_exit vru_time q_start q_exit q_time outcome "
    "ser_start ser_exit ser_time server"
)
# 1 and 8 February 1999 are Mondays, the 3rd is a Wednesday.
CALLS = """
L 1 0 0 PS 990201 7:59:50 8:00:00 10 0:00:00 0:00:00   0 AGENT   8:00:00 8:05:00 300 ANA
L 2 9 2 PS 990201 8:01:50 8:02:00 10 8:02:00 8:05:00 180 AGENT   8:05:00 8:06:00  60 ANA
L 3 0 0 NW 990201 8:03:50 8:04:00 10 8:04:00 8:05:30  90 HANG    0:00:00 0:00:00   0 NO_SERVER
L 4 0 0 PS 990201 8:15:50 8:16:00 10 0:00:00 0:00:00   0 AGENT   8:16:00 8:20:00 240 ANA
L 5 8 1 NW 990201 8:24:50 8:25:00 10 8:25:00 8:28:00 180 AGENT   8:28:00 8:30:00 120 BEN
L 6 0 0 PS 990201 8:34:50 8:35:00 10 0:00:00 0:00:00   0 AGENT   8:35:00 8:35:05   5 ANA
L 7 0 0 PS 990201 9:19:50 9:20:00 10 0:00:00 0:00:00   0 AGENT   9:20:00 9:30:00 600 ANA
L 8 7 2 PS 990201 9:20:50 9:21:00 10 9:21:00 9:22:00  60 PHANTOM 9:21:00 9:22:00  60 NO_SERVER
L 9 0 0 PS 990201 9:22:50 9:23:00 10 0:00:00 0:00:00   0 HANG    0:00:00 0:00:00   0 NO_SERVER
L 10 0 0 PS 990201 3:00:00 3:00:10 10 3:00:10 3:00:30 20 HANG    0:00:00 0:00:00   0 NO_SERVER
L 11 6 2 PS 990208 8:09:50 8:10:00 10 8:10:00 8:10:30 30 HANG    0:00:00 0:00:00   0 NO_SERVER
L 12 0 0 PS 990208 23:58:00 23:58:10 10 0:00:00 0:00:00 0 AGENT 23:58:10 0:01:10 180 NO_SERVER
L 13 0 0 PS 990203 12:59:50 13:00:00 10 0:00:00 0:00:00 0 AGENT 13:00:00 13:10:00 600 ANA
"""


@pytest.fixture
def calls(tmp_path):
    path = tmp_path / "calls.tsv"
    lines = [HEADER, *CALLS.strip().splitlines()]
    path.write_text("".join("\t".join(line.split()) + "\n" for line in lines))
    return derive.read_calls(path)


def clock(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60


def test_offered_are_those_who_queued_or_were_served_in_the_opening_hours(calls):
    assert len(calls) == 10  # no phantom, no hang-up in the menu, nobody at 3:00
    first = calls.iloc[0]
    assert (first["weekday"], first["topic"], first["arrived"], first["talk"]) == ("mon", "regular", clock("8:00"), 300)
    assert calls["answered"].tolist() == [True, True, False, True, True, True, True, True, False, True]


def test_calls_in_incidents_are_left_out(calls):
    kept = derive.without_incidents(calls)
    assert len(kept) == 9
    assert "990203" not in set(kept["date"])


def test_a_cell_of_the_profile_is_the_mean_over_the_days_of_that_weekday(calls):
    counts = derive.arrivals_by_date(calls)
    profile = derive.week_means(counts)
    assert profile.at[16, "mon"] == 3.0  # 08:00: five calls on the 1st, one on the 8th
    assert profile.at[47, "mon"] == 0.5
    assert isnan(counts.at["990203", 26])  # 13:00 of the 3rd is part of an incident


def test_a_topic_has_its_own_arrivals_on_all_days(calls):
    regular, prospective = (derive.arrivals_by_topic(calls)[topic] for topic in ("regular", "prospective"))
    assert prospective.loc["990201"].loc[[16, 17]].tolist() == [2, 0]
    assert prospective.loc["990208"].sum() == 0  # a day without any counts as such
    assert isnan(prospective.at["990203", 26])
    both = regular + prospective
    pd.testing.assert_frame_equal(both, derive.arrivals_by_date(calls), check_dtype=False)


def test_patience_is_all_waiting_per_abandonment(calls):
    assert derive.patience_mean(derive.without_incidents(calls)) == (180 + 90 + 180 + 30) / 2


def test_the_head_start_share_is_that_of_those_who_waited(calls):
    assert derive.head_start_share(calls) == 2 / 4


def test_talk_is_told_apart_into_short_and_real(calls):
    regular = derive.topic_inputs(derive.without_incidents(calls), weeks=2.0).loc["regular"]
    assert regular["calls_a_week"] == 7 / 2
    assert regular["short_share"] == 1 / 6
    assert regular["talk_mean"] == (300 + 60 + 240 + 600 + 180) / 5
    assert regular["talk_cv"] == pytest.approx(40680**0.5 / 276)


@pytest.mark.parametrize(
    ("start", "end", "waiting", "stays"),
    [
        ("8:00", "8:01", ("8:00", "8:01"), True),  # a minute between calls, whoever waits
        ("8:00", "8:20", None, True),  # idle: nobody waits
        ("8:00", "8:20", ("8:10", "8:11"), True),  # a minute of waiting in it
        ("8:00", "8:20", ("8:10", "8:12"), False),  # two minutes: who is there would have taken the call
        ("8:00", "8:30", None, True),
        ("8:00", "8:31", None, False),  # above half an hour
    ],
)
def test_who_stays_in_a_pause(start, end, waiting, stays):
    spans = [] if waiting is None else [[clock(waiting[0]), clock(waiting[1]) - clock(waiting[0])]]
    queue = derive.seconds_with_queue(pd.DataFrame(spans, columns=["arrived", "wait"], dtype=int))
    assert derive.stayed(clock(start), clock(end), queue) is stays


def test_presence_runs_from_call_to_call_while_the_agent_stays(calls):
    monday = calls[calls["date"] == "990201"]
    queue = derive.seconds_with_queue(monday)
    spells = derive.served_spells(monday)["ANA"]
    assert derive.presences(spells, queue, clock("7:00"), clock("24:00")) == [
        (clock("8:00"), clock("8:20")),  # ten idle minutes in it; the hour from the opening is none of ANA's
        (clock("8:35"), clock("8:35") + 5),  # away from 8:20: somebody waited three minutes
        (clock("9:20"), clock("9:30")),
    ]


def test_opening_and_closing_count_as_calls():
    queue = np.zeros(derive.LATEST + 2, dtype=int)
    spells = np.array([[clock("7:20"), clock("7:25")], [clock("23:30"), clock("23:40")]])
    expected = [(clock("7:00"), clock("7:25")), (clock("23:30"), clock("24:00"))]
    assert derive.presences(spells, queue, clock("7:00"), clock("24:00")) == expected


def test_agents_are_averaged_over_the_half_hour(calls):
    agents = derive.agents_by_date(calls)
    assert agents.at["990201", 16] == pytest.approx((20 + 2) / 30)  # 08:00: ANA 20 min, BEN 2 min
    assert agents.at["990201", 18] == pytest.approx(10 / 30)
    assert agents.at["990208", 16] == 0.0


def test_head_counts_are_whole_and_at_least_one_while_open():
    agents = pd.DataFrame(2.5, index=range(48), columns=list(derive.WEEKDAYS))
    agents.loc[14, "mon"] = 0.2
    counts = derive.head_counts(agents)
    assert [counts.at[13, "mon"], counts.at[14, "mon"], counts.at[15, "mon"]] == [0, 1, 3]
    assert counts["fri"].tolist() == [0] * 14 + [3] * 14 + [0] * 20
    assert counts["sat"].tolist() == [0] * 39 + [3] * 9


def test_time_between_calls_is_taken_while_somebody_waits(calls):
    assert derive.time_between_calls(calls) == (0.0, 0)  # nobody waited in ANA's short pauses
    waiting = calls[calls["date"] == "990201"].copy()
    waiting.loc[waiting["wait"] == 180, "wait"] = 900
    waiting.loc[1, "began"] += 8  # 8 s after 8:05:00
    assert derive.time_between_calls(waiting) == (8.0, 1)


def test_day_factor_is_what_exceeds_chance():
    counts = pd.DataFrame({16: [60.0, 90.0], 17: [40.0, 50.0], 18: [5.0, np.nan]}, index=["990201", "990208"])
    assert derive.day_factor_cv(counts) == pytest.approx(((800 - 120) / 120**2) ** 0.5)


def test_recorded_figures(calls):
    recorded = derive.recorded_figures(derive.without_incidents(calls)).set_index("hour")
    assert recorded.loc["9"].tolist() == [1, 0.0, 0.0, 1.0]
    assert recorded.loc["8"].tolist() == [7, 68.6, 0.2857, 0.4286]
    assert recorded.loc["all"].tolist() == [9, 53.3, 0.2222, 0.5556]


def test_main_writes_the_tables(tmp_path, calls, capsys):
    derive.main(tmp_path / "calls.tsv", tmp_path)
    eight = {file.stem: file.read_text().splitlines()[17] for file in (tmp_path / "arrivals").iterdir()}
    assert eight == {"regular": "08:00,2.0,0.0,0.0,0.0,0.0,0.0,0.0", "prospective": "08:00,1.0,0.0,0.0,0.0,0.0,0.0,0.0"}
    assert (tmp_path / "agents.csv").read_text().splitlines()[17] == "08:00,0.37,0.0,0.0,0.0,0.0,0.0,0.0"
    assert "patience of all 240 s" in capsys.readouterr().out


@pytest.fixture(scope="module")
def scenario():
    return YAML(typ="safe").load(SCENARIOS / "bank-1999.yaml")


def test_the_scenario_has_the_derived_head_counts(scenario):
    agents = pd.read_csv(SCENARIOS / "bank-1999" / "agents.csv").drop(columns="time")
    expected = derive.head_counts(agents)
    assert scenario["teams"]["desk"]["agents"] == {day: expected[day].tolist() for day in derive.WEEKDAYS}


def test_the_volumes_of_the_scenario_add_up_to_the_profiles(scenario):
    total = 0.0
    for line in scenario["demand"]:
        assert line["profile"] == {"file": f"bank-1999/arrivals/{line['topic']}.csv"}
        arrivals = pd.read_csv(SCENARIOS / line["profile"]["file"]).drop(columns="time")
        volume = float(line["volume"].removesuffix(" issues / week"))
        total += arrivals.to_numpy().sum()
        assert arrivals.to_numpy().sum() == pytest.approx(volume, rel=0.06)  # it fills the half hours left out
        for day, (opening, closing) in derive.HOURS.items():
            half_hours = arrivals.index[arrivals[day] > 0] * derive.HALF_HOUR
            assert half_hours.empty or (opening <= half_hours.min() and half_hours.max() < closing)
    volumes = [float(line["volume"].removesuffix(" issues / week")) for line in scenario["demand"]]
    assert sum(volumes) == pytest.approx(total, abs=0.5)


def test_the_recorded_hours_add_up():
    recorded = pd.read_csv(SCENARIOS / "bank-1999" / "recorded.csv").set_index("hour")
    hours, total = recorded.drop(index="all"), recorded.loc["all"]
    assert hours["offered"].sum() == total["offered"] == 15676
    for name, digits in (("mean_wait", 0.1), ("abandonment_rate", 1e-4), ("served_within_20s", 1e-4)):
        assert (hours[name] * hours["offered"]).sum() / total["offered"] == pytest.approx(total[name], abs=digits)


def table_of(text):
    """The cells of a Markdown table: hours, and numbers without their signs."""
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return [[row[0], *(re.findall(r"[\d.]+", cell.replace(",", "")) for cell in row[1:])] for row in rows[1:]], rows


@pytest.mark.slow
def test_the_documented_table_is_the_one_that_is_computed():
    """The same 40 replications: figures may differ in their last digit, on machines that round otherwise."""
    documented, documented_rows = table_of((SCENARIOS.parent / "docs" / "bank-1999.md").read_text(encoding="utf-8"))
    computed, computed_rows = table_of(predict.markdown(*predict.figures(40)))
    assert documented_rows[0] == computed_rows[0]
    assert [row[0] for row in documented] == [row[0] for row in computed]
    assert len(documented) == 18
    for written, found in zip(documented, computed, strict=True):
        for texts, numbers in zip(written[1:], found[1:], strict=True):
            assert [float(text) for text in texts] == pytest.approx([float(text) for text in numbers], abs=0.11)


def test_what_lies_outside_the_range_of_single_replications_is_marked():
    """A half-width of 1 from 3 replications: a fourth one lies within twice that."""
    columns = ["hour", "measure", "mean", "low", "high", "least", "most"]
    predicted = pd.DataFrame(
        [["7", "mean_wait", 30.0, 29.0, 31.0, 28.0, 32.0], ["7", "abandonment_rate", 0.1, 0.09, 0.11, 0.08, 0.12],
         ["7", "service_level_offered", 0.5, 0.49, 0.51, 0.48, 0.52]], columns=columns,
    )  # fmt: skip
    recorded = pd.DataFrame(
        {"offered": [1234], "mean_wait": [32.5], "abandonment_rate": [0.12], "served_within_20s": [0.47]}, index=["7"]
    )
    expected = "| 7 | 1,234 | 32.5 * | 30.0 ± 1.0 | 12.0 | 10.0 ± 1.0 | 47.0 * | 50.0 ± 1.0 |"
    assert predict.markdown(predicted, recorded).splitlines()[2] == expected
