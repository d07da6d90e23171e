"""More room where the kernel needs it: it stops before an event that could need more, and goes on from there."""

from simsupport.engines.fast.state import grown
from simsupport.engines.fast.tables import NONE
from simsupport.engines.fast.world import NAMES, QUEUES, Tables

TOGETHER = {"times": ("numbers", "codes"), "events": ("heap",), "fresh": ("scratch",)}  # as long as each other


def roomier(tables: Tables, lacking: int) -> Tables:
    """The same tables with twice the room for what lacks it: a bit for each place of NAMES."""
    short = [name for place, name in enumerate(NAMES) if lacking >> place & 1]
    names = [each for name in short for each in (name, *TOGETHER.get(name, ()))]
    state = tables.state._replace(**{name: grown(getattr(tables.state, name)) for name in names})
    if lacking >> QUEUES & 1:
        made = int(state.now.queues[0])
        state.queues.owner[made:] = state.queues.root[made:] = NONE
    return tables._replace(state=state)
