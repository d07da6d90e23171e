"""A store keeps what is finished: equal to the bit, of one experiment only, whatever becomes of the disk."""

import json
import os
import shutil
import stat
import subprocess
import sys

import pandas as pd
import pytest
from test_experiment import BUSY, EASY, desk

from simsupport.errors import SimsupportError
from simsupport.experiment import ReplicationError, StoreError, replicate, run
from simsupport.experiment.fingerprint import fingerprint
from simsupport.scenario import load

BY = [["channel"], ["hour", "weekend"], ["target"], ["label.tier"], ["team", "day"]]
ASKED = {"scenarios": [BUSY, EASY], "replications": 3, "seed": 7, "by": BY, "workers": 1}


def equal(one, other) -> None:
    for by, table in one.tables.items():
        pd.testing.assert_frame_equal(table, other.tables[by], check_exact=True)


@pytest.fixture(scope="module")
def undisturbed():
    return run(**ASKED)


@pytest.fixture(scope="module")
def whole_store(tmp_path_factory):
    """A store of all that is asked for: made once, as each test has a copy to spoil."""
    folder = tmp_path_factory.mktemp("whole")
    run(**ASKED, store=folder)
    return folder


@pytest.fixture
def filled(whole_store, tmp_path):
    shutil.copytree(whole_store, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def done(monkeypatch):
    """The replications that are simulated, as they are."""
    found = []

    def noted(task):
        found.append(task.key)
        return replicate(task)

    monkeypatch.setattr("simsupport.experiment.workers.replicate", noted)
    return found


def test_figures_from_a_store_are_equal_to_the_bit(tmp_path, undisturbed, done):
    equal(undisturbed, run(**ASKED, store=tmp_path))
    assert len(done) == 6
    equal(undisturbed, run(**ASKED, store=tmp_path))
    assert len(done) == 6


def test_a_table_without_rows_is_as_it_was(tmp_path):
    """No target is that of what is offered; other tables have texts in the same columns."""
    asked = {"scenarios": BUSY, "replications": 1, "names": ["offered"], "by": [["target"], ["channel"]], "workers": 1}
    fresh = run(**asked, store=tmp_path)
    assert fresh.table("target").empty
    equal(fresh, run(**asked, store=tmp_path))


def test_only_what_is_missing_is_simulated(tmp_path, undisturbed, done):
    run(**{**ASKED, "replications": 2}, store=tmp_path)
    done.clear()
    equal(undisturbed, run(**ASKED, store=tmp_path))
    assert done == [("desk", 2), ("one more", 2)]


def test_progress_counts_what_was_there(tmp_path):
    run(**{**ASKED, "replications": 2}, store=tmp_path)
    told = []
    run(**ASKED, store=tmp_path, progress=lambda done, total: told.append((done, total)))
    assert told == [(4, 6), (5, 6), (6, 6)]


def test_what_finished_before_a_failure_is_kept(tmp_path, monkeypatch, undisturbed):
    def fail_at_last(task):
        if task.key == ("one more", 1):
            raise ReplicationError("one more", 1, 7, "no luck")
        return replicate(task)

    monkeypatch.setattr("simsupport.experiment.workers.replicate", fail_at_last)
    with pytest.raises(ReplicationError):
        run(**ASKED, store=tmp_path)
    assert len(list(tmp_path.glob("figures/*/*.parquet"))) == 3
    monkeypatch.undo()
    equal(undisturbed, run(**ASKED, store=tmp_path))


def test_the_files_are_tidy_tables(whole_store):
    table = pd.read_parquet(whole_store / "figures")
    assert set(table["scenario"]) == {"desk", "one more"}
    assert set(table["replication"]) == {0, 1, 2}
    assert set(table["breakdown"]) == set(range(6))
    assert not list(whole_store.rglob("*.aside"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"seed": 8}, "seed 7, not 8"),
        ({"names": ["fcr", "offered"]}, "of measures it also has answered, rejected, converted and "),
        ({"by": ["channel"]}, "label.tier, team and day, not over all, channel"),
        ({"by": BY[::-1]}, "not over all, team and day, label.tier"),
        ({"window": 5}, "window 604800000000, not 5"),
        ({"scenarios": [BUSY]}, "it has scenario 'one more' too"),
        ({"scenarios": [BUSY, EASY, desk(name="third")]}, "it lacks scenario 'third'"),
        ({"scenarios": [desk(teams=EASY.teams), EASY]}, "scenario 'desk' was another then"),
    ],
)
def test_another_experiment_is_refused(change, message, filled, done):
    with pytest.raises(SimsupportError) as caught:
        run(**{**ASKED, **change}, store=filled)
    assert str(caught.value).startswith(f"the store '{filled}' holds another experiment: ")
    assert message in str(caught.value)
    assert done == []


