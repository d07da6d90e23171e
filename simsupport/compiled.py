"""Machine code: what Numba compiles, and the folder on disk where it stays for the next process.

Numba's own cache of a function looks at the file of that function alone, and misses a change in what it calls. So the
folder here is named after all the sources that compiled code is made of.
"""

import os
import pickle
import platform
import sys
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from shutil import rmtree
from typing import Any, TypeVar
from uuid import uuid4

import numba
from numba.core import serialize
from numba.core.caching import NullCache
from numba.core.compiler import CompileResult
from numba.core.dispatcher import Dispatcher
from numba.extending import register_jitable

from simsupport import assembly

Function = TypeVar("Function", bound=Callable[..., Any])

SOURCES = (
    "assembly.py", "compiled.py", "log.py", "chance/*.py", "demand/points.py", "engines/fast/**/*.py",
    "measures/passes.py",
)  # fmt: skip
_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy"}
COUNTS_NOTHING: Any = {**_OPTIONS, "_nrt": False}  # counting references to arrays takes longer than using them
_PACKAGE = Path(__file__).parent
_FOLDER = "compiled-"


def helper(function: Function) -> Function:
    """A small function that compiles into those that call it; it counts no references, so it must not make arrays."""
    return _helper(function, assembly.Piece)


def part(function: Function) -> Function:
    """A helper that stays a function of its own: what is called from many places is not copied into all of them."""
    return _helper(function, assembly.Apart)


def _helper(function: Function, pipeline: type[assembly.Whole]) -> Function:
    compiled: Any = numba.njit(**COUNTS_NOTHING, pipeline_class=pipeline)(function)
    if compiled is not function:  # as it is with NUMBA_DISABLE_JIT
        compiled.__class__ = assembly.Helper
    found: Function = compiled
    return found


def shared(function: Function) -> Function:
    """A helper that stays plain Python where Python calls it."""
    registered: Function = register_jitable(**COUNTS_NOTHING)(function)
    return registered


def entry(function: Function) -> Function:
    """A function that Python calls: compiled when first called with arguments of these types, and stored."""
    return _entry(function, assembly.Whole)


def lean(of: Function) -> Function:
    """An entry once more, in whose code columns with a neutral value have it; the two are compiled together, since most
    of the work is the same.
    """
    if not isinstance(of, Dispatcher):  # with NUMBA_DISABLE_JIT
        return of
    whole: Any = of
    found: Any = _entry(whole.py_func, assembly.Lean)
    whole._cache.twin, found._cache.twin = found, whole
    result: Function = found
    return result


def _entry(function: Function, pipeline: type[assembly.Whole]) -> Function:
    compiled: Any = numba.njit(**_OPTIONS, pipeline_class=pipeline)(function)
    if compiled is not function:  # as it is with NUMBA_DISABLE_JIT
        compiled._cache = StoredCode(function, pipeline.__name__.lower())
    found: Function = compiled
    return found


class StoredCode(NullCache):
    """The machine code of one function: a file for each of its signatures, interpreters and machines.

    It is read from the first folder that has it, and written to the first that takes it. Where none does, or the disk
    is full, each process compiles for itself.
    """

    twin: Any = None  # an entry that is compiled with it

    def __init__(self, function: Callable[..., Any], pipeline: str) -> None:
        self._name = f"{function.__module__}.{function.__qualname__}-{pipeline}"

    @property
    def cache_path(self) -> str | None:
        return next(map(str, folders()), None)

    def load_overload(self, signature: Any, context: Any) -> Any:
        context.refresh()
        file = self._file(signature, context.codegen())
        for folder in folders():
            found = _read(folder / file, context)
            if found is not None:
                return found
        _announce()
        return None

    def save_overload(self, signature: Any, result: Any) -> None:
        if result.library.has_dynamic_globals:
            raise TypeError(f"{self._name} refers to addresses of this process, so it can't be stored")
        file, code = self._file(signature, result.library.codegen), serialize.dumps(result._reduce())
        any(_write(folder / file, code) for folder in folders())
        if self.twin:
            self.twin.compile(signature)

    def _file(self, signature: Any, codegen: Any) -> str:
        made_for = (platform.python_version(), numba.__version__, codegen.magic_tuple(), str(signature))
        return f"{self._name}-{_digest(repr(made_for).encode())}"


@cache
def _announce() -> None:
    """Say once per process why it takes so long."""
    print("simsupport: compiling to machine code, once: up to a minute", file=sys.stderr, flush=True)


def folders() -> tuple[Path, ...]:
    """Where the code of these sources may be: what NUMBA_CACHE_DIR says, else the package, else the user's cache."""
    sources = _sources()
    if not sources or sources != _IMPORTED:  # in an archive, or edited since: nobody knows what was imported
        return ()
    name, package = _FOLDER + sources, _digest(str(_PACKAGE).encode())  # several installations live side by side
    wanted = os.environ.get("NUMBA_CACHE_DIR")
    if wanted:
        return (Path(wanted, f"simsupport-{package}", name),)
    return _PACKAGE / "__pycache__" / name, _users_cache() / "simsupport" / package / name


def _users_cache() -> Path:
    """A path that is not absolute (there may be no home) leads nowhere, rather than into the working folder."""
    found = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"))
    return found if found.is_absolute() else Path(os.devnull)


def _sources() -> str | None:
    """What stands for all sources together."""
    paths = sorted(path for pattern in SOURCES for path in _PACKAGE.glob(pattern))
    return _digest(*(path.read_bytes() for path in paths)) if paths else None


def _digest(*parts: bytes) -> str:
    return blake2b(b"".join(blake2b(part).digest() for part in parts), digest_size=10).hexdigest()


def _read(path: Path, context: Any) -> Any:
    """The code in a file; None if there is none that can be used."""
    try:
        return CompileResult._rebuild(context, *pickle.loads(path.read_bytes()))
    except Exception:  # a damaged file can raise anything; the function is compiled instead
        return None


def _write(path: Path, code: bytes) -> bool:
    """Whether the code could be stored: aside, then renamed, for two processes may compile at once."""
    try:
        if not path.parent.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _remove_older(path.parent)
        _replace(path, code)
    except OSError:
        return False
    return True


def _replace(path: Path, code: bytes) -> None:
    aside = path.with_name(f"{uuid4().hex}.part")
    try:
        aside.write_bytes(code)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def _remove_older(folder: Path) -> None:
    """What was compiled from older sources is of no use."""
    for other in folder.parent.glob(_FOLDER + "*"):
        if other != folder:
            rmtree(other, ignore_errors=True)


_IMPORTED = _sources()
