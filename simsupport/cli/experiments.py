"""Running an experiment from the command line: progress on a terminal, and what is said when it ends early."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simsupport.cli.endings import FAILED, INTERRUPTED, TARGET_MISSED, Ending, note
from simsupport.errors import SimsupportError

if TYPE_CHECKING:
    from simsupport.experiment import Results
    from simsupport.scenario.models import Scenario
    from simsupport.targets import Verdict


@dataclass(frozen=True)
class Options:
    """The options that `run` and `compare` share."""

    by: tuple[str, ...]
    replications: int
    seed: int
    level: float
    engine: str
    workers: int | None
    require_targets: bool
    form: str | None

    @property
    def breakdowns(self) -> list[tuple[str, ...]]:
        return [(), self.by] if self.by else [()]


def perform(
    scenarios: "Sequence[Scenario]", options: Options, breakdowns: Sequence[tuple[str, ...]],
    names: Sequence[str] | None = None,
) -> "Results":  # fmt: skip
    """Run scenarios; an interruption says what is lost, a failure where it happened."""
    from simsupport.experiment import ReplicationError, run

    done, total = 0, len(scenarios) * options.replications

    def report(now_done: int, _: int) -> None:
        nonlocal done
        done = now_done
        advance(done)

    with _bar(total) as advance, _ended_alike():
        try:
            return run(
                list(scenarios), options.replications, options.seed, list(dict.fromkeys(breakdowns)), options.engine,
                options.workers, report, names,
            )  # fmt: skip
        except SimsupportError:
            raise
        except KeyboardInterrupt:
            lost = f"{done} of {total} replications were done and are lost; nothing was written"
            raise Ending(f"interrupted: {lost}", INTERRUPTED) from None
        except ReplicationError as error:
            raise Ending(str(error), FAILED) from error
        except Exception as error:
            raise Ending(f"the run failed: {type(error).__name__}: {error}", FAILED) from error


@contextmanager
def _ended_alike() -> Iterator[None]:
    """A request to end, or a closed terminal, is an interruption like Ctrl-C: no worker is left behind."""
    import signal

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, interrupt) for number in numbers} if _in_main_thread() else {}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _in_main_thread() -> bool:
    import threading

    return threading.current_thread() is threading.main_thread()


@contextmanager
def _bar(total: int) -> Iterator[Callable[[int], None]]:
    """A bar on stderr if that is a terminal; what to call with the replications done."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("replications", total=total)
        yield lambda done: bar.update(task, completed=done)


def exit_code(verdicts: "Sequence[Verdict]", options: Options) -> int:
    """3 if targets are required and some are missed, which are named then."""
    missed = [verdict for verdict in verdicts if verdict.missed] if options.require_targets else []
    for verdict in missed:
        limit = "at most" if verdict.at_most else "at least"
        figure, promised = f"{verdict.mean:.1%}", f"{verdict.promised:.1%}"
        note(f"missed: {verdict.scenario}, {verdict.target}: {figure}, promised {limit} {promised}")
    return TARGET_MISSED if missed else 0
