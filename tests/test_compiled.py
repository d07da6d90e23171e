"""Compiled code on disk: when it is found again, when it must not be, and where it goes.

Each test has a package of its own with the real `compiled.py` and `assembly.py`, a helper, and an entry in another
file that calls it. Processes say what they computed, how often they compiled, and how often they found the code.
"""

import ast
import importlib
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from simsupport import compiled

HELPER = "from simsupport.compiled import helper\n\n\n@helper\ndef doubled(x):\n    return 2 * x\n"
KERNEL = """
from simsupport.compiled import entry
from simsupport.engines.fast.parts import doubled


@entry
def kernel(x):
    return doubled(x) + 1
"""
CALL = """
from simsupport.engines.fast.kernel import kernel

before_the_call = ...
print(kernel(20.0), sum(kernel.stats.cache_misses.values()), sum(kernel.stats.cache_hits.values()))
"""
PACKAGE = Path(compiled.__file__).parent
COMPILED, FOUND = ["41.0", "1", "0"], ["41.0", "0", "1"]
NOTICE = "simsupport: compiling to machine code, once: up to a minute\n"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    files = {name: (PACKAGE / name).read_text() for name in ("assembly.py", "compiled.py")}
    files |= {"engines/fast/parts.py": HELPER, "engines/fast/kernel.py": KERNEL}
    files |= {f"{folder}__init__.py": "" for folder in ("", "engines/", "engines/fast/")}
    for name, text in files.items():
        path = tmp_path / "simsupport" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "simsupport"


def start(package: Path, call: str = CALL, limit: Callable[[], None] | None = None, **variables: str) -> Any:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("NUMBA", "XDG"))}
    environment |= {"PYTHONPATH": str(package.parent), "XDG_CACHE_HOME": str(package.parent / "cache"), **variables}
    return subprocess.Popen(
        [sys.executable, "-B", "-c", call],
        cwd=package.parent, env=environment, preexec_fn=limit, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def said(process: Any) -> tuple[list[str], str]:
    out, errors = process.communicate(timeout=100)
    assert process.returncode == 0, errors
    return out.split(), errors


def call(package: Path, *more: Any, **variables: str) -> tuple[list[str], str]:
    return said(start(package, *more, **variables))


def stored(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and "compiled-" in path.parent.name)


def edit(package: Path, old: str = "2 * x", new: str = "3 * x") -> None:
    source = package / "engines/fast/parts.py"
    source.write_text(source.read_text().replace(old, new))


def test_code_is_compiled_once_with_a_notice_and_then_found(package):
    assert call(package) == (COMPILED, NOTICE)
    assert [path.parent.parent for path in stored(package.parent)] == [package / "__pycache__"]
    assert call(package) == (FOUND, "")


@pytest.mark.slow
def test_a_change_in_what_an_entry_calls_compiles_anew_and_drops_the_old_code(package):
    call(package)
    before = stored(package)
    edit(package)
    assert call(package)[0] == ["61.0", "1", "0"]
    after = stored(package)
    assert (len(before), len(after)) == (1, 1)
    assert before != after
    assert call(package)[0] == ["61.0", "0", "1"]


@pytest.mark.slow
def test_sources_that_change_while_a_process_runs_store_nothing(package):
    """What it imported is not what the files say now."""
    rewritten = f"open({str(package / 'engines/fast/parts.py')!r}, 'w').write({HELPER.replace('2 * x', '3 * x')!r})"
    assert call(package, CALL.replace("before_the_call = ...", rewritten))[0] == COMPILED
    assert stored(package.parent) == []
    assert call(package)[0] == ["61.0", "1", "0"]


@pytest.mark.slow
def test_a_package_that_cannot_be_written_falls_back_to_the_users_cache(package):
    (package / "__pycache__").write_text("a file, so that nothing can be made in it, even by an administrator")
    assert call(package)[0] == COMPILED
    assert [package.parent / "cache" in path.parents for path in stored(package.parent)] == [True]
    assert call(package) == (FOUND, "")


@pytest.mark.slow
def test_without_any_folder_each_process_compiles(package):
    (package / "__pycache__").write_text("")
    (package.parent / "cache").write_text("")
    assert [call(package) for _ in range(2)] == [(COMPILED, NOTICE)] * 2


@pytest.mark.slow
def test_a_home_that_there_is_not_gets_no_folder(package):
    (package / "__pycache__").write_text("")
    assert call(package, XDG_CACHE_HOME="somewhere/relative")[0] == COMPILED
    assert stored(package.parent) == []


@pytest.mark.slow
def test_a_full_disk_leaves_nothing_behind(package):
    """Files of at most 1000 bytes stand for it: the system refuses each write beyond them."""
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))  # noqa: E731
    assert call(package, CALL, limit) == (COMPILED, NOTICE)
    assert stored(package.parent) == []


