"""Derives the inputs and the recorded figures of scenarios/bank-1999.yaml from the call record of a small bank.

    python scenarios/bank-1999/derive.py PATH_TO_TSV

writes arrivals/TOPIC.csv, agents.csv and recorded.csv beside this file and prints the numbers that stand in the
scenario. The record has one row a call, 1 to 14 February 1999; it is not part of the project. Times here are seconds
after the local midnight that begins the call's day. No input is chosen by its effect on waits.
"""

import sys
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd

FOLDER = Path(__file__).parent
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HALF_HOUR = 1800
DAY = 86400
LATEST = DAY + 4 * 3600  # calls begun before midnight end after it

# The opening hours as seen: on these Saturdays the first calls came to the queue at 19:24 and 19:30, not at 20:00.
HOURS = dict.fromkeys(WEEKDAYS, (7 * 3600, DAY)) | {"fri": (7 * 3600, 14 * 3600), "sat": (19 * 3600 + 1800, DAY)}

# Left out of every figure, as (date, first half hour, half hours). On the 3rd some 340 callers hung up in the voice
# menu between 12:50 and 13:30: nobody was put through. From 21:00 to 23:00 on the 14th four times the usual
# calls came, and half of those served were done in less than 25 s (else 106 s).
INCIDENTS = (("990203", 25, 3), ("990214", 42, 4))

TOPICS = {
    "PS": "regular",
    "PE": "regular-english",
    "NW": "prospective",
    "NE": "stock-exchange",
    "IN": "internet",
    "TT": "call-back",
}
SHORT_TALK = 10  # a service below this is mostly an agent hanging up
BETWEEN_CALLS = 60  # an agent who takes no call for longer while somebody waits is away
LONGEST_PAUSE = 1800  # an agent without a call for longer is away


def seconds(times: pd.Series) -> pd.Series:
    """Seconds after midnight of texts H:MM:SS."""
    parts = times.str.split(":", expand=True).astype(int)
    return parts[0] * 3600 + parts[1] * 60 + parts[2]


def weekday(date: str) -> str:
    """The weekday of a date YYMMDD."""
    return WEEKDAYS[datetime.strptime(date, "%y%m%d").weekday()]


def read_calls(path: Path) -> pd.DataFrame:
    """One row a call that was offered to agents, in the order of arrival.

    Columns: date, weekday, topic, priority, server, arrived, wait, answered, began, talk (seconds). PHANTOM rows are
    no calls. Who hung up in the voice menu (never queued, never served) was not offered. The time in the menu is
    no wait: a call arrives when it queues, or, if it never did, when it leaves the menu. Calls outside the opening
    hours are left out, incidents are not yet.
    """
    rows = pd.read_csv(path, sep="\t", dtype={"date": str})
    queued, left_menu, began = (seconds(rows[name]) for name in ("q_start", "vru_exit", "ser_start"))
    offered = (rows["outcome"] == "AGENT") | ((rows["outcome"] == "HANG") & (queued > 0))
    arrived = queued.where(queued > 0, left_menu)
    calls = pd.DataFrame({
        "date": rows["date"],
        "weekday": rows["date"].map(weekday),
        "topic": rows["type"].map(TOPICS),
        "priority": rows["priority"],
        "server": rows["server"],
        "arrived": arrived,
        "wait": rows["q_time"],
        "answered": rows["outcome"] == "AGENT",
        "began": began.where(began > 0, arrived + rows["q_time"]),  # a few starts are missing
        "talk": rows["ser_time"],
    })  # fmt: skip
    opening, closing = (calls["weekday"].map({day: hours[i] for day, hours in HOURS.items()}) for i in (0, 1))
    calls = calls[offered & (calls["arrived"] >= opening) & (calls["arrived"] < closing)]
    return calls.sort_values(["date", "arrived"], kind="stable", ignore_index=True)


def kept_cells(dates: pd.Series) -> pd.DataFrame:
    """Which half hours (columns 0 to 47) of which dates (rows) are looked at: all but the incidents."""
    kept = pd.DataFrame(True, index=sorted(set(dates)), columns=range(48))
    for date, first, count in INCIDENTS:
        if date in kept.index:
            kept.loc[date, first : first + count - 1] = False
    return kept