@pytest.mark.parametrize(("part", "value"), [("simsupport", "0.0.9"), ("engine", "abacus")])
def test_another_version_or_engine_is_refused(part, value, filled):
    manifest = json.loads((filled / "manifest.json").read_text())
    (filled / "manifest.json").write_text(json.dumps({**manifest, part: value}))
    with pytest.raises(SimsupportError, match=f"{part} {value}, not {manifest[part]}"):
        run(**ASKED, store=filled)


def test_another_text_about_a_scenario_is_the_same_scenario(tmp_path, done):
    run([BUSY], 1, store=tmp_path, workers=1)
    run([BUSY.model_copy(update={"description": "Monday to Sunday"})], 1, store=tmp_path, workers=1)
    assert len(done) == 1


def test_scenarios_have_no_order(tmp_path, done):
    run([BUSY, EASY], 1, store=tmp_path, workers=1)
    run([EASY, BUSY], 1, store=tmp_path, workers=1)
    assert len(done) == 2


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("notes.txt", "buy milk", "is no store: there are other files in it; name a new folder"),
        ("manifest.json", "{", "can't be read: manifest.json: Expecting property name"),
        ("manifest.json", '{"format": 0}', "can't be read: manifest.json has another format"),
        ("manifest.json", "[]", "can't be read: manifest.json has another format"),
    ],
)
def test_what_is_no_store_is_refused_and_left_alone(name, content, message, tmp_path):
    (tmp_path / name).write_text(content)
    with pytest.raises(SimsupportError, match=message):
        run(BUSY, 1, store=tmp_path, workers=1)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text() == content


def test_a_damaged_file_is_done_again(filled, undisturbed, done):
    first, second, *_ = sorted(filled.glob("figures/*/*.parquet"))
    first.write_bytes(first.read_bytes()[:1000])
    second.write_bytes(b"")
    equal(undisturbed, run(**ASKED, store=filled))
    assert len(done) == 2


def test_what_was_left_aside_is_swept(filled):
    left = next(filled.glob("figures/*")) / "000009.parquet.77.aside"
    left.write_text("PAR1")
    run(**ASKED, store=filled)
    assert not left.exists()


def test_what_was_left_aside_keeps_no_store_from_beginning(tmp_path):
    (tmp_path / "manifest.json.77.aside").write_text("{")
    run(BUSY, 1, store=tmp_path, workers=1)
    assert (tmp_path / "manifest.json").exists()


FULL = """
import resource, sys
sys.path[:0] = {folders!r}
from test_store import ASKED, run
def limit(done, total):
    if done == 2:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
run(**ASKED, store={store!r}, progress=limit)
"""


@pytest.mark.slow
def test_a_full_disk_loses_nothing_that_was_stored(tmp_path, request, undisturbed, done):
    """The limit to the size of files stands for the disk: a write ends within the file."""
    folders = [str(request.path.parent), str(request.path.parents[1])]
    code = FULL.format(folders=folders, store=str(tmp_path))
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1
    assert f"StoreError: the store '{tmp_path}' can't be written: File too large" in ended.stderr
    assert len(list(tmp_path.rglob("*.parquet"))) == 2
    assert not list(tmp_path.rglob("*.aside"))
    equal(undisturbed, run(**ASKED, store=tmp_path))
    assert len(done) == 4


