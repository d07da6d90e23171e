"""Every file here is wrong in one way (or many), and its message beside it says how, to the letter."""

import os
from pathlib import Path

import pytest

from simsupport.errors import ScenarioError
from simsupport.scenario import load, parse_setting

HERE = Path(__file__).parent
DESK = "base/desk.yaml"


@pytest.fixture(autouse=True)
def in_this_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE)


def message_of(path: str | Path, changes: dict[str, object] | None = None, force: bool = False) -> str:
    with pytest.raises(ScenarioError) as caught:
        load(path, changes, force=force)
    return str(caught.value)


@pytest.mark.parametrize("name", sorted(path.stem for path in HERE.glob("*.yaml")))
def test_a_bad_file_is_refused_with_its_message(name: str) -> None:
    assert message_of(f"{name}.yaml") == (HERE / f"{name}.txt").read_text(encoding="utf-8").rstrip("\n")


def test_each_message_has_its_file() -> None:
    assert {path.stem for path in HERE.glob("*.txt")} == {path.stem for path in HERE.glob("*.yaml")}


def test_the_base_of_the_bad_files_is_good() -> None:
    assert load(DESK).name == "Desk"


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("teams.frontlin.people=5", "there is no such path: 'teams' has no 'frontlin'; did you mean 'frontline'?"),
        ("teams.weekend.shift.x=1", "there is no such path: 'teams.weekend' has no 'shift'; did you mean 'shifts'?"),
        ("team.frontline.people=5", "there is no such path: the scenario has no 'team'; did you mean 'teams'?"),
        ("teams.frontline.people.x=5", "there is no such path: 'teams.frontline.people' has no parts"),
        ("demand.complaint.rate=5 / h", "there is no such path: 'demand' has no 'complaint' "
         "(it has billing/phone, technical/email)"),
        ("demand[2].rate=5 / h", "there is no such path: 'demand' has no '2' (it has billing/phone, technical/email)"),
        ("routing.0.to.0.tem.x=5", "there is no such path: 'routing[0].to[0]' has no 'tem'; did you mean 'team'?"),
        ("teams.nightly=null", "there is nothing to remove: 'teams' has no 'nightly' "
         "(it has frontline, specialists, weekend, supervisors)"),
        ("teams..people=5", "a part of this path is empty"),
    ],
)  # fmt: skip
def test_setting_a_path_that_does_not_exist(setting: str, message: str) -> None:
    path, value = parse_setting(setting)
    assert message_of(DESK, {path: value}) == f"{path}: {message}"


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("teams.frontline.people=five", "teams.frontline.people: 'five' is not a whole number from 0 to 1,000,000"),
        ("teams.frontline.peple=5", "teams.frontline: unknown key 'peple'; did you mean 'people'?"),
        ("calendar.duration=3", "calendar.duration: a duration needs a unit: write '3 s' or '3 min'"),
        ("profiles.office={file: week.csv}", "profiles.office.file: there is no file 'week.csv'"),
    ],
)
def test_setting_a_value_that_does_not_fit(setting: str, message: str) -> None:
    path, value = parse_setting(setting)
    assert message_of(DESK, {path: value}) == message


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("teams.frontline.people", "'teams.frontline.people' is not a change: write PATH=VALUE"),
        ("=5", "'=5' is not a change: write PATH=VALUE"),
        ("a={b", "--set a:1:3: this is not valid YAML: a comma or a closing brace is missing"),
        ("a=!!python/name:os.system", "--set a:1:1: the tag !!python/name:os.system is not allowed: "
         "a scenario has plain values"),
    ],
)  # fmt: skip
def test_a_setting_that_is_none(setting: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_setting(setting)
    assert str(caught.value) == message


def test_a_file_that_does_not_exist() -> None:
    assert message_of("desk.yml") == "desk.yml: there is no such file"


def test_a_folder() -> None:
    assert message_of("base") == "base: this is a folder, not a file"


def test_a_path_with_a_null_character() -> None:
    assert message_of("de\0sk.yaml") == r"de\x00sk.yaml: this file can't be read: embedded null byte"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read every file")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    file = tmp_path / "desk.yaml"
    file.write_text("name: Desk\n", encoding="utf-8")
    file.chmod(0)
    assert message_of(file) == f"{file}: this file may not be read: permission denied"


def test_a_file_that_the_system_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    assert message_of(DESK) == f"{DESK}: this file may not be read: permission denied"


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    file = tmp_path / "large.yaml"
    file.write_bytes(b"#" * 20_000_001)
    assert message_of(file) == f"{file}: this file is larger than 20 MB"


def test_force_allows_a_long_horizon() -> None:
    long = {"calendar.duration": "200 weeks", "demand.technical/email.rate": "1000 / s"}
    assert "million contacts" in message_of(DESK, long)
    assert load(DESK, long, force=True).calendar.duration == 200 * 7 * 86_400_000_000
