"""The report: one page that a planner brings to a meeting, in one file, from the results of an experiment.

It answers ten questions in order, a section each; a module here for each of them. Figures come from `Evidence`, tables
from `simsupport.tables`, pictures from `simsupport.pictures`; jinja2 puts them into `templates/page.html.jinja`, and
escapes what files say. The same evidence gives the same bytes.
"""

import os
from pathlib import Path

from simsupport import whole_files
from simsupport.report.evidence import MEASURES, Evidence, breakdowns, with_logs

__all__ = ["MEASURES", "Evidence", "breakdowns", "page", "with_logs", "write"]


def page(evidence: Evidence, title: str = "") -> str:
    """The page as HTML."""
    from simsupport.report.rendering import rendered

    return rendered(evidence, title)


def write(path: "str | os.PathLike[str]", evidence: Evidence, title: str = "") -> None:
    """Write the page into a file; raises OSError, and leaves what was there as it was."""
    whole_files.write(Path(path), page(evidence, title).encode())
