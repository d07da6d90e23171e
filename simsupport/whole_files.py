"""Files that are there in whole or not at all: written aside, down to the disk, and renamed when they are whole."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

ASIDE = ".aside"


def write(path: Path, content: bytes) -> None:
    """Write a file, and the folders that it lies in; raises OSError, and leaves what was there as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _aside(path, content) as aside:
        aside.replace(path)


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Write files as `write` does; if one can't be written those that are new go again, and OSError is raised."""
    fresh = [path for path in contents if not path.exists()]
    try:
        for path, content in contents.items():
            write(path, content)
    except BaseException:
        for path in fresh:
            path.unlink(missing_ok=True)
        raise


def obstacle(path: Path) -> str:
    """Why a file can't be written, in words; nothing if it can."""
    if path.is_dir():
        return "it is a folder"
    if not path.parent.is_dir():
        return f"there is no folder '{path.parent}'"
    try:
        try_to_write(path.parent)
    except OSError as error:
        return error.strerror or str(error)
    return ""


def try_to_write(folder: Path) -> None:
    """Write a file into a folder, or into what is there of its path; nothing stays of it. Raises OSError."""
    there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    with _aside(there / "trial", b"trial"):
        pass


def sweep(folder: Path) -> None:
    """Remove what was left aside in a folder, as by a process that was killed."""
    with suppress(OSError):
        for path in folder.rglob(f"*{ASIDE}"):
            path.unlink()


@contextmanager
def _aside(path: Path, content: bytes) -> Iterator[Path]:
    """A file beside a path that holds a content, on the disk too; it is gone in the end."""
    aside = path.with_name(f"{path.name[:200]}.{os.getpid()}{ASIDE}")
    try:
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield aside
    finally:
        with suppress(OSError):
            aside.unlink()
