"""Who simulates which desk: simsupport and its peers, and why one is missing."""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from importlib.util import find_spec

from benchmarks import ours
from benchmarks.desks import Desk, ErlangA
from benchmarks.figures import Figures
from benchmarks.peers import in_c

OURS = "simsupport"


Program = Callable[[float, float, int], Figures]  # of minutes, the warm-up among them, and a seed


def programs(desk: Desk, engine: str) -> dict[str, Program]:
    """simsupport and the peers that are here, by name."""
    found: dict[str, Program] = {OURS: partial(ours.figures, desk, engine=engine), "SimPy": _peer(desk, "simpy")}
    if isinstance(desk, ErlangA) and not missing("Ciw"):
        found["Ciw"] = _peer(desk, "ciw")
    if not missing("C"):
        found["C"] = partial(in_c.figures, desk)
    return found


def missing(name: str) -> str:
    """Why a peer is not here; empty if it is."""
    if name == "C":
        return in_c.missing()
    if name == "Ciw" and find_spec("ciw") is None:
        return "Ciw is not installed: pip install ciw"
    return ""


def _peer(desk: Desk, library: str) -> Program:
    """The program of a module such as `erlang_a_simpy`."""

    def figures(minutes: float, warm_up: float, seed: int) -> Figures:
        module = import_module(f"benchmarks.peers.{desk.module}_{library}")
        found: Figures = module.figures(desk, minutes, warm_up, seed)
        return found

    return figures
