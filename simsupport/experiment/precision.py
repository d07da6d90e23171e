"""As many replications as it takes until intervals of confidence are narrow enough, without bias from looking.

Whoever adds replications until an interval is narrow stops at those that agree by luck, and the interval covers less
than it says. So a pilot of fixed size has the last word: no interval is narrower than t·s/√n, with the spread s and the
degrees of freedom of the pilot (Stein, Annals of Mathematical Statistics 16, 1945). For normal figures the mean of n
replications is independent of all spreads of the first 2, 3, ... n, and Stein's interval covers as often as its level
says whenever one stops; these intervals are never narrower, so they cover at least as often, however often one looked.
That goes for the other figures of the same replications and for paired differences too. A ratio of sums is taken by
its linearised residuals, as everywhere (`simsupport.measures.intervals`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil, inf, isnan
from numbers import Real
from warnings import warn

from simsupport.errors import SimsupportError
from simsupport.experiment.requests import check_number
from simsupport.experiment.results import Results

PILOT, AT_MOST = 20, 1000


@dataclass(frozen=True)
class Found:
    """How wide the interval of a scenario's measure is beside how wide it may be; and the replications it rests on."""

    scenario: str
    measure: str
    half_width: float
    wanted: float
    replications: int

    @property
    def factor(self) -> float:
        """How many times as many replications are needed."""
        return (self.half_width / self.wanted) ** 2


@dataclass(frozen=True)
class Precision:
    """The half-widths that intervals of some measures are to have, over all of each scenario, at a level.

    `pilot` is the number of replications to begin with, `at_most` that to end with in any case.
    """

    half_widths: dict[str, float]
    pilot: int
    at_most: int
    level: float

    @classmethod
    def of(
        cls, given: Mapping[str, float] | None, pilot: int | None, at_most: int | None, level: float
    ) -> "Precision | None":
        """The precision that is asked for, if any is; raises SimsupportError for one that can't be."""
        from simsupport.measures.catalogue import chosen
        from simsupport.measures.intervals import check_level

        if given is None:
            if at_most is not None:
                raise SimsupportError("at_most goes with a precision: without one, say how many replications")
            return None
        if not isinstance(given, Mapping) or not given:
            raise SimsupportError('precision: name measures and half-widths, as in {"service_level": 0.01}')
        chosen(given)
        for measure, half_width in given.items():
            if isinstance(half_width, bool) or not isinstance(half_width, Real) or not 0 < half_width < inf:
                raise SimsupportError(f"precision: a half-width is a number above 0, not {half_width!r} ({measure})")
        half_widths = {measure: float(half_width) for measure, half_width in given.items()}
        pilot = check_number("replications", PILOT if pilot is None else pilot, 2, "pilot")
        at_most = check_number("at_most", AT_MOST if at_most is None else at_most)
        if at_most < pilot:
            raise SimsupportError(f"at_most: {at_most} is less than the {pilot} replications to begin with")
        return cls(half_widths, pilot, at_most, check_level(level))

    def with_measures(self, names: Iterable[str] | None) -> list[str] | None:
        """The measures to be taken: these, and those that are to be precise (None: all)."""
        if names is None:
            return None
        return [*([names] if isinstance(names, str) else names), *self.half_widths]

    def reached(self, results_of: Callable[[int, int], Results]) -> Results:
        """The results of as many replications as are needed; `results_of` gives those of a number, after a pilot."""
        results = results_of(self.pilot, self.pilot)
        while (number := self._needed(results)) > results.replications:
            results = results_of(number, self.pilot)
        self._tell(results)
        return results

    def _needed(self, results: Results) -> int:
        """How many replications it takes, as far as these can tell."""
        factor = max(found.factor for found in self._found(results))
        return min(ceil(results.replications * factor), self.at_most)

    def _found(self, results: Results) -> Iterator[Found]:
        """Each interval that is to be narrow; where replications lack the figure, it rests on fewer of them."""
        table = results.summary((), self.level)
        rows = table[table["measure"].isin(self.half_widths)]
        columns = ("scenario", "measure", "low", "high", "replications")
        for scenario, measure, low, high, number in zip(*(rows[name] for name in columns), strict=True):
            if isnan(low):
                text = f"precision: {scenario} has no interval for {measure}, which is there in {number} of"
                raise SimsupportError(f"{text} {results.replications} replications")
            yield Found(scenario, measure, (high - low) / 2, self.half_widths[measure], number)

    def _tell(self, results: Results) -> None:
        """Warn of what the limit did not leave room for."""
        for found in self._found(results):
            if found.factor > 1:
                known = f"{found.measure} of {found.scenario} is known to ± {found.half_width:.3g}"
                text = f"{known}, not to ± {found.wanted:.3g}, after {self.at_most} replications (at_most)"
                warn(text, stacklevel=4)
