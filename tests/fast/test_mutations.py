"""The comparison can fail: for each rule, a kernel that has it wrong is caught by a hand-traced case.

The mutants of mutations.yaml run in plain Python, in one process without compilation, in which the whole kernel must
give every log that the cases say.
"""

import json
import os
import subprocess
import sys
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from mutants import occurrences
from ruamel.yaml import YAML
from test_cases import FILES

HERE = Path(__file__).parent
RULES = {f"R{number}" for number in range(1, 25)}
QUICK = 1  # of each rule; the others are slow


class Mutation(NamedTuple):
    """A rule, what the source says, what a mutant says instead, and the cases that catch it."""

    rule: str
    was: str
    becomes: str
    caught_by: list[str]

    def __str__(self) -> str:
        return f"{self.rule}: {self.was!r} became {self.becomes!r}"


def read_mutations() -> list[Mutation]:
    table = YAML(typ="safe", pure=True).load(HERE / "mutations.yaml")
    return [Mutation(rule, each["was"], each["is"], each["caught_by"]) for rule in table for each in table[rule]]


MUTATIONS = read_mutations()
FIRST = [each for _, of_rule in groupby(MUTATIONS, lambda each: each.rule) for each in list(of_rule)[:QUICK]]
OTHERS = [each for each in MUTATIONS if each not in FIRST]


def different(tasks: list[tuple[Any, list[str]]]) -> list[list[str]]:
    """For each replacement in the kernel those of its cases whose log comes out different."""
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    command = [sys.executable, str(HERE / "mutants.py")]
    run = subprocess.run(command, input=json.dumps(tasks), env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    found: list[list[str]] = json.loads(run.stdout)
    return found


def test_every_rule_has_mutations() -> None:
    assert {each.rule for each in MUTATIONS} == RULES
    assert len(MUTATIONS) >= 100
    assert all(each.caught_by for each in MUTATIONS)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=str)
def test_the_source_still_says_it(mutation: Mutation) -> None:
    """Who changes the kernel changes the mutants with it."""
    found = occurrences(mutation.was)
    assert found == 1, f"{found} places of the fast engine's source say {mutation.was!r}: mend mutations.yaml"


@pytest.mark.parametrize("mutations", [FIRST, pytest.param(OTHERS, marks=pytest.mark.slow)], ids=["first", "others"])
def test_a_broken_rule_is_caught(mutations: list[Mutation]) -> None:
    """And the whole kernel gives the logs of the same cases."""
    cases = sorted({case for each in mutations for case in each.caught_by})
    whole, *broken = different([(None, cases), *(((each.was, each.becomes), each.caught_by) for each in mutations)])
    assert whole == []
    missed = [str(each) for each, found in zip(mutations, broken, strict=True) if found != each.caught_by]
    assert not missed, "came out the same:\n" + "\n".join(missed)


@pytest.mark.slow
def test_the_whole_kernel_gives_the_logs_of_all_cases_in_plain_python() -> None:
    assert different([(None, [path.stem for path in FILES])]) == [[]]
