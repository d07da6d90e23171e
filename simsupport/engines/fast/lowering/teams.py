"""Teams and their skills, and the shifts on call (R14, R15, R16, R18, R19, R20)."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simsupport.engines.fast.lowering.ground import Ground
from simsupport.engines.fast.lowering.people import groups, shifts_on_call
from simsupport.engines.fast.lowering.rows import Row, Stretches, row
from simsupport.engines.fast.tables import NONE, ON_CALL, SKILL, TEAM, HandOver, Table, table
from simsupport.scenario.models import Approves, Ask, Newcomers, OnCall

Ids = tuple[int, int]  # the first agent, and how many


def teams(ground: Ground, approval_routes: Sequence[int]) -> dict[str, Table | NDArray[np.int64]]:
    """A row per team, by name; its skills; its shifts on call, by name."""
    ids, on_call, listed = _ids(ground), shifts_on_call(ground.scenario), Stretches()
    waking = [_on_call(ground, rule, ids[team][shift], listed) for (team, shift), rule in on_call]
    of_team = [team for (team, _), _ in on_call]
    rows = [
        _team(ground, name, list(ids[name].values()), bisect_left(of_team, name), of_team.count(name), route)
        for name, route in zip(ground.teams, approval_routes, strict=True)
    ]
    return {
        "teams": table(TEAM, rows),
        "skills": table(SKILL, [_skill(ground, name, topic) for name in ground.teams for topic in ground.topics]),
        "on_call": table(ON_CALL, waking),
        "listed": np.array(listed.rows or [NONE], np.int64),
    }


def _ids(ground: Ground) -> dict[str, dict[str, Ids]]:
    """The agents of each team and group: ids go on from group to group and from team to team."""
    found: dict[str, dict[str, Ids]] = {}
    first = 0
    for name in ground.teams:
        found[name] = {}
        for group, size in groups(ground.scenario, name).items():
            found[name][group] = first, size
            first += size
    return found


def _team(ground: Ground, name: str, ids: Sequence[Ids], first_on_call: int, on_call: int, approvals: int) -> Row:
    team = ground.scenario.teams[name]
    return row(
        TEAM,
        escalates_to=ground.teams.number(team.escalates_to),
        hand_over=HandOver[team.hand_over.kind.upper()],
        briefing=ground.distribution(team.hand_over.briefing),
        waits_at_most=team.hand_over.waits_at_most,
        limited=team.authority is not None,
        authority=team.authority,
        asks=ground.teams.number(team.above_authority.ask if isinstance(team.above_authority, Ask) else None),
        approval_route=approvals,
        grace=team.grace,
        reserve=team.reserve,
        owner_within=team.owner_within,
        counted=team.agents is not None,
        first_agent=ids[0][0],
        agent_count=sum(size for _, size in ids),
        first_on_call=first_on_call,
        on_call_count=on_call,
        **(_approves(ground, team.approves) if team.approves else {}),
        **(_newcomers(team.newcomers) if team.newcomers else {}),
    )


def _approves(ground: Ground, approves: Approves) -> dict[str, Any]:
    return {
        "approval_takes": ground.distribution(approves.takes),
        "grants": approves.grants,
        "within": approves.within,
    }


def _newcomers(newcomers: Newcomers) -> dict[str, Any]:
    return {"newcomer_talk": newcomers.talk, "newcomer_ramp": newcomers.ramp}


def _skill(ground: Ground, name: str, topic: str) -> Row:
    """What a team lacks is never read."""
    skill = ground.scenario.teams[name].skills.get(topic)
    return (skill.speed, skill.resolves) if skill else (1.0, 0.0)


def _on_call(ground: Ground, rule: OnCall, ids: Ids, listed: Stretches) -> Row:
    first_topic, topic_count = listed.add(sorted(ground.topics.number(topic) for topic in rule.topics))
    first_rank, rank_count = listed.add(sorted(rule.ranks))
    return row(
        ON_CALL,
        first_agent=ids[0],
        agent_count=ids[1],
        after=rule.after,
        first_topic=first_topic,
        topic_count=topic_count,
        first_rank=first_rank,
        rank_count=rank_count,
    )
