"""The command: which rows, how large, and where the table goes."""

import argparse
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.options import SIZES, Options
from benchmarks.peers import in_c
from benchmarks.results import Section, markdown
from benchmarks.rows import ROWS
from benchmarks.rows.peers import DisagreementError
from simsupport.engines import DEFAULT, ENGINES
from simsupport.errors import nearest

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the chosen rows; 1 if programs disagree, 2 for arguments that make no sense."""
    parser = _parser()
    given = parser.parse_args(arguments)
    if given.into and not (given.into.is_file() and BEGIN in given.into.read_text(encoding="utf-8")):
        parser.error(f"--into: {given.into} is no file with a line '{BEGIN}' and a line '{END}'")
    for name in given.rows:
        if name not in ROWS:
            parser.error(f"'{name}' is not a row{nearest(name, ROWS)}: use {', '.join(ROWS)}")
    if given.rounds < 1:
        parser.error(f"--rounds: {given.rounds} is not a number of rounds from 1")
    options = Options(given.engine, given.rounds, given.size)
    sections = []
    for name in given.rows or ROWS:
        print(f"{name} ...", file=sys.stderr, flush=True)
        try:
            sections.append(ROWS[name](options))
        except DisagreementError as error:
            print(f"{error}\nbenchmarks: nothing is timed, since programs disagree", file=sys.stderr)
            return 1
    text = document(options, sections)
    print(text)
    if given.into:
        given.into.write_text(replaced(given.into.read_text(encoding="utf-8"), text), encoding="utf-8")
    return 0


def document(options: Options, sections: Sequence[Section]) -> str:
    """The table, below it what was checked before and where the time goes, and the machine."""
    remarks = [remark for section in sections for remark in section.remarks]
    table = markdown(result for section in sections for result in section.results)
    run = f"Engine: {options.engine}; size: {options.size}; medians of {options.rounds} rounds (the range in brackets)."
    return "\n\n".join([table, f"{run} {machine()}", *remarks])


def machine() -> str:
    """What the figures hold for."""
    import simsupport

    compiler = "" if in_c.missing() else f"; {in_c.version()}, {' '.join(in_c.FLAGS)}"
    versions = f"simsupport {simsupport.__version__}, Python {platform.python_version()}, NumPy {np.__version__}"
    return f"Machine: {_processor()}, {os.cpu_count()} cores, {platform.system()}; {versions}{compiler}."


def replaced(page: str, text: str) -> str:
    """The page with what was measured now between its two marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{text}\n\n{END}{after}"


def _processor() -> str:
    """The processor's name; Python itself knows it on few systems."""
    known = Path("/proc/cpuinfo")
    lines = known.read_text(encoding="utf-8").splitlines() if known.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m benchmarks", description="Prints the table of docs/performance.md.")
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"all by default; of {', '.join(ROWS)}")
    parser.add_argument("--size", choices=SIZES, default="quick", help="tiny only shows that it runs (default: quick)")
    parser.add_argument("--rounds", type=int, default=5, help="medians are over so many (default: 5)")
    parser.add_argument("--engine", choices=ENGINES, default=DEFAULT, help=f"to measure (default: {DEFAULT})")
    parser.add_argument("--into", type=Path, metavar="FILE", help="replace what stands between the marks of a page")
    return parser


if __name__ == "__main__":
    sys.exit(main())
