"""How much is run: the sizes of all rows, in one place."""

from dataclasses import dataclass

from simsupport.engines import DEFAULT

SIZES = ("tiny", "quick", "full")


@dataclass(frozen=True)
class Options:
    """Which engine, how many rounds, and one of the sizes: tiny (does it run?), quick (by default) or full."""

    engine: str = DEFAULT
    rounds: int = 5
    size: str = "quick"

    def of_size(self, tiny: int, quick: int, full: int) -> int:
        """The number that belongs to the chosen size."""
        return {"tiny": tiny, "quick": quick, "full": full}[self.size]