def without_incidents(calls: pd.DataFrame) -> pd.DataFrame:
    """The calls that arrived in the half hours that are looked at."""
    kept = kept_cells(calls["date"])
    half_hours = calls["arrived"] // HALF_HOUR
    return calls[[kept.at[cell] for cell in zip(calls["date"], half_hours, strict=True)]]


def week_means(cells: pd.DataFrame) -> pd.DataFrame:
    """Means by half hour (rows) and weekday (columns) of a table of dates by half hours; NaN cells do not count."""
    return cells.groupby(weekday).mean().reindex(WEEKDAYS).T.fillna(0.0)


def arrivals_by_date(calls: pd.DataFrame) -> pd.DataFrame:
    """Calls by date (rows) and half hour (columns); NaN where the half hour is not looked at."""
    return counted(calls, kept_cells(calls["date"]))


def arrivals_by_topic(calls: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The same for each topic: over a day its share of the calls changes by as much as three times."""
    kept = kept_cells(calls["date"])
    return {str(topic): counted(group, kept) for topic, group in calls.groupby("topic")}


def counted(calls: pd.DataFrame, kept: pd.DataFrame) -> pd.DataFrame:
    """Calls by date and half hour, also where there are none; NaN where the half hour is not looked at."""
    counts = pd.crosstab(calls["date"], calls["arrived"] // HALF_HOUR)
    return counts.reindex(index=kept.index, columns=kept.columns, fill_value=0).where(kept)


def day_factor_cv(counts: pd.DataFrame) -> float:
    """How much the days of one weekday differ beyond chance, as a coefficient of variation.

    For each weekday, over the half hours looked at on all its days: the variance of the days' totals less their mean
    (what a Poisson process has anyway), pooled over the weekdays, as a share of the squared means.
    """
    excess, squares = 0.0, 0.0
    for _, days in counts.groupby(weekday):
        totals = days.dropna(axis=1).sum(axis=1)
        if len(totals) > 1:
            excess += totals.var() - totals.mean()
            squares += totals.mean() ** 2
    return float(np.sqrt(max(0.0, excess / squares))) if squares else 0.0


def patience_mean(calls: pd.DataFrame) -> float:
    """Mean patience in seconds if it is exponential: all waiting, also of those served, per abandonment."""
    return float(calls["wait"].sum() / (~calls["answered"]).sum())


def head_start_share(calls: pd.DataFrame) -> float:
    """The share of callers of priority 2, who get a head start, among those who waited.

    Priority reads 0 for all who did not wait. Whether a caller waits at all hangs on the agents being busy, not on
    the caller's priority, so those who waited stand for all.
    """
    return float((calls.loc[calls["wait"] > 0, "priority"] == 2).mean())


def topic_inputs(calls: pd.DataFrame, weeks: float) -> pd.DataFrame:
    """For each topic: calls a week, talk, patience and the share with a head start.

    Talk is told apart into short ones (below 10 s: they occupy an agent, but say nothing of the length of a real
    service) and the rest, whose mean and cv are given.
    """
    rows = {}
    for topic, group in calls.groupby("topic"):
        talk = group.loc[group["answered"], "talk"]
        real = talk[talk >= SHORT_TALK]
        rows[topic] = {
            "calls_a_week": len(group) / weeks,
            "short_share": (talk < SHORT_TALK).mean(),
            "talk_mean": real.mean(),
            "talk_cv": real.std() / real.mean(),
            "all_talk_mean": talk.mean(),
            "patience": patience_mean(group),
            "abandonments": (~group["answered"]).sum(),
            "high_priority": head_start_share(group),
        }
    return pd.DataFrame(rows).T.sort_values("calls_a_week", ascending=False)


def seconds_with_queue(day_calls: pd.DataFrame) -> np.ndarray:
    """For each second t of a day, in how many seconds before t somebody waited."""
    change = np.zeros(LATEST + 1, dtype=int)
    arrived, wait = day_calls["arrived"].to_numpy(), day_calls["wait"].to_numpy()
    np.add.at(change, arrived, 1)
    np.add.at(change, np.minimum(arrived + wait, LATEST), -1)
    return np.concatenate([[0], np.cumsum(np.cumsum(change) > 0)])


def served_spells(day_calls: pd.DataFrame) -> dict[str, np.ndarray]:
    """For each named agent the (start, end) of the calls served on a day, in order, overlaps cut off."""
    served = day_calls[day_calls["answered"] & (day_calls["server"] != "NO_SERVER")].sort_values("began", kind="stable")
    spells = {}
    for server, group in served.groupby("server"):
        start = group["began"].to_numpy(copy=True)
        end = np.maximum.accumulate(start + group["talk"].to_numpy())
        start[1:] = np.maximum(start[1:], end[:-1])
        spells[str(server)] = np.column_stack([start, end])
    return spells


def stayed(start: int, end: int, queue: np.ndarray) -> bool:
    """Whether an agent without a call from `start` to `end` counts as present all that time.

    Yes up to a minute. A longer pause counts if it is at most half an hour and for no more than a minute of it
    somebody waited: who is there takes the waiting caller.
    """
    waiting = queue[min(end, LATEST)] - queue[min(start, LATEST)]
    return bool(end - start <= LONGEST_PAUSE and min(end - start, waiting) <= BETWEEN_CALLS)


def presences(spells: np.ndarray, queue: np.ndarray, opening: int, closing: int) -> list[tuple[int, int]]:
    """The (start, end) of an agent's presence on a day: the calls and the pauses in which the agent stayed.

    The time from the opening to the first call, and from the last call to the closing, is a pause like others.
    """
    around = [(opening, opening), *map(tuple, spells), (closing, closing)]
    merged: list[tuple[int, int]] = []
    for start, end in around:
        if merged and stayed(merged[-1][1], start, queue):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return [(int(start), int(end)) for start, end in merged if end > start]


def agents_by_date(calls: pd.DataFrame) -> pd.DataFrame:
    """Agents present by date (rows) and half hour (columns), averaged over the half hour; NaN in incidents."""
    edges = np.arange(49) * HALF_HOUR
    table = pd.DataFrame(0.0, index=sorted(set(calls["date"])), columns=range(48))
    for date, day_calls in calls.groupby("date"):
        queue = seconds_with_queue(day_calls)
        opening, closing = HOURS[day_calls["weekday"].iloc[0]]
        for spells in served_spells(day_calls).values():
            for start, end in presences(spells, queue, opening, closing):
                table.loc[date] += np.diff(np.clip(edges, start, end)) / HALF_HOUR
    return table.where(kept_cells(calls["date"]))


def head_counts(agents: pd.DataFrame) -> pd.DataFrame:
    """Whole head counts for the scenario from the means by half hour and weekday: at least one while open."""
    counts = (agents + 0.5).astype(int)  # halves up
    for day, (opening, closing) in HOURS.items():
        half_hours = counts.index * HALF_HOUR
        open_now = (half_hours >= opening) & (half_hours < closing)
        counts[day] = counts[day].clip(lower=1).where(open_now, 0)
    return counts


def time_between_calls(calls: pd.DataFrame) -> tuple[float, int]:
    """Mean seconds from a call's end to the agent's next while somebody waits all the time, and how many such.

    Pauses above a minute are left out: then the agent is taken to be away.
    """
    pauses = []
    for _, day_calls in calls.groupby("date"):
        queue = seconds_with_queue(day_calls)
        for spells in served_spells(day_calls).values():
            for end, start in zip(spells[:-1, 1], spells[1:, 0], strict=True):
                if end < start <= end + BETWEEN_CALLS and queue[start] - queue[end] == start - end:
                    pauses.append(start - end)
    return (float(np.mean(pauses)), len(pauses)) if pauses else (0.0, 0)


def agents_while_waiting(calls: pd.DataFrame) -> tuple[float, float]:
    """Mean agents present, and of these talking, over the seconds in which somebody waited.

    A check of the rule for presence: who is there while callers wait should nearly always be talking.
    """
    present, talking, waiting = 0, 0, 0
    for _, day_calls in calls.groupby("date"):
        queue = seconds_with_queue(day_calls)
        opening, closing = HOURS[day_calls["weekday"].iloc[0]]
        waiting += queue[-1]
        for spells in served_spells(day_calls).values():
            talking += sum(queue[end] - queue[start] for start, end in spells)
            present += sum(queue[end] - queue[start] for start, end in presences(spells, queue, opening, closing))
    return float(present / waiting), float(talking / waiting)


def agents_seen(calls: pd.DataFrame) -> pd.Series:
    """The mean number of different agents who served somebody in an hour of the day, Sunday to Thursday."""
    served = calls[calls["answered"] & (calls["server"] != "NO_SERVER") & ~calls["weekday"].isin(["fri", "sat"])]
    hours = pd.concat([
        pd.DataFrame({"date": served["date"], "server": served["server"], "hour": hour})
        for hour in (served["began"] // 3600, (served["began"] + served["talk"]) // 3600)
    ])  # fmt: skip
    return hours.drop_duplicates().groupby("hour").size() / served["date"].nunique()


def recorded_figures(calls: pd.DataFrame) -> pd.DataFrame:
    """By hour of arrival and in all: calls offered, their mean wait (s), the shares abandoned and served within 20 s.

    These are what `mean_wait`, `abandonment_rate` and `service_level_offered` mean in a simulation.
    """
    facts = pd.DataFrame({
        "hour": calls["arrived"] // 3600,
        "wait": calls["wait"],
        "abandoned": ~calls["answered"],
        "soon": calls["answered"] & (calls["wait"] <= 20),
    })  # fmt: skip
    groups = [(str(hour), group) for hour, group in facts.groupby("hour")] + [("all", facts)]
    return pd.DataFrame({
        "hour": [name for name, _ in groups],
        "offered": [len(group) for _, group in groups],
        "mean_wait": [round(group["wait"].mean(), 1) for _, group in groups],
        "abandonment_rate": [round(group["abandoned"].mean(), 4) for _, group in groups],
        "served_within_20s": [round(group["soon"].mean(), 4) for _, group in groups],
    })  # fmt: skip


def write_week(table: pd.DataFrame, path: Path, decimals: int) -> None:
    """A weekly table as a file: time, mon to sun; a row for each half hour."""
    rounded = table.round(decimals)
    rounded.insert(0, "time", [f"{row // 2:02d}:{row % 2 * 30:02d}" for row in rounded.index])
    rounded.to_csv(path, index=False, lineterminator="\n")


def main(path: Path, folder: Path = FOLDER) -> None:
    """Writes the tables into `folder` and prints what stands in the scenario."""
    all_calls = read_calls(path)
    calls = without_incidents(all_calls)
    counts = arrivals_by_date(all_calls)
    profile = week_means(counts)
    agents = week_means(agents_by_date(all_calls)).round(2)
    recorded = recorded_figures(calls)
    (folder / "arrivals").mkdir(exist_ok=True)
    for topic, topic_counts in arrivals_by_topic(all_calls).items():
        write_week(week_means(topic_counts), folder / "arrivals" / f"{topic}.csv", 2)
    write_week(agents, folder / "agents.csv", 2)
    recorded.to_csv(folder / "recorded.csv", index=False, lineterminator="\n")
    weeks = len(calls) / profile.to_numpy().sum()  # the incidents make it a little less than two
    print(f"calls a week {profile.to_numpy().sum():.1f}; offered {len(calls)} in {weeks:.3f} weeks")
    print(topic_inputs(calls, weeks).round(3).to_string())
    print(f"day factor: cv {day_factor_cv(counts):.3f}")
    print("time between calls while somebody waits: {:.1f} s, of {}".format(*time_between_calls(all_calls)))
    print(f"patience of all {patience_mean(calls):.0f} s, high priority of all {head_start_share(calls):.1%}")
    for day, numbers in head_counts(agents).items():
        print(f"{day}: {numbers.tolist()}")
    print("while somebody waits: {:.2f} agents present, {:.2f} talking".format(*agents_while_waiting(all_calls)))
    print("agents seen in an hour, Sunday to Thursday:", agents_seen(all_calls).round(1).to_dict())
    print(recorded.to_string(index=False))
    print("with the incidents:", recorded_figures(all_calls).iloc[-1].to_dict())


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python scenarios/bank-1999/derive.py PATH_TO_TSV")
    main(Path(sys.argv[1]))
