"""Where issues flow: from channels through teams to an end, in bands as wide as they have contacts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simsupport import units
from simsupport.log import Outcome
from simsupport.pictures import look

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simsupport.log import Log
    from simsupport.measures.facts import Facts

SETTLED, BACK, SWITCHED, LOST, LEFT = "settled", "comes back", "other channel", "never answered", "open or unsettled"
ENDS = {SETTLED: look.GREEN, BACK: look.ORANGE, SWITCHED: look.SKY, LOST: look.VERMILION, LEFT: look.GREY}
BOT, SELF_SERVICE = "bot", "self-service"
MOST_TEAMS = 4  # that a contact is followed through
WIDTH = 0.05  # of a node
LINE = 0.062  # of the height, that a label takes
GAP = 0.03  # of all contacts, between nodes

Path = tuple[str, ...]  # a channel, the hands that the contact goes through, its end


class Node(NamedTuple):
    """A channel, a team or an end, in a column."""

    column: int
    name: str


def flow(logs: "Log | Iterable[Log]", ax: "Axes") -> "Axes":
    """Bands from channels to the teams that contacts go through, and to how they end; the colour tells the end.

    Several logs, as of one scenario's replications, are taken together. Settled: the contact solved the issue. Comes
    back: it was answered, and the issue has another contact. Other channel: sent on from there (a conversion). Contacts
    of the warm-up are left out.
    """
    from simsupport.log import Log

    paths: Counter[Path] = Counter()
    order: dict[str, None] = {}
    for log in [logs] if isinstance(logs, Log) else logs:
        paths += counted(log)
        order |= dict.fromkeys([*log.scenario.channels, SELF_SERVICE, BOT, *log.scenario.teams])
    if not paths:
        return look.nothing(ax, "no contact came after the warm-up")
    columns = max(map(len, paths))
    bands = _bands(paths, columns)
    nodes = _placed(bands, [*order, *ENDS], columns)
    _draw(ax, bands, nodes, columns, paths.total())
    _frame(ax, nodes, columns)
    return ax


def counted(log: "Log") -> "Counter[Path]":
    """How many contacts take each path."""
    from simsupport.measures.facts import Facts

    facts = Facts(log, units.WEEK)
    contacts, channels = facts.contacts, facts.values["channel"]
    hands = _hands(facts)
    came = (contacts.arrived >= log.scenario.calendar.warm_up) & (contacts.arrived != -1)
    answered = contacts.answered | contacts.contained | contacts.deflected
    switched = contacts.ended(Outcome.CONVERTED)
    ends = np.select([contacts.solved, answered & contacts.came_back, switched, ~answered & (contacts.end > 0)],
                     range(4), 4)  # fmt: skip
    names = list(ENDS)
    return Counter(
        (channels[contacts.channel[row]], *hands[row], names[ends[row]]) for row in np.flatnonzero(came).tolist()
    )


def _hands(facts: "Facts") -> list[Path]:
    """The teams that each contact goes through, or the bot or self-service that it meets before."""
    legs, teams = facts.legs, facts.values["team"]
    contact = legs.contacts.at(np.arange(len(legs.issue)))
    rows = np.flatnonzero(legs.taken)
    found: list[list[str]] = [[] for _ in range(len(facts.contacts.issue))]
    for row in np.flatnonzero(facts.contacts.deflected).tolist():
        found[row].append(SELF_SERVICE)
    for row in np.flatnonzero(facts.contacts.engaged).tolist():
        found[row].append(BOT)
    for place, team in zip(contact[rows].tolist(), legs.names["team"][rows].tolist(), strict=True):
        mine = found[place]
        if (not mine or mine[-1] != teams[team]) and len(mine) < MOST_TEAMS:
            mine.append(teams[team])
    return [tuple(each) for each in found]


Bands = dict[tuple[Node, Node, str], int]


def _bands(paths: "Counter[Path]", columns: int) -> Bands:
    """Bands from node to node, apart by how they end; who is done early goes on to the last column in one band."""
    found: Counter[tuple[Node, Node, str]] = Counter()
    for path, number in paths.items():
        nodes = [Node(column, name) for column, name in enumerate(path[:-1])] + [Node(columns - 1, path[-1])]
        for left, right in pairwise(nodes):
            found[left, right, path[-1]] += number
    return dict(found)


def _placed(bands: Bands, order: Sequence[str], columns: int) -> dict[Node, tuple[float, float]]:
    """Where each node begins, from the top of its column, and how high it is."""
    sizes: dict[Node, int] = {}
    for node in {node for left, right, _ in bands for node in (left, right)}:
        into = sum(number for (_, right, _), number in bands.items() if right == node)
        out = sum(number for (left, _, _), number in bands.items() if left == node)
        sizes[node] = max(into, out)
    gap = GAP * sum(size for node, size in sizes.items() if node.column == 0)
    placed = {}
    for column in range(columns):
        mine = sorted((node for node in sizes if node.column == column), key=lambda node: order.index(node.name))
        top = 0.0
        for node in mine:
            placed[node] = (top, float(sizes[node]))
            top += sizes[node] + gap
    return placed


def _draw(
    ax: "Axes", bands: Bands, nodes: dict[Node, tuple[float, float]], columns: int, total: int
) -> None:  # fmt: skip
    """Bands leave and enter nodes in the order of where they go and come from."""
    left_used, right_used = {node: top for node, (top, _) in nodes.items()}, {n: top for n, (top, _) in nodes.items()}
    ordered = sorted(bands, key=lambda band: (list(ENDS).index(band[2]), nodes[band[1]][0]))
    starts = {}
    for band in sorted(ordered, key=lambda band: (band[1].column == columns - 1, nodes[band[1]][0])):
        starts[band] = left_used[band[0]]
        left_used[band[0]] += bands[band]
    for band in sorted(ordered, key=lambda band: (band[0].column, nodes[band[0]][0])):
        left, right, end = band
        _band(ax, left.column + WIDTH, starts[band], right.column, right_used[right], bands[band], ENDS[end])
        right_used[right] += bands[band]
    for node, (top, size) in nodes.items():
        colour = ENDS.get(node.name, look.DARK) if node.column == columns - 1 else look.DARK
        ax.bar(node.column, size, WIDTH, bottom=top, align="edge", color=colour, zorder=3)
    _labels(ax, nodes, columns, total)


def _band(
    ax: "Axes", left: float, above_left: float, right: float, above_right: float, size: float, colour: str
) -> None:  # fmt: skip
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path as Curve

    middle = (left + right) / 2
    points = [(left, above_left), (middle, above_left), (middle, above_right), (right, above_right),
              (right, above_right + size), (middle, above_right + size), (middle, above_left + size),
              (left, above_left + size), (left, above_left)]  # fmt: skip
    codes = [Curve.MOVETO, *[Curve.CURVE4] * 3, Curve.LINETO, *[Curve.CURVE4] * 3, Curve.CLOSEPOLY]
    ax.add_patch(PathPatch(Curve(points, codes), facecolor=colour, alpha=0.45, linewidth=0, zorder=2))


def _labels(ax: "Axes", nodes: dict[Node, tuple[float, float]], columns: int, total: int) -> None:
    """Names and shares beside the nodes, moved where they would overlap."""
    height = max(top + size for top, size in nodes.values())
    for column in range(columns):
        mine = sorted((place, node) for node, place in nodes.items() if node.column == column)
        texts = look.names((node.name for _, node in mine), 22)
        at = _apart([top + size / 2 for (top, size), _ in mine], height)
        for ((_, size), _), text, y in zip(mine, texts, at, strict=True):
            ax.text(column + WIDTH + 0.02, y, f"{text}, {_share(size, total)}", va="center", fontsize=look.SMALL,
                    zorder=5, bbox={"facecolor": "white", "alpha": 0.75, "linewidth": 0, "pad": 1})  # fmt: skip


def _apart(middles: Sequence[float], height: float) -> list[float]:
    """Places in order, a line or more apart as far as there is room: first moved down, then up from the end."""
    line = min(LINE, 1 / max(len(middles), 1)) * height
    down: list[float] = []
    for middle in middles:
        down.append(max(middle, down[-1] + line) if down else middle)
    up: list[float] = []
    for middle in reversed(down):
        up.append(min(middle, up[-1] - line if up else height))
    return up[::-1]


def _share(size: float, total: int) -> str:
    share = size / total
    return "<1%" if 0 < share < 0.01 else f"{share:.0%}"


def _frame(ax: "Axes", nodes: dict[Node, tuple[float, float]], columns: int) -> None:
    height = max(top + size for top, size in nodes.values())
    ax.set_xlim(0, columns - 1 + WIDTH + 0.75)
    ax.set_ylim(height * 1.03, -0.03 * height)
    ax.spines[:].set_visible(False)
    ax.set_yticks([])
    between = [f"{word} stop" for word in ("first", "second", "third", "fourth")]
    ax.set_xticks(range(columns), ["channel", *between[: columns - 2], "end"], ha="left")
    ax.tick_params(length=0)
    ax.set_xlabel("contacts, as shares of all that came")
