"""Where issues flow: through which hands, who passes them on, who comes back."""

from collections import Counter
from collections.abc import Iterator

from markupsafe import Markup

from simsupport import formats, pictures
from simsupport.pictures.flow import BACK, LEFT, LOST, SETTLED, SWITCHED, counted
from simsupport.report.blocks import Block, Grid, Picture, Section, listed, name, words
from simsupport.report.drawing import picture
from simsupport.report.evidence import FLOWS, Evidence

HEIGHT = 4.6
SAID = {
    SETTLED: "are settled", BACK: "come back", SWITCHED: "go on on another channel", LOST: "are never answered",
    LEFT: "are open or unsettled",
}  # fmt: skip


def section(evidence: Evidence) -> Section:
    said = words("From the channel through the teams to the end of each contact; bands are as wide as they have "
                 "contacts, and coloured by how they end.", kind="small")  # fmt: skip
    heads = {measure: formats.words(measure) for measure in FLOWS}
    return Section(
        "flow",
        "Where issues flow",
        (said, *_pictures(evidence), Grid(evidence.by_scenario("Solved at once, back again, passed on", heads))),
    )


def _pictures(evidence: Evidence) -> Iterator[Block]:
    for scenario in evidence.foremost:
        yield _flow(evidence, scenario)


def _flow(evidence: Evidence, scenario: str) -> Picture:
    logs = evidence.logs[scenario]
    ends: Counter[str] = Counter()
    for log in logs:
        for path, number in counted(log).items():
            ends[path[-1]] += number
    parts = [f"{formats.chance(ends[end] / ends.total())} {said}" for end, said in SAID.items() if ends[end]]
    told = Markup("{}: of the contacts {}.").format(name(scenario), listed(parts)) if parts else name(scenario)
    return picture(f"flow-{evidence.names.index(scenario)}", f"Where contacts flow: {scenario}", told,
                   lambda ax: pictures.flow(logs, ax), HEIGHT)  # fmt: skip
