"""What the descriptions of the families say comes out of them: automation, blending, turns, nights, turnover, ..."""

import pytest
from families import Figures, family, scenario

from simsupport import run

AUTOMATION = [
    "none", "bot-low", "bot", "bot-high", "self-service-low", "self-service", "self-service-high", "triage",
    "agent-assist", "all-low", "all", "all-high",
]  # fmt: skip
AUTOMATION_MEASURES = [
    "offered", "answered", "service_level", "repeat_rate", "average_handling_time", "occupancy", "escalation_rate",
    "transfer_rate", "containment_raw", "containment_false", "deflection", "cost", "cost_bot",
]  # fmt: skip


@pytest.mark.slow
def test_automation_does_what_the_descriptions_say():
    by = [["channel"], ["team"]]
    short = {"calendar.duration": "2 weeks"}
    of = Figures(family("automation", AUTOMATION, 2, by, AUTOMATION_MEASURES, **short), by)

    def rising(measured: str, names: list[str], **where: str) -> bool:
        found = [of(name, measured, **where) for name in names]
        return found == sorted(set(found))

    bots, portals, alls = AUTOMATION[:4], ["none", *AUTOMATION[4:7]], ["none", *AUTOMATION[9:]]
    said = {f"{names[-1]}: busy less": rising("occupancy", names[::-1], team="frontline") for names in (bots, portals)}
    said |= {f"{names[-1]}: more repeats": rising("repeat_rate", names) for names in (bots, portals, alls)}
    said |= {f"{names[-1]}: fewer contacts": rising("offered", names[::-1]) for names in (bots, portals, alls)}
    chats = {name: of(name, "answered", channel="chat") for name in bots}
    length = {name: of(name, "average_handling_time", channel="chat") for name in bots}
    front = {name: of(name, "occupancy", team="frontline") for name in AUTOMATION}
    said |= {
        "a tight desk": 0.75 < front["none"] < 0.9 and 0.8 < of("none", "service_level", channel="phone") < 0.9,
        "a third contained": 0.3 < of("bot", "containment_raw") < 0.4,
        "a fifth of it wrongly": abs(of("bot", "containment_false") / of("bot", "containment_raw") - 0.2) < 0.03,
        "fewer chats": chats["bot"] < 0.8 * chats["none"],
        "what is left is harder": length["bot-low"] < length["bot"] < length["bot-high"] < 1.05 * length["none"],
        "the bot is paid by contact": abs(of("bot-low", "cost_bot") / of("bot-high", "cost_bot") - 1) < 0.06,
        "a quarter deflected": 0.22 < of("self-service", "deflection") < 0.28,
        "longer with a portal": rising("average_handling_time", portals),
        "sorted mail": of("triage", "escalation_rate") < of("none", "escalation_rate") - 0.015,
        "some are sorted wrongly": 0.005 < of("triage", "transfer_rate") - of("triage", "escalation_rate") < 0.02,
        "specialists busier": of("triage", "occupancy", team="specialists")
        > of("none", "occupancy", team="specialists") + 0.1,
        "assisted": 0.84 < of("agent-assist", "average_handling_time") / of("none", "average_handling_time") < 0.89,
        "all, front": front["all-high"] < front["all"] < front["all-low"] < 0.65,
        "the bot finds less": of("all", "containment_raw") < of("bot", "containment_raw") - 0.02,
        "dearer with the same people": of("all", "cost") > of("none", "cost"),
    }
    assert [text for text, true in said.items() if not true] == []


@pytest.mark.slow
def test_all_automation_serves_as_well_with_fewer_people():
    fewer = {f"teams.frontline.shifts.{shift}.agents": 4 for shift in ("early", "late")}
    loaded = [scenario("automation/none.yaml"), scenario("automation/all.yaml", **fewer)]
    results = run(loaded, replications=2, by=[["channel"]], names=["service_level", "cost"], workers=1, progress=False)
    of = Figures(results, [["channel"]])
    before, after = (of(desk.name, "service_level", channel="phone") for desk in loaded)
    assert abs(after - before) < 0.04
    assert of("All together", "cost") < 0.93 * of("No automation", "cost")


