"""The notebooks run without an error, agree with their texts, and have the parts that a reader expects."""

import importlib.util
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import nbformat
import pytest
from jupyter_client import AsyncKernelManager
from jupyter_core.utils import run_sync
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "notebooks"
LESSONS = sorted(path.stem for path in FOLDER.glob("*.ipynb"))
NOTEBOOKS = [*LESSONS, *(f"solutions/{path.stem}" for path in sorted(FOLDER.glob("solutions/*.ipynb")))]
TEXTS = sorted(path for folder in ("text", "solutions/text") for path in FOLDER.glob(f"{folder}/*.md"))
WITH_THEORY = "0"  # what the notebooks that begin with it are about has an exact answer
LONGEST = 120  # seconds for a cell, on a machine that may have to compile first
TOO_LONG = {"ename": "TimeoutError", "evalue": "", "traceback": [f"the cell took more than {LONGEST} s"]}
COMPILING = "simsupport: compiling"  # what it says of that
EMPTY = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}

Runner = Callable[[NotebookNode, Path], NotebookNode]


def load_pairing() -> ModuleType:
    """notebooks/pair.py, which is no part of a package."""
    spec = importlib.util.spec_from_file_location("pair", FOLDER / "pair.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


pair = load_pairing()


def read(name: str) -> NotebookNode:
    return nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)


