"""Running an experiment from the command line: what is said while it runs, and when it ends early."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from simsupport.cli import workbooks
from simsupport.cli.endings import FAILED, INTERRUPTED, TARGET_MISSED, Ending, note
from simsupport.cli.options import Options
from simsupport.errors import SimsupportError

if TYPE_CHECKING:
    from simsupport.experiment import Results
    from simsupport.experiment.progress import Progress
    from simsupport.scenario.models import Scenario
    from simsupport.targets import Verdict

Outcome = TypeVar("Outcome")


def perform(
    scenarios: "Sequence[Scenario]", options: Options, breakdowns: Sequence[tuple[str, ...]],
    names: Sequence[str] | None = None,
) -> "Results":  # fmt: skip
    """Run scenarios, and write the workbook that is wanted.

    An interruption says what is kept or lost, a failure where it happened.
    """
    from simsupport.experiment import run

    if options.excel:
        breakdowns = [*breakdowns, *workbooks.breakdowns(options)]
        names = None if names is None else [*names, *workbooks.MEASURES]
    results = ended_well(
        lambda report: run(
            list(scenarios), options.replications, options.seed, list(dict.fromkeys(breakdowns)), options.engine,
            options.workers, report, names, cluster=options.cluster, store=options.store, log=options.log,
            precision=options.precision, at_most=options.at_most, level=options.level,
        ),
        options.store,
        options.log,
    )  # fmt: skip
    if options.excel:
        with warnings_as_notes():
            workbooks.write(results, options)
    return results


def ended_well(work: "Callable[[Progress], Outcome]", store: str | None, log: str | None = None) -> "Outcome":
    """What the work gives, which reports its progress; how it may end early is told in words."""
    from simsupport.experiment import ReplicationError, StoreError, WorkersLostError
    from simsupport.experiment.progress import reporting

    done = total = 0
    with _ended_alike(), warnings_as_notes(), reporting(None) as show:

        def report(now_done: int, of: int) -> None:
            nonlocal done, total
            done, total = now_done, of
            show(done, total)

        try:
            return work(report)
        except SimsupportError:
            raise
        except KeyboardInterrupt:
            raise Ending(f"interrupted: {_left(done, total, store, log)}", INTERRUPTED) from None
        except (ReplicationError, StoreError, WorkersLostError) as error:
            text = f"{error}\n{_left(done, total, store)}" if store else str(error)
            raise Ending(text, FAILED) from error
        except Exception as error:  # a fault while it runs, as of joblib or the disk: the run failed, exit code 1
            raise Ending(f"the run failed: {type(error).__name__}: {error}", FAILED) from error


def _left(done: int, total: int, store: str | None, log: str | None = None) -> str:
    """What is left of a run that ended early, and how it goes on."""
    if store:
        kept = f"{done} of {total} replications are" if done else "whatever was there is"
        return f"{kept} kept in '{store}'; the same command goes on from there"
    if not total:
        return "nothing was simulated yet, nothing was written"
    if log:
        return f"{done} of {total} replications were done; their figures are lost, their logs are in '{log}'"
    return f"{done} of {total} replications were done and are lost; nothing was written (--store DIR keeps them)"


@contextmanager
def warnings_as_notes() -> Iterator[None]:
    """Warnings go to stderr in plain words, each once, as soon as there is one."""
    import warnings

    told = set()

    def tell(message: Warning | str, *_: object, **__: object) -> None:
        if str(message) not in told:
            told.add(str(message))
            note(f"warning: {message}")

    with warnings.catch_warnings():
        warnings.simplefilter("always", UserWarning)
        warnings.showwarning = tell
        yield


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


def exit_code(verdicts: "Sequence[Verdict]", options: Options) -> int:
    """3 if targets are required and the mean of some misses; they are named then, and those that are undecided too."""
    required = verdicts if options.require_targets else []
    missed = [verdict for verdict in required if verdict.missed]
    for verdict in required:
        if verdict.missed or verdict.outcome == "undecided":
            note(_told(verdict))
    return TARGET_MISSED if missed else 0


def _told(verdict: "Verdict") -> str:
    limit = "at most" if verdict.at_most else "at least"
    told = f"{verdict.scenario}, {verdict.target}: {verdict.mean:.1%}, promised {limit} {verdict.promised:.1%}"
    why = "its interval holds the target" if verdict.low == verdict.low else "there is no interval"
    undecided = f" (undecided: {why})" if verdict.outcome == "undecided" else ""
    return f"{'missed' if verdict.missed else 'met'}: {told}{undecided}"
