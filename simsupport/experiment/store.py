"""A store: a folder that keeps the figures of finished replications, so that a run which ended early goes on.

`manifest.json` says of which experiment they are; `figures/FINGERPRINT/REPLICATION.parquet` has the figures of one
replication of the scenario with that fingerprint. A file is written aside, down to the disk, and then renamed: whenever
a run is killed, or the power is cut, each file is there in whole or not at all.
"""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from simsupport import whole_files
from simsupport.errors import SimsupportError
from simsupport.experiment.replication import Experiment, Key, Tables, Task
from simsupport.experiment.results import KEPT, Breakdown
from simsupport.version import __version__

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

FORMAT = 2
MANIFEST = "manifest.json"
MOST_NAMED = 3  # measures that a store lacks or has too, in a message


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
    """The figures of an experiment's finished replications in a folder, which is made for the first of them."""

    def __init__(self, folder: "str | os.PathLike[str]", experiment: Experiment) -> None:
        """Raises SimsupportError if the folder holds another experiment, or anything else."""
        from simsupport.experiment.fingerprint import fingerprint

        self.folder, self._breakdowns = Path(folder), experiment.breakdowns
        self._fingerprints = {scenario.name: fingerprint(scenario) for scenario in experiment.scenarios}
        self._manifest = self._manifest_of(experiment)
        found = self._read_manifest()
        if found is None:
            self._check_new()
        elif found != self._manifest:
            told = "; ".join(_differences(found, self._manifest))
            raise SimsupportError(
                f"the store '{self.folder}' holds another experiment: {told}. Name another folder, or remove this one"
            )
        whole_files.sweep(self.folder)

    def finished(self, tasks: Iterable[Task]) -> dict[Key, Tables]:
        """The figures of those tasks that were finished."""
        found = ((task.key, self._read(self._path(task))) for task in tasks)
        return {key: tables for key, tables in found if tables is not None}

    def keep(self, task: Task, tables: Tables) -> None:
        """Keep the figures of a task for good; raises StoreError if that can't be done."""
        try:
            if not (self.folder / MANIFEST).exists():
                whole_files.write(self.folder / MANIFEST, self._manifest_text())
            whole_files.write(self._path(task), as_parquet(task, tables))
        except OSError as error:
            raise StoreError(f"the store '{self.folder}' can't be written: {error.strerror or error}") from error

    def check_writable(self) -> None:
        """Raise SimsupportError for a folder that can't be made or written, before anything is simulated for it."""
        if not (self.folder / MANIFEST).exists():
            self._try_to_write()
        elif not os.access(self.folder, os.W_OK):
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

    def _manifest_of(self, experiment: Experiment) -> dict[str, Any]:
        """All that a figure of a replication depends on."""
        from simsupport.measures.catalogue import chosen

        return {
            "format": FORMAT,
            "simsupport": __version__,
            "engine": experiment.engine,
            "seed": experiment.seed,
            "measures": [measure.name for measure in chosen(experiment.names)],
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

    def _manifest_text(self) -> bytes:
        return (json.dumps(self._manifest, indent=1) + "\n").encode()

    def _check_new(self) -> None:
        with self._can_be_made():
            if self.folder.exists() and any(path.suffix != whole_files.ASIDE for path in self.folder.iterdir()):
                raise SimsupportError(f"'{self.folder}' is no store: there are other files in it; name a new folder")

    def _try_to_write(self) -> None:
        """Write a file where the store is to be, or in what is there of its path; nothing stays of it."""
        with self._can_be_made():
            whole_files.try_to_write(self.folder)

    @contextmanager
    def _can_be_made(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise SimsupportError(f"the store '{self.folder}' can't be made: {error.strerror or error}") from error


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


def _part(whole: "pa.Table", place: int, by: Breakdown) -> "pd.DataFrame":
    """One of the tables, made of arrays as `measure` makes it, so that its columns are of the same types."""
    import pandas as pd
    import pyarrow.compute as pc

    rows = whole.filter(pc.equal(whole["breakdown"], place))
    return pd.DataFrame({name: rows[name].to_numpy() for name in (*by, "measure", *KEPT)})


def _differences(found: dict[str, Any], wanted: dict[str, Any]) -> list[str]:
    """What an experiment has that another has not, in words."""
    there, here = found.get("scenarios", {}), wanted["scenarios"]
    told = [f"scenario '{name}' was another then" for name in here if name in there and here[name] != there[name]]
    told += [f"it lacks scenario '{name}'" for name in here if name not in there]
    told += [f"it has scenario '{name}' too" for name in there if name not in here]
    told += _lacking(found.get("measures", ()), wanted["measures"])
    parts = [name for name in wanted if name not in ("scenarios", "measures") and found.get(name) != wanted[name]]
    return told + [f"{name} {_shown(found.get(name))}, not {_shown(wanted[name])}" for name in parts]


def _lacking(there: Sequence[str], here: Sequence[str]) -> Iterator[str]:
    """Which measures a store lacks, or has too."""
    for text, names in (("of measures it lacks", [name for name in here if name not in there]),
                        ("of measures it also has", [name for name in there if name not in here])):  # fmt: skip
        if names:
            more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
            yield f"{text} {', '.join(names[:MOST_NAMED])}{more}"


def _shown(value: Any) -> str:
    """A value of a manifest in a sentence."""
    if not isinstance(value, list):
        return str(value)
    return ", ".join(" and ".join(each) or "over all" if isinstance(each, list) else str(each) for each in value)
