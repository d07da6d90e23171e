"""Logs kept beside the figures: two Parquet files of each replication, written by whoever simulates it.

`FOLDER/SCENARIO/000042-legs.parquet` and `000042-agents.parquet` hold the tables of `simsupport.log.Log`. Each file is
there in whole or not at all, and says in its metadata (`simsupport`, a JSON object) of what it is the log.
"""

import json
import os
import re
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

from simsupport import whole_files
from simsupport.errors import SimsupportError
from simsupport.version import __version__

if TYPE_CHECKING:
    from simsupport.log import Log

LONGEST = 60  # signs of a folder's name
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)$")  # by Windows


class Logs:
    """A new folder for the logs of scenarios, made when the first of them is written."""

    def __init__(self, folder: "str | os.PathLike[str]", scenarios: Iterable[str]) -> None:
        """Raises SimsupportError if there is anything in the folder, or it can't be written."""
        self.folder = Path(folder)
        self.folders = {name: self.folder / slug for name, slug in slugs(scenarios).items()}
        try:
            if self.folder.exists() and any(self.folder.iterdir()):
                raise SimsupportError(f"log: there are files in '{folder}' already; name a new folder, or empty it")
            whole_files.try_to_write(self.folder)
        except OSError as error:
            raise SimsupportError(f"log: '{folder}' can't be written: {error.strerror or error}") from error

    def sweep(self) -> None:
        """Remove what was written aside and is not finished."""
        whole_files.sweep(self.folder)


def keep(log: "Log", folder: Path) -> None:
    """Write the tables of a log; raises OSError."""
    for name, content in as_parquet(log).items():
        whole_files.write(folder / f"{log.replication:06}-{name}.parquet", content)


def as_parquet(log: "Log") -> dict[str, bytes]:
    """The tables of a log as files: legs and agents, with all their columns and types."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    files = {}
    for name, table in (("legs", log.legs), ("agents", log.agents)):
        columns = pa.Table.from_pandas(table, preserve_index=False)
        known = {**(columns.schema.metadata or {}), b"simsupport": _origin(log).encode()}
        content = BytesIO()
        pq.write_table(columns.replace_schema_metadata(known), content)
        files[name] = content.getvalue()
    return files


def _origin(log: "Log") -> str:
    """Of what it is the log, and what a tick is."""
    calendar = log.scenario.calendar
    return json.dumps({
        "simsupport": __version__, "scenario": log.scenario.name, "seed": log.seed, "replication": log.replication,
        "engine": log.engine, "start": calendar.start.isoformat(), "time_zone": calendar.time_zone,
        "tick": "1 microsecond since the start; -1: did not happen",
    })  # fmt: skip


def slugs(names: Iterable[str]) -> dict[str, str]:
    """A folder's name for each scenario, in signs that every file system takes; no two are the same."""
    found: dict[str, str] = {}
    for name in names:
        plain = normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        slug = re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST].strip("-") or "scenario"
        slug = f"{slug}-desk" if _RESERVED.match(slug) else slug
        numbered = (f"{slug}-{number}" for number in range(2, len(found) + 3))
        found[name] = slug if slug not in found.values() else next(n for n in numbered if n not in found.values())
    return found
