"""The scenarios that come with the package, by name, and what a copy of one takes along.

In an installed package they are its folder `examples`, in a clone the folder `scenarios` beside it.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

from simsupport.errors import SimsupportError, nearest
from simsupport.scenario.files import yaml_file
from simsupport.scenario.files.tree import Node
from simsupport.scenario.files.yaml_file import ENDINGS

ENDING = ENDINGS[0]  # of those that come with the package


def folder() -> Path:
    """Where they are."""
    package = Path(__file__).parent
    inside = package / "examples"
    return inside if inside.is_dir() else package.parent / "scenarios"


def names() -> list[str]:
    """All of them, such as ``basics/erlang-a``, and families, such as ``basics``."""
    home = folder()
    files = [path.relative_to(home).with_suffix("").as_posix() for path in home.rglob(f"*{ENDING}")]
    families = {PurePosixPath(name).parent.as_posix() for name in files} - {"."}
    return sorted({*files, *families})


def find(name: str) -> Path:
    """The file or the folder of a name, of its last part if only one ends so, or of a path.

    Raises SimsupportError with the nearest right word.
    """
    known = names()
    wanted = name.replace("\\", "/").strip("/").removeprefix("scenarios/").removesuffix(ENDING)
    alike = [wanted] if wanted in known else [each for each in known if each.rpartition("/")[2] == wanted]
    if len(alike) == 1:
        found = folder() / alike[0]
        file = found.with_name(found.name + ENDING)
        return file if file.is_file() else found
    if Path(name).exists():
        return Path(name)
    if alike:
        raise SimsupportError(f"several scenarios are called '{wanted}': {', '.join(alike)}")
    short = {each.rpartition("/")[2]: each for each in known}
    close = nearest(wanted, known) or nearest(wanted, short)
    raise SimsupportError(f"there is no scenario and no file '{name}'{close}")


def title(path: Path) -> str:
    """What a scenario, or an initiative, calls itself."""
    given = yaml_file.read(path).child("name")
    return str(given.value) if given else ""


def parts(path: Path) -> dict[Path, Path]:
    """What a copy consists of, by place: a file and all that it names, or of a folder all scenarios likewise.

    Places are relative to the folder, or to that of the file. Raises ScenarioError for what can't be read,
    SimsupportError for what lies outside of the folder.
    """
    home = path if path.is_dir() else path.parent
    waiting = sorted(path.glob(f"*{ENDING}")) if path.is_dir() else [path]
    if not waiting:
        raise SimsupportError(f"there is no scenario in the folder '{path}'")
    found: dict[Path, Path] = {}
    while waiting:
        file = waiting.pop(0)
        found[_within(home, file)] = file
        if file.suffix in ENDINGS:
            waiting += [other for other in _named(file, yaml_file.read(file)) if _within(home, other) not in found]
    return found


def check(file: Path) -> None:
    """Raise ScenarioError for what is neither a scenario nor initiatives."""
    from simsupport.scenario import load
    from simsupport.scenario.reading import additions

    if additions.is_one(yaml_file.read(file)):
        additions.read([file])
    else:
        load(file, force=True)


def _named(file: Path, tree: Node) -> Iterator[Path]:
    for _, node in tree.walk():
        if isinstance(node.value, str) and not Path(node.value).is_absolute():
            with suppress(OSError, ValueError):  # a text that no file could be called
                if (file.parent / node.value).is_file():
                    yield file.parent / node.value


def _within(home: Path, file: Path) -> Path:
    """The place of a file in a folder."""
    try:
        return file.resolve().relative_to(home.resolve())
    except ValueError:
        raise SimsupportError(f"'{file}' is needed, and not in the folder '{home}': copy one that has both") from None