@pytest.mark.slow
def test_a_write_that_fails_at_any_step_loses_nothing(tmp_path, monkeypatch, undisturbed, done):
    def no_space(*_, **__):
        raise OSError(28, "No space left on device")

    for step in ("os.fsync", "pathlib.Path.replace", "pathlib.Path.mkdir"):
        run(**{**ASKED, "replications": 1}, store=tmp_path / step)
        monkeypatch.setattr(step, no_space)
        with pytest.raises(StoreError, match="can't be written: No space left on device"):
            run(**ASKED, store=tmp_path / step)
        monkeypatch.undo()
        assert len(list((tmp_path / step).rglob("*.parquet"))) == 2
        assert not list((tmp_path / step).rglob("*.aside"))
        equal(undisturbed, run(**ASKED, store=tmp_path / step))


def test_a_disk_that_is_full_at_the_start_is_refused(tmp_path, monkeypatch, done):
    def no_space(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", no_space)
    with pytest.raises(SimsupportError, match="can't be made: No space left on device"):
        run(**ASKED, store=tmp_path / "new")
    assert done == []
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def read_only(tmp_path, monkeypatch):
    """A store of one replication of each that can be read only; nothing is forbidden to root, so it is told."""
    run(**{**ASKED, "replications": 1}, store=tmp_path)
    if os.geteuid() == 0:
        monkeypatch.setattr("os.access", lambda path, mode: not mode & os.W_OK)
    tmp_path.chmod(stat.S_IREAD | stat.S_IEXEC)
    yield tmp_path
    tmp_path.chmod(stat.S_IRWXU)


def test_a_read_only_store_gives_what_it_has(read_only, done):
    assert len(run(**{**ASKED, "replications": 1}, store=read_only).tables) == 6
    assert done == []


def test_a_read_only_store_takes_nothing_and_loses_nothing(read_only, done):
    with pytest.raises(SimsupportError, match=f"the store '{read_only}' can't be written: it is read-only"):
        run(**ASKED, store=read_only)
    assert done == []
    assert len(list(read_only.rglob("*.parquet"))) == 2


@pytest.mark.slow
def test_a_fingerprint_is_that_of_the_scenario_in_any_process(request):
    """Not of the order in which sets and mappings stand in a process."""
    everything = str(request.path.parents[1] / "scenario" / "everything.yaml")
    code = "import sys; from simsupport.scenario import load; from simsupport.experiment.fingerprint import fingerprint"
    ended = [
        subprocess.run(
            [sys.executable, "-c", f"{code}; print(fingerprint(load(sys.argv[1])))", everything],
            env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    ]  # fmt: skip
    assert ended == [fingerprint(load(everything))] * 2
    assert len(ended[0]) == 64


def test_the_order_in_which_a_file_names_things_is_in_no_figure():
    """Costs whose sum depends on the order in its last bits: 0.1 + 0.2 + 0.3 is not 0.3 + 0.2 + 0.1."""
    wage = {"hour": 0.1}
    one = desk(
        initiatives={name: {"cost": cost} for name, cost in (("a", 0.1), ("b", 0.2), ("c", 0.3))},
        teams={name: {"agents": 2, "skills": {"call": {}}, "cost": wage} for name in ("first", "second", "third")},
    )
    parts = ("channels", "teams", "initiatives")
    other = one.model_copy(update={part: dict(reversed(getattr(one, part).items())) for part in parts})
    assert fingerprint(one) == fingerprint(other)
    equal(run(one, 2, workers=1), run(other, 2, workers=1))


def test_a_fingerprint_says_what_recorded_files_say(tmp_path):
    (tmp_path / "calls.csv").write_text("created\n2026-01-05T08:00:00\n2026-01-05T09:00:00\n")
    given = {
        "channels": {"phone": {"kind": "live"}}, "topics": {"call": {"talk": "5 min"}},
        "demand": [{"replay": "calls.csv", "topic": "call", "channel": "phone"}],
        "teams": {"desk": {"agents": 2, "skills": {"call": {}}}},
    }  # fmt: skip
    (tmp_path / "desk.yaml").write_text(json.dumps(given))
    before = fingerprint(load(tmp_path / "desk.yaml"))
    assert fingerprint(load(tmp_path / "desk.yaml")) == before
    (tmp_path / "calls.csv").write_text("created\n2026-01-05T08:00:00\n2026-01-05T09:00:01\n")
    assert fingerprint(load(tmp_path / "desk.yaml")) != before
