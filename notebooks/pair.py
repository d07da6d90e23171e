"""Writes the notebooks from their texts: `python notebooks/pair.py` for all, or with the names of some texts.

The code is formatted, in the text too; outputs are left out. The same text gives the same bytes.
"""

import subprocess
import sys
from pathlib import Path
from typing import Any

import jupytext
import nbformat

FOLDER = Path(__file__).resolve().parent
TEXTS = ("text/*.md", "solutions/text/*.md")
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
TEXT_FORM = {"extension": ".md", "notebook_metadata_filter": "-all", "cell_metadata_filter": "-all"}


def notebook_of(text: str) -> str:
    """The notebook of a text, as JSON; format 4.4 is the last one in which cells have no random ids."""
    notebook: Any = jupytext.reads(text, fmt="md")
    notebook.metadata, notebook.nbformat_minor = nbformat.from_dict(METADATA), 4
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({})
        cell.pop("id", None)
    return f"{nbformat.writes(notebook)}\n"


def text_of(notebook: str) -> str:
    """The text of a notebook; outputs and metadata are not in it."""
    text: str = jupytext.writes(nbformat.reads(notebook, as_version=4), fmt=TEXT_FORM)
    return text


def path_of_notebook(text: Path) -> Path:
    """Where the notebook of a text stands: beside the folder of texts."""
    return text.parent.parent / f"{text.stem}.ipynb"


def formatted(notebook: str) -> str:
    """The notebook with its code as the house writes it."""
    place = str(FOLDER / "a.ipynb")  # the settings of this folder hold
    command = [sys.executable, "-m", "ruff", "format", "--quiet", "--stdin-filename", place, "-"]
    return subprocess.run(command, input=notebook, stdout=subprocess.PIPE, check=True, encoding="utf-8").stdout


def pair(path: Path) -> None:
    """Write the notebook of the text at `path`, and the text again with its code formatted."""
    text = text_of(formatted(notebook_of(path.read_text(encoding="utf-8"))))
    path.write_text(text, encoding="utf-8")
    path_of_notebook(path).write_text(notebook_of(text), encoding="utf-8")


if __name__ == "__main__":
    named = [Path(name).resolve() for name in sys.argv[1:]]
    for path in named or sorted(path for texts in TEXTS for path in FOLDER.glob(texts)):
        pair(path)
