"""Which way a measure is better, for those with which that can be said without knowing the desk.

An occupancy, an amount of work or a share of escalations may be too high or too low: who ranks by it says which way.
"""

from typing import Literal, get_args

from simsupport.errors import SimsupportError, nearest

Goal = Literal["highest", "lowest"]

HIGHEST = frozenset({
    "service_level", "service_level_offered", "service_level_with_abandons", "service_level_answered",
    "service_level_without_short", "sla_compliance", "fcr", "fcr_window", "fcr_no_transfer", "fcr_net",
    "resolution_rate", "containment_true", "csat", "csat_surveyed", "nps", "nps_surveyed", "ces",
    "ces_surveyed", "quality", "qa_score", "retention", "clv", "employee_satisfaction",
})  # fmt: skip
LOWEST = frozenset({
    "rejected", "chasers", "callbacks_unreached", "lost_issues", "late_customers", "overtime_hours",
    "weekends_worked", "weekends_per_person", "average_speed_of_answer", "mean_wait", "waited_share", "wait_p50",
    "wait_p90", "wait_p95", "wait_p99", "longest_wait", "excess_wait", "abandonment_rate", "blocked_rate", "balk_rate",
    "callback_wait", "chaser_rate", "repeat_rate", "contacts_per_issue", "misroute_rate", "gone_quiet_rate",
    "containment_false", "deflection_false", "queue_length", "waiting_hours", "abandonments", "backlog",
    "backlog_hours", "backlog_age_p50", "backlog_age_p90", "backlog_clear_time", "cycles_late", "put_aside_hours",
    "stale_work", "churn", "strain", "quit_hazard",
})  # fmt: skip
LOWEST_BEGIN = ("first_response_time", "first_reply_time", "next_response_time", "resolution_time", "cost")


def goal_of(measure: str, given: str | None = None) -> Goal:
    """Whether the highest or the lowest figure is the best.

    Raises SimsupportError for what is no measure, and where the goal has to be said.
    """
    from simsupport.measures.catalogue import chosen

    chosen(measure)
    if given == "highest":
        return "highest"
    if given == "lowest":
        return "lowest"
    if given is not None:
        raise SimsupportError(f"goal: '{given}' is neither highest nor lowest{nearest(given, get_args(Goal))}")
    if measure in HIGHEST:
        return "highest"
    if measure in LOWEST or measure.startswith(LOWEST_BEGIN):
        return "lowest"
    raise SimsupportError(f"is a high or a low {measure} the better one? Say the goal: highest or lowest")