@pytest.mark.slow
def test_blending_does_what_the_descriptions_say():
    names = ["apart", "blended", "reserve", "interrupted", "callbacks"]
    measures = ["service_level", "average_speed_of_answer", "abandonment_rate", "lost_issues", "callback_rate"]
    of = Figures(family("blending", names, 2, [["channel"]], measures), [["channel"]])
    level = {name: of(name, "service_level", channel="phone") for name in names}
    mail = {name: of(name, "average_speed_of_answer", channel="email") for name in names}
    gave_up = {name: of(name, "abandonment_rate", channel="phone") for name in names}
    said = {
        "mail gains": mail["blended"] < 0.3 * mail["apart"],
        "the level drops": level["blended"] < level["apart"],
        "fewer give up": gave_up["blended"] < gave_up["apart"],
        "a reserve": level["reserve"] > level["blended"] + 0.03 and mail["reserve"] > 1.2 * mail["blended"],
        "interrupted": level["interrupted"] > 0.88 and gave_up["interrupted"] < 0.04,
        "as if all were at the phone": abs(level["interrupted"] - eight_at_the_phone()) < 0.02,
        "called back": 0.08 < of("callbacks", "callback_rate", channel="phone") < 0.18,
        "callbacks keep customers": of("callbacks", "lost_issues") < 0.9 * of("apart", "lost_issues"),
        "callbacks make no capacity": level["callbacks"] < level["apart"] + 0.01,
        "mail waits as before": mail["callbacks"] == mail["apart"],
    }
    assert [text for text, true in said.items() if not true] == []


def eight_at_the_phone() -> float:
    results = run(
        [scenario("blending/apart.yaml", **{"teams.phone-desk.agents": 8})],
        replications=2, by=[["channel"]], names=["service_level"], workers=1, progress=False,
    )  # fmt: skip
    return Figures(results, [["channel"]])("Calls and mail apart", "service_level", channel="phone")


@pytest.mark.slow
def test_turns_and_owners_do_what_the_descriptions_say():
    measures = ["next_response_time_business", "turns_per_contact", "escalation_rate", "occupancy", "service_level"]
    by = [["team"], ["channel"]]
    of = Figures(family("ownership", ["queue", "owner", "consult"], 3, by, measures), by)
    waits = {name: of(name, "next_response_time_business") for name in ("queue", "owner")}
    said = {
        "turns": 1.2 < of("queue", "turns_per_contact") < of("consult", "turns_per_contact") - 0.08,
        "owners let wait": waits["queue"] < waits["owner"] < 1.4 * waits["queue"],
        "asking escalates less": of("consult", "escalation_rate") < 0.4 * of("queue", "escalation_rate"),
        "asking keeps the front busy": of("consult", "occupancy", team="frontline")
        > of("queue", "occupancy", team="frontline") + 0.03,
        "callers feel it": of("consult", "service_level", channel="phone")
        < of("queue", "service_level", channel="phone"),
    }
    assert [text for text, true in said.items() if not true] == []


@pytest.mark.slow
def test_triage_does_what_the_descriptions_say():
    names = ["perfect", "software", "menu", "one-desk"]
    measures = ["transfer_rate", "service_level", "resolution_time", "lost_issues", "average_handling_time"]
    of = Figures(family("triage", names, 2, [], measures), [])
    said = {
        "transfers": [round(of(name, "transfer_rate"), 2) for name in names] == [0, 0.08, 0.2, 0],
        "solutions take longer": of("perfect", "resolution_time") < of("software", "resolution_time")
        < of("menu", "resolution_time"),
        "more are lost": of("menu", "lost_issues") > 1.1 * of("perfect", "lost_issues"),
        "the level hides it": of("menu", "service_level") > of("perfect", "service_level") - 0.03,
        "one desk": of("one-desk", "service_level") > of("perfect", "service_level") + 0.1,
        "though slower": of("one-desk", "average_handling_time") > 1.04 * of("perfect", "average_handling_time"),
    }  # fmt: skip
    assert [text for text, true in said.items() if not true] == []


