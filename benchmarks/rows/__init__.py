"""The rows of the table, one module for each kind of work: a function of the options."""

from collections.abc import Callable, Mapping

from benchmarks.options import Options
from benchmarks.results import Section
from benchmarks.rows import growth, memory, peers, reference, startup, threads, weekend

ROWS: Mapping[str, Callable[[Options], Section]] = {
    "erlang-a": peers.erlang_a,
    "two-skills": peers.two_skills,
    "weekend": weekend.row,
    "growth": growth.row,
    "memory": memory.row,
    "threads": threads.row,
    "reference": reference.row,
    "startup": startup.row,
}