@pytest.mark.slow
def test_a_damaged_file_is_compiled_anew(package):
    call(package)
    (file,) = stored(package)
    whole = file.read_bytes()
    for damaged in (whole[: len(whole) // 2], b"something else"):
        file.write_bytes(damaged)
        assert call(package)[0] == COMPILED
    assert call(package)[0] == FOUND


@pytest.mark.slow
def test_two_processes_may_compile_at_once(package):
    both = [start(package), start(package)]
    assert [said(process)[0][0] for process in both] == ["41.0", "41.0"]
    assert len(stored(package.parent)) == 1
    assert call(package)[0] == FOUND


@pytest.mark.slow
def test_a_folder_of_the_users_own_is_used_alone(package):
    own = package.parent / "own"
    assert call(package, NUMBA_CACHE_DIR=str(own))[0] == COMPILED
    assert stored(package.parent) == stored(own) != []
    assert call(package, NUMBA_CACHE_DIR=str(own))[0] == FOUND


def test_without_compilation_all_is_plain_python(package):
    plain = CALL.replace("print(", "print(kernel(20.0), kernel.__name__) #")
    assert call(package, plain, NUMBA_DISABLE_JIT="1") == (["41.0", "kernel"], "")


TOGETHER = """
import numpy as np
from simsupport.compiled import entry, helper, part


@helper
def doubled(x):
    return 2 * x


@part
def tripled(x):
    if x < 0:
        raise ValueError("below 0")
    return doubled(x) + x


@entry
def kernel(x, y):
    return doubled(x) + tripled(x) + tripled(y)
"""


def together(package: Path, *lines: str) -> list[str]:
    """What is printed by lines that have a helper, a part that calls it, and an entry that calls both."""
    (package / "together.py").write_text(TOGETHER)
    return call(package, "\n".join(["from simsupport.together import *", *lines]))[0]


@pytest.mark.slow
def test_helpers_and_parts_and_entries_call_each_other(package):
    show = "print(kernel(4, 5), kernel(1.5, 2.0), kernel(np.int8(100), 5))"
    assert together(package, show) == ["35", "13.5", "515"]
    assert together(package, show) == ["35", "13.5", "515"]


def test_an_error_in_a_part_reaches_python(package):
    tried = ["try: kernel(1, -1)", "except ValueError as error: print(error)"]
    assert together(package, *tried) == ["below", "0"]


@pytest.mark.slow
def test_a_helper_is_translated_once_for_all_widths(package):
    calls = ["kernel(4, 5), kernel(np.int8(4), np.uint32(5)), kernel(True, 5.0)"]
    show = "print(len(kernel.signatures), *(str(kind) for kind, in doubled.signatures))"
    assert together(package, *calls, show) == ["3", "int64", "bool", "float64"]


@pytest.mark.slow
def test_a_part_stays_a_function_and_a_helper_does_not(package):
    show = """
import re
(code,) = kernel.inspect_asm().values()
print(*(len(re.findall(rf"(?m)^_Z\\w+{name}\\w+:$", code)) for name in ("tripled", "doubled")))
"""
    assert together(package, "kernel(4, 5)", show) == ["1", "0"]


@pytest.mark.slow
def test_python_is_told_that_it_cannot_call_a_helper(package):
    names = ("doubled", "tripled")
    tried = [[f"try: {name}(4)", "except TypeError as error: print(error)"] for name in names]
    told = [f"'{name}' is compiled into what calls it, so Python can't call it: use '{name}.py_func'" for name in names]
    assert together(package, "kernel(4, 5)", *tried[0], *tried[1]) == " ".join(told).split()


SAMPLING = """
from numba.core.event import install_recorder
import simsupport as ss
from simsupport.scenario import from_mapping

scenario = from_mapping({
    "calendar": {"start": "2026-03-02", "duration": "1 week"},
    "channels": {"phone": {"kind": "live"}},
    "topics": {"call": {"talk": "5 min", "authority": {"needed": "40%", "amount": {"gamma": {"mean": 66, "cv": 1.3}}}}},
    "demand": [{"topic": "call", "channel": "phone", "rate": "6 / h"}],
    "teams": {"desk": {"agents": 3, "skills": {"call": {}}}},
})
with install_recorder("numba:compile") as compilations:
    demand = ss.sample_demand(scenario)
print(len(demand), demand.amount.sum(), len(compilations.buffer) > 0)
"""


@pytest.mark.slow
def test_a_process_that_finds_all_code_compiles_nothing(tmp_path):
    """The real package: neither an entry nor a helper."""
    first, again = (call(PACKAGE, SAMPLING, NUMBA_CACHE_DIR=str(tmp_path)) for _ in range(2))
    assert (first[0][2], first[1]) == ("True", NOTICE)
    assert (again[0][2], again[1]) == ("False", "")
    assert again[0][:2] == first[0][:2]


KEYED = {path for pattern in compiled.SOURCES for path in PACKAGE.glob(pattern)}
HOLDING_CODE = [
    path for path in sorted(PACKAGE.rglob("*.py"))
    if any(f"\n@{decorator}\n" in path.read_text() for decorator in ("entry", "helper", "part", "shared"))
]  # fmt: skip


def test_all_code_is_keyed():
    assert HOLDING_CODE
    assert set(HOLDING_CODE) <= KEYED


@pytest.mark.parametrize("path", HOLDING_CODE, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_code_takes_no_constants_from_sources_that_are_not_keyed(path):
    """They would be frozen into the code on disk."""
    imports = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)]
    for node in imports:
        if not (node.module or "").startswith("simsupport"):
            continue
        module = importlib.import_module(node.module)
        if Path(module.__file__) not in KEYED:
            frozen = [name.name for name in node.names if _is_constant(getattr(module, name.name))]
            assert not frozen, f"{frozen} of {node.module}"


def _is_constant(value: object) -> bool:
    return isinstance(value, int | float | str | tuple) or (isinstance(value, type) and issubclass(value, int))