def test_nights_do_what_the_descriptions_say():
    names = ["none", "on-call", "night-shift"]
    by = [["target"], ["topic"]]
    measures = ["sla_compliance", "first_response_time", "cost", "cost_standby", "standby_hours"]
    of = Figures(family("nights", names, 4, by, measures), by)
    kept = {name: of(name, "sla_compliance", target="incident answered") for name in names}
    waits = {name: of(name, "first_response_time", topic="incident") for name in names}
    cost = {name: of(name, "cost") for name in names}
    said = {
        "broken": kept["none"] < 0.5,
        "kept": min(kept["on-call"], kept["night-shift"]) > 0.93,
        "half an hour": 600 < waits["on-call"] < 1400 and waits["night-shift"] < 400,
        "cost": cost["none"] < cost["on-call"] < 0.85 * cost["night-shift"],
        "standby": 0.1 < of("on-call", "cost_standby") / (cost["on-call"] - cost["none"]) < 0.35,
        "hours of standby": 400 < of("on-call", "standby_hours") < 800,
    }
    assert [text for text, true in said.items() if not true] == []


@pytest.mark.slow
def test_turnover_does_what_the_descriptions_say():
    names = ["settled", "turnover", "differences", "spells", "illness-wave"]
    measures = ["service_level", "average_handling_time", "lost_issues", "cost"]
    of = Figures(family("turnover", names, 2, [["month"]], measures), [["month"]])
    level = {
        name: {month: of(name, "service_level", month=f"2026-{month}") for month in ("01", "02", "04", "05")}
        for name in names
    }
    said = {
        "as before they leave": level["turnover"]["01"] == level["settled"]["01"],
        "a place is empty": all(level["turnover"][month] < level["settled"][month] - 0.02 for month in ("02", "04")),
        "newcomers learn": level["turnover"]["05"] < level["settled"]["05"] - 0.02,
        "lost": of("turnover", "lost_issues") > 1.15 * of("settled", "lost_issues"),
        "less is paid": of("turnover", "cost") < 0.98 * of("settled", "cost"),
        "the slow cost more": of("differences", "average_handling_time") > of("settled", "average_handling_time"),
        "ill in February": level["illness-wave"]["02"] < level["spells"]["02"] - 0.04,
        "well in January": level["illness-wave"]["01"] == level["spells"]["01"],
        "well in May": abs(level["illness-wave"]["05"] - level["spells"]["05"]) < 0.01,
    }
    assert [text for text, true in said.items() if not true] == []


@pytest.mark.slow
def test_chats_at_once_do_what_the_descriptions_say():
    names = ["one", "two", "three", "five"]
    measures = ["answered", "average_talk_time", "average_effort", "abandonment_rate", "repeat_rate"]
    of = Figures(family("chat", names, 2, [], measures, **{"calendar.duration": "100 h"}), [])
    answered = [of(name, "answered") for name in names]
    talk = [of(name, "average_talk_time") for name in names]
    said = {
        "more and more": answered == sorted(answered),
        "by less and less": answered[1] / answered[0] > answered[2] / answered[1] > answered[3] / answered[2],
        "1.7 times": 1.6 < answered[1] / answered[0] < 1.8,
        "2.2 times": 2.1 < answered[2] / answered[0] < 2.4,
        "chats take longer": talk == sorted(set(talk)) and 1.25 < talk[3] / talk[0] < 1.4,
        "the work stays": all(abs(of(name, "average_effort") - 600) < 15 for name in names),
        "over half give up": of("one", "abandonment_rate") > 0.5,
        "nobody gives up": of("five", "abandonment_rate") < 0.02,
        "repeats": of("three", "repeat_rate") < of("five", "repeat_rate"),
    }
    assert [text for text, true in said.items() if not true] == []


def test_a_backlog_does_what_the_descriptions_say():
    by = [["week"], ["day"]]
    names = ["caught-up", "backlog", "helpers"]
    of = Figures(
        family("backlog", names, 6, by, ["backlog_clear_time", "average_speed_of_answer", "service_level"]), by
    )
    clear = {name: of(name, "backlog_clear_time", week="2026-W03") for name in names}
    monday, tuesday = (
        {name: of(name, "average_speed_of_answer", day=day) / 3600 for name in names}
        for day in ("2026-01-12", "2026-01-13")
    )
    said = {
        "Thursday noon": 70 < clear["backlog"] < 90,
        "Monday evening": 15 < clear["helpers"] < 33,
        "new mails pay": monday["backlog"] > 14 and tuesday["backlog"] > 7,
        "help": monday["helpers"] < 4 and tuesday["helpers"] < 0.5,
        "the level shows nothing": of("backlog", "service_level") > 0.99,
    }
    assert [text for text, true in said.items() if not true] == []