@pytest.fixture(scope="session")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AsyncKernelManager]:
    """One for all notebooks, as imports take longer than most lessons; with nothing of the reader's own settings."""
    home = tmp_path_factory.mktemp("jupyter")
    own = {name: str(home / name.lower()) for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")}
    manager = AsyncKernelManager(kernel_name="python3")
    run_sync(manager.start_kernel)(env={**os.environ, **own, "PYTHONPATH": str(ROOT)})
    yield manager
    run_sync(manager.shutdown_kernel)(now=True)


@pytest.fixture
def execute(kernel: AsyncKernelManager) -> Runner:
    """Runs a notebook in a folder as a reader would: nothing is defined before."""

    def run(notebook: NotebookNode, folder: Path) -> NotebookNode:
        notebook.cells.insert(0, nbformat.from_dict({**EMPTY, "source": f"%reset -f\n%cd -q {folder}"}))
        limits = {"timeout": LONGEST, "interrupt_on_timeout": True, "error_on_timeout": TOO_LONG}
        return NotebookClient(notebook, km=kernel, **limits).execute()

    return run


@pytest.mark.slow
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_runs(name: str, execute: Runner) -> None:
    """Its assertions hold; it complains of nothing; a lesson draws something."""
    found = outputs(execute(read(name), (FOLDER / name).parent))
    complaints = [output.text for output in found if output.get("name") == "stderr"]
    assert [text for text in complaints if not text.startswith(COMPILING)] == []
    assert name not in LESSONS or any("image/png" in output.get("data", {}) for output in found)


def outputs(notebook: NotebookNode) -> list[NotebookNode]:
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


@pytest.mark.slow
def test_a_claim_that_does_not_hold_is_found(execute: Runner, tmp_path: Path) -> None:
    with pytest.raises(CellExecutionError, match="AssertionError"):
        execute(of_code("assert 2 + 2 == 5"), tmp_path)


@pytest.mark.slow
def test_a_cell_that_takes_too_long_is_found(execute: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the kernel is free for the next notebook."""
    monkeypatch.setitem(globals(), "LONGEST", 1)
    with pytest.raises(CellExecutionError, match="took more than"):
        execute(of_code("import time\ntime.sleep(15)"), tmp_path)
    execute(of_code("assert 1 + 1 == 2"), tmp_path)


@pytest.mark.slow
def test_a_notebook_starts_from_nothing_in_its_folder(execute: Runner, tmp_path: Path) -> None:
    execute(of_code("left_behind = 1"), FOLDER)
    execute(of_code(f"from pathlib import Path\nassert Path.cwd() == Path({str(tmp_path)!r})"), tmp_path)
    with pytest.raises(CellExecutionError, match="NameError"):
        execute(of_code("left_behind"), tmp_path)


def of_code(code: str) -> NotebookNode:
    return nbformat.reads(pair.notebook_of(f"# A\n\n```python\n{code}\n```\n"), as_version=4)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(FOLDER)))
def test_a_pair_agrees(path: Path) -> None:
    """To the byte: so there are no outputs either. `python notebooks/pair.py` writes notebooks from texts."""
    text, notebook = path.read_text(encoding="utf-8"), pair.path_of_notebook(path).read_text(encoding="utf-8")
    assert notebook == pair.notebook_of(text)
    assert text == pair.text_of(notebook)


def test_every_notebook_has_a_text_and_every_lesson_solutions() -> None:
    assert sorted(FOLDER / f"{name}.ipynb" for name in NOTEBOOKS) == sorted(map(pair.path_of_notebook, TEXTS))
    assert [f"solutions/{name}" for name in LESSONS] == NOTEBOOKS[len(LESSONS) :]


@pytest.mark.parametrize("changed", ["outputs", "execution_count", "source", "metadata"])
def test_a_pair_that_differs_is_found(changed: str) -> None:
    text = "# A\n\n```python\n1 + 1\n```\n"
    notebook = nbformat.reads(pair.notebook_of(text), as_version=4)
    stream = nbformat.from_dict({"output_type": "stream", "name": "stdout", "text": "2"})
    notebook.cells[1][changed] = {
        "outputs": [stream], "execution_count": 1, "source": "1 + 2", "metadata": nbformat.from_dict({"tags": ["a"]}),
    }[changed]  # fmt: skip
    assert f"{nbformat.writes(notebook)}\n" != pair.notebook_of(text)


def test_a_text_is_formatted_when_it_is_paired(tmp_path: Path) -> None:
    (tmp_path / "text").mkdir()
    path = tmp_path / "text/a.md"
    long = f"y = [{', '.join(str(number) for number in range(100, 122))}]"  # 114 signs: the house's lines have 120
    path.write_text(f"# A\n\n```python\nx = {{'a':1}}\n{long}\n```\n", encoding="utf-8")
    pair.pair(path)
    assert path.read_text(encoding="utf-8") == f'# A\n\n```python\nx = {{"a": 1}}\n{long}\n```\n'
    assert nbformat.read(tmp_path / "a.ipynb", as_version=4).cells[1].source == f'x = {{"a": 1}}\n{long}'


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_has_its_parts(name: str) -> None:
    assert lacking(read(name), theory=name.startswith(WITH_THEORY)) == []
    assert exercises(read(f"solutions/{name}"), level=2) == exercises(read(name), level=3)
    assert unsolved(read(f"solutions/{name}")) == []


def lacking(lesson: NotebookNode, theory: bool) -> list[str]:
    """What a lesson lacks of: a question, a prediction, then simulation, theory and drawing, exercises at the end."""
    said, done = sources(lesson, "markdown"), sources(lesson, "code")
    parts = [title.split(":")[0] for title in re.findall(r"^## (.+)", "\n".join(said), flags=re.MULTILINE)]
    middle = {"Simulate", "Theory", "Draw"} if theory else {"Simulate", "Draw"}
    found = {
        "a question at the start": "?" in said[0].partition("\n## ")[0],
        "a prediction before all": parts[:1] == ["Predict"],
        **{part: part in parts for part in sorted(middle)},
        "exercises at the end": parts[-1:] == ["Exercises"],
        "3 to 5 exercises": 3 <= len(exercises(lesson, level=3)) <= 5,
        "a claim that is asserted": any(re.search(r"^assert ", source, flags=re.MULTILINE) for source in done),
    }
    return [part for part, there in found.items() if not there]


def sources(notebook: NotebookNode, kind: str) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == kind]


def exercises(notebook: NotebookNode, level: int) -> list[str]:
    """The titles of exercises: `Exercise 1: ...` as headings of that level."""
    pattern = rf"^{'#' * level} (Exercise \d+: .+)"
    return re.findall(pattern, "\n".join(sources(notebook, "markdown")), flags=re.MULTILINE)


def unsolved(solutions: NotebookNode) -> list[str]:
    """The exercises without code below them, or without a claim that is asserted in it."""
    text: str = pair.text_of(nbformat.writes(solutions))
    return [part.splitlines()[0] for part in text.split("\n## ")[1:] if "\nassert " not in part]


LESSON = """# 01 A

Why?

## Predict

## Simulate: a day

## Theory

## Draw

```python
assert 1 < 2
```

## Exercises

### Exercise 1: one

### Exercise 2: two

### Exercise 3: three
"""


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("Why?", "Why.", ["a question at the start"]),
        ("## Predict", "## Guess", ["a prediction before all"]),
        ("## Simulate: a day", "## A day", ["Simulate"]),
        ("## Theory", "### Theory", ["Theory"]),
        ("## Draw", "", ["Draw"]),
        ("## Exercises", "## To do", ["exercises at the end"]),
        ("### Exercise 3: three", "", ["3 to 5 exercises"]),
        ("assert 1 < 2", "1 < 2", ["a claim that is asserted"]),
        ("a day", "a week", []),
    ],
)
def test_a_part_that_is_lacking_is_found(old: str, new: str, found: list[str]) -> None:
    assert lacking(nbformat.reads(pair.notebook_of(LESSON.replace(old, new)), as_version=4), theory=True) == found


def test_an_exercise_without_a_solution_is_found() -> None:
    text = "# A\n\n## Exercise 1: one\n\n```python\nassert 1 < 2\n```\n\n## Exercise 2: two\n\nLater.\n"
    assert unsolved(nbformat.reads(pair.notebook_of(text), as_version=4)) == ["Exercise 2: two"]


@pytest.mark.parametrize("name", LESSONS)
def test_the_readme_has_a_line_for_each_lesson(name: str) -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert f"]({name}.ipynb)" in text
    assert f"](solutions/{name}.ipynb)" in text


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(FOLDER)))
def test_names_no_path_of_a_machine(path: Path) -> None:
    assert not any(word in path.read_text(encoding="utf-8") for word in ("/home/", "/work/", "/tmp/", "C:\\"))
