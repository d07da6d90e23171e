"""A store: a folder that keeps the figures of finished replications, so that a run which ended early goes on.

`manifest.json` says of which experiment they are; `figures/FINGERPRINT/REPLICATION.parquet` has the figures of one
replication of the scenario with that fingerprint. A file is written aside and then renamed: whenever a run is
killed, each file is there in whole or not at all.
"""

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from simsupport import __version__
from simsupport.errors import SimsupportError
from simsupport.experiment.replication import Experiment, Key, Tables, Task
from simsupport.experiment.results import Breakdown

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT = 1
MANIFEST, ASIDE = "manifest.json", ".aside"


class StoreError(RuntimeError):
    """A store that can't be written any more; what it holds already stays."""


class Keeping(Protocol):
    """Where figures of finished replications are found and kept."""

    def finished(self, tasks: Iterable[Task]) -> dict[Key, Tables]: ...

    def check_writable(self) -> None: ...

    def keep(self, task: Task, tables: Tables) -> None: ...


class Nowhere:
    """What is kept nowhere is found nowhere."""

    def finished(self, tasks: Iterable[Task]) -> dict[Key, Tables]:
        return {}

    def check_writable(self) -> None: ...

    def keep(self, task: Task, tables: Tables) -> None: ...


class Store:
    """The figures of an experiment's finished replications in a folder, which is made if it is not there."""

    def __init__(self, folder: "str | os.PathLike[str]", experiment: Experiment) -> None:
        """Raises SimsupportError if the folder holds another experiment, or anything else."""
        from simsupport.experiment.fingerprint import fingerprint

        _check_parquet()
        self.folder, self._breakdowns = Path(folder), experiment.breakdowns
        self._fingerprints = {scenario.name: fingerprint(scenario) for scenario in experiment.scenarios}
        wanted = self._manifest(experiment)
        found = self._read_manifest()
        if found is None:
            self._begin(wanted)
        elif found != wanted:
            raise SimsupportError(
                f"the store '{self.folder}' holds another experiment: {'; '.join(_differences(found, wanted))}. "
                "Name another folder, or remove this one"
            )
        self._sweep()

    def finished(self, tasks: Iterable[Task]) -> dict[Key, Tables]:
        """The figures of those tasks that were finished."""
        found = ((task.key, self._read(self._path(task))) for task in tasks)
        return {key: tables for key, tables in found if tables is not None}

    def keep(self, task: Task, tables: Tables) -> None:
        """Keep the figures of a task for good; raises StoreError if that can't be done."""
        path = self._path(task)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, as_parquet(task, tables))
        except OSError as error:
            raise StoreError(f"the store '{self.folder}' can't be written: {error.strerror or error}") from error

    def check_writable(self) -> None:
        """Raise SimsupportError for a folder that can be read only, before anything is simulated for it."""
        if not os.access(self.folder, os.W_OK):
            raise SimsupportError(f"the store '{self.folder}' can't be written: it is read-only")

    def _path(self, task: Task) -> Path:
        folder = self._fingerprints[task.scenario.name][:16]
        return self.folder / "figures" / folder / f"{task.replication:06}.parquet"

    def _read(self, path: Path) -> Tables | None:
        """The figures in a file; None if it is not there, or was damaged from outside."""
        import pyarrow as pa

        try:
            return from_parquet(path.read_bytes(), self._breakdowns)
        except (OSError, pa.ArrowException):
            return None

    def _manifest(self, experiment: Experiment) -> dict[str, Any]:
        """All that a figure of a replication depends on."""
        return {
            "format": FORMAT,
            "simsupport": __version__,
            "engine": experiment.engine,
            "seed": experiment.seed,
            "measures": "all" if experiment.names is None else list(experiment.names),
            "window": experiment.window,
            "breakdowns": [list(by) for by in experiment.breakdowns],
            "scenarios": dict(sorted(self._fingerprints.items())),
        }

    def _read_manifest(self) -> dict[str, Any] | None:
        try:
            found = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise SimsupportError(f"the store '{self.folder}' can't be read: {MANIFEST}: {error}") from error
        if not isinstance(found, dict) or found.get("format") != FORMAT:
            raise SimsupportError(f"the store '{self.folder}' can't be read: {MANIFEST} has another format")
        return found

    def _begin(self, manifest: dict[str, Any]) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if any(path.suffix != ASIDE for path in self.folder.iterdir()):
                raise SimsupportError(f"'{self.folder}' is no store: there are other files in it; name a new folder")
            _write(self.folder / MANIFEST, (json.dumps(manifest, indent=1) + "\n").encode())
        except OSError as error:
            raise SimsupportError(f"the store '{self.folder}' can't be made: {error.strerror or error}") from error

    def _sweep(self) -> None:
        """Remove what a run left aside when it was killed."""
        with suppress(OSError):
            for path in self.folder.rglob(f"*{ASIDE}"):
                path.unlink()


def _check_parquet() -> None:
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise SimsupportError("a store needs the package pyarrow: pip install 'simsupport[parquet]'") from None


def _write(path: Path, content: bytes) -> None:
    """Write a file aside, and give it its name when it is whole."""
    aside = path.with_name(f"{path.name}.{os.getpid()}{ASIDE}")
    try:
        aside.write_bytes(content)
        aside.replace(path)
    finally:
        with suppress(OSError):
            aside.unlink()


def as_parquet(task: Task, tables: Tables) -> bytes:
    """All tables of a replication as one tidy table; `breakdown` is the place of a row's table."""
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    parts = []
    for place, table in enumerate(tables):
        head = pd.DataFrame({"scenario": task.scenario.name, "replication": task.replication, "breakdown": place},
                            index=table.index)  # fmt: skip
        parts.append(pa.Table.from_pandas(head.join(table), preserve_index=False))
    content = BytesIO()
    pq.write_table(pa.concat_tables(parts, promote_options="default"), content)
    return content.getvalue()


def from_parquet(content: bytes, breakdowns: Iterable[Breakdown]) -> Tables:
    """The tables of a replication, as they were."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    whole = pq.read_table(pa.BufferReader(content))
    return [_part(whole, place, by) for place, by in enumerate(breakdowns)]


def _part(whole: "pa.Table", place: int, by: Breakdown) -> Any:
    import pyarrow.compute as pc

    rows = whole.filter(pc.equal(whole["breakdown"], place))
    return rows.select([*by, "measure", "value", "numerator", "denominator"]).to_pandas()


def _differences(found: dict[str, Any], wanted: dict[str, Any]) -> list[str]:
    """What an experiment has that another has not, in words."""
    there, here = found.get("scenarios", {}), wanted["scenarios"]
    told = [f"scenario '{name}' was another then" for name in here if name in there and here[name] != there[name]]
    told += [f"it lacks scenario '{name}'" for name in here if name not in there]
    told += [f"it has scenario '{name}' too" for name in there if name not in here]
    parts = [name for name in wanted if name != "scenarios" and found.get(name) != wanted[name]]
    return told + [f"{name} {_shown(found.get(name))}, not {_shown(wanted[name])}" for name in parts]


def _shown(value: Any) -> str:
    """A value of a manifest in a sentence."""
    if not isinstance(value, list):
        return str(value)
    return ", ".join(" and ".join(each) or "over all" if isinstance(each, list) else str(each) for each in value)
