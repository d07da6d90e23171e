"""How far an experiment has come: a bar on a terminal, or what the caller does with it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[[int, int], None]


@contextmanager
def reporting(progress: Progress | bool | None, what: str = "replications") -> Iterator[Progress]:
    """What to call with the number done and all; a bar on stderr if that is a terminal."""
    if callable(progress):
        yield progress
    elif progress is False or not (progress or sys.stderr.isatty()):
        yield lambda done, total: None
    else:
        from rich.console import Console
        from rich.progress import Progress as Bar

        with Bar(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(what, total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)
