"""`python -m simsupport.verification --into docs/verification.md` writes what comes out into that page."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from simsupport.verification import verify
from simsupport.verification.page import BEGIN, END, held, markdown, replaced

SEED = 1


def main(words: Sequence[str] | None = None) -> int:
    parser = ArgumentParser(prog="python -m simsupport.verification", description="Write the page of verification.")
    parser.add_argument("systems", nargs="*", metavar="SYSTEM", help="by default all")
    parser.add_argument("--into", type=Path, metavar="FILE", required=True, help="a page with the marks")
    given = parser.parse_args(words)
    page = given.into.read_text(encoding="utf-8") if given.into.is_file() else ""
    if BEGIN not in page or END not in page:
        parser.error(f"--into: {given.into} is no file with a line '{BEGIN}' and a line '{END}'")
    rows = verify(given.systems, SEED)
    given.into.write_text(replaced(page, markdown(rows, SEED)), encoding="utf-8")
    print(held(rows))
    return 0 if all(row.holds for row in rows) else 1


if __name__ == "__main__":
    raise SystemExit(main())