@pytest.mark.slow
def test_two_zones_do_what_the_descriptions_say():
    by = [["hour"], ["hour", "week"]]
    measures = ["service_level", "rejected", "lost_issues", "cost", "abandonment_rate", "paid_hours"]
    of = Figures(family("two-zones", ["berlin", "two-zones"], 3, by, measures), by)

    def gave_up(hour: int, week: int) -> float:
        return of("two-zones", "abandonment_rate", hour=str(hour), week=f"2026-W{week:02}")

    said = {
        "closed": of("berlin", "rejected") > 2000,
        "open": of("two-zones", "rejected") < 100,
        "as good": abs(of("two-zones", "service_level") - of("berlin", "service_level")) < 0.05,
        "fewer lost": of("two-zones", "lost_issues") < 0.35 * of("berlin", "lost_issues"),
        "the same hours": abs(of("two-zones", "paid_hours") / of("berlin", "paid_hours") - 1) < 0.005,
        "4% more": 1.02 < of("two-zones", "cost") / of("berlin", "cost") < 1.06,
        "an hour too early": all(gave_up(0, week) > 0.8 for week in (11, 12, 13)),
        "and not before and after": all(gave_up(0, week) < 0.4 for week in (9, 10, 15, 16)),
        "thin evenings": all(of("two-zones", "abandonment_rate", hour=str(hour)) > 0.15 for hour in (17, 18, 19)),
    }
    assert [text for text, true in said.items() if not true] == []


@pytest.mark.slow
def test_an_outage_does_what_the_descriptions_say():
    names = ["none", "outage", "announced", "re-staffed"]
    by = [["channel"], ["channel", "day"]]
    of = Figures(family("outage", names, 4, by, ["service_level", "lost_issues", "offered"]), by)

    def that(measured: str, name: str, day: int, channel: str = "phone") -> float:
        return of(name, measured, channel=channel, day=f"2026-01-{day}")

    said = {
        "as ever until then": len({that("offered", name, 19) for name in ("none", "outage", "announced")}) == 1,
        "twice the calls": that("offered", "outage", 20) > 1.8 * that("offered", "none", 20),
        "hardly a call in time": that("service_level", "outage", 20) < 0.25,
        "lost": that("lost_issues", "outage", 20) > of("none", "lost_issues"),
        "the phone is normal": that("service_level", "outage", 21) > that("service_level", "none", 21) - 0.05,
        "the mail is not": that("service_level", "outage", 21, "email") < 0.7,
        "announced": that("lost_issues", "announced", 20) < 0.6 * that("lost_issues", "outage", 20),
        "the mail desk helps": that("lost_issues", "re-staffed", 20) < 0.7 * that("lost_issues", "outage", 20),
        "the mail pays": of("re-staffed", "service_level", channel="email")
        < of("outage", "service_level", channel="email") - 0.1,
    }
    assert [text for text, true in said.items() if not true] == []


@pytest.mark.slow
def test_channels_do_what_the_descriptions_say():
    by = [["channel"], ["team"]]
    measures = ["service_level", "lost_issues", "occupancy", "repeat_rate", "paid_hours"]
    of = Figures(family("channels", ["omnichannel", "siloed"], 2, by, measures), by)
    channels = list(scenario("channels/omnichannel.yaml").channels)
    target = {name: channel.target for name, channel in scenario("channels/omnichannel.yaml").channels.items()}
    level = {
        name: {each: of(name, "service_level", channel=each) for each in channels} for name in ("omnichannel", "siloed")
    }
    said = {
        "every target is met": all(level["omnichannel"][each] > target[each].share for each in channels),
        "every channel gains": all(level["omnichannel"][each] > level["siloed"][each] for each in channels),
        "pooling": level["omnichannel"]["phone"] > level["siloed"]["phone"] + 0.1,
        "lost": of("siloed", "lost_issues") > 3 * of("omnichannel", "lost_issues"),
        "the same hours": abs(of("siloed", "paid_hours") / of("omnichannel", "paid_hours") - 1) < 0.01,
        "an idle counter": of("siloed", "occupancy", team="counter")
        < 0.4
        < of("siloed", "occupancy", team="mail-team"),
        "fewer come back": of("siloed", "repeat_rate") < of("omnichannel", "repeat_rate"),
    }
    assert [text for text, true in said.items() if not true] == []
