"""`simsupport new`: what it asks, writes and copies, and what it leaves alone.

The file that it writes is tests/cli/drafts/new.yaml; write it anew with `python tests/cli/test_new.py`.
"""

import os
import pty
import re
import select
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from program import PROGRAM
from thinned import thinned

from simsupport import load, run, shipped, units, whole_files
from simsupport.cli import commands
from simsupport.draft import answers, questions, writing
from simsupport.errors import SimsupportError
from simsupport.scenario import from_mapping, warnings
from simsupport.scenario.files import yaml_file

EXPECTED = Path(__file__).parent / "drafts/new.yaml"
ALL = {"channels": "phone, email, chat", "hours": "mon-fri 08:00-18:00, sat 09:00-13:00"}


@pytest.fixture
def new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The command in an empty folder, without a terminal."""
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(commands, ["new", *words], prog_name="simsupport")


def desk(**given: str) -> writing.Desk:
    """A desk of answers, which are defaults otherwise."""
    return questions.desk(lambda one: one.read(given.get(one.name.replace("-", "_"), one.default)))


def scenario(text: str) -> Any:
    return from_mapping(yaml_file.parse(text).plain())


def off(text: str) -> list[int]:
    """The places of lines that are switched off."""
    return [place for place, line in enumerate(text.splitlines()) if re.match(r" *# [a-z_]+: ", line)]


def switched_on(text: str, places: list[int]) -> str:
    lines = text.splitlines()
    for place in places:
        lines[place] = lines[place].replace("# ", "", 1)
    return "\n".join(lines)


# What is written


def test_the_file_is_the_expected_one(new: Callable[..., Result], tmp_path: Path) -> None:
    result = new("--channels", ALL["channels"], "--hours", ALL["hours"])
    assert result.exit_code == 0
    assert (tmp_path / "support-desk.yaml").read_text(encoding="utf-8") == EXPECTED.read_text(encoding="utf-8")
    assert result.stdout.splitlines() == [
        "support-desk.yaml is written.",
        "  phone: 33.3 calls an hour are 3.33 erlangs; Erlang A for 5 agents: 83.1% within 20 s, 8.1% give up, "
        "busy for 61.3% of the time",
        "  email: 16.7 mails an hour are 1.94 erlangs; Erlang C for 3 agents: 100.0% within 4 h, "
        "busy for 64.8% of the time",
        "  chat: 16.7 chats an hour are 3.24 erlangs; Erlang A for 2 agents: 80.4% within 60 s, 17.9% give up, "
        "busy for 66.4% of the time",
        "Next: simsupport run support-desk.yaml",
    ]


DESKS = {
    "default": {},
    "all": ALL,
    "always": {"channels": "phone, email, chat", "hours": "always"},
    "at night": {"channels": "phone, email", "hours": "mon-fri 22:00-06:00"},
    "quarters": {"hours": "mon, wed 08:15-12:00, 13:15-17:00, sun 10:00-11:00"},
    "one chat": {"channels": "chat", "chat_at_once": "1"},
    "minutes": {"hours": "mon-sun 07:10-07:50", "phone_contacts": "2.5 / h", "phone_patience": "90 s"},
}


@pytest.mark.parametrize("name", thinned(DESKS, 3))
def test_a_desk_has_neither_errors_nor_warnings_and_each_line_that_is_off_loads(name: str) -> None:
    text = writing.text(desk(**DESKS[name]))
    assert warnings(scenario(text)) == []
    places = off(text)
    assert len(places) >= 15
    for place in places:
        scenario(switched_on(text, [place]))
    scenario(switched_on(text, places))


def test_every_key_is_explained_where_it_stands_first() -> None:
    """All but names and rows of tables."""
    explained: dict[str, bool] = {}
    for line in writing.text(desk(**ALL)).splitlines():
        if key := re.match(r" *(?:- )?(?:# )?([a-z_-]+): ?([^#]*)(# .)?", line):
            explained.setdefault(key[1], bool(key[3]))
    own = ["phone", "email", "chat", "question", "opening", "mon-fri", "sat", "phone-desk", "email-desk", "chat-desk"]
    assert [key for key, there in explained.items() if not there and key not in own] == []


def test_the_figures_are_those_of_the_theory_that_was_told() -> None:
    """Four weeks of 300 calls a day, ten times: 60,000 calls, of which one in six waits too long.

    The share within 20 s of so many independent calls would have a standard error of 0.15 points; calls that share a
    queue have one of about 0.4 (3 erlangs, 6 minutes). Talk is lognormal and each day starts with an empty queue, which
    is worth less than a point. A number of agents that is one off would change it by 9 points and more.
    """
    given = desk(channels="phone")
    ((line, agents),) = given.lines
    results = run(scenario(writing.text(given)), replications=10, seed=1, workers=1, progress=False)
    table = results.summary().set_index("measure")["mean"]
    expected = line.expected(agents)
    assert agents == 5
    assert table["service_level"] == pytest.approx(expected.service_level, abs=0.025)
    assert table["abandonment_rate"] == pytest.approx(expected.abandonment_rate, abs=0.015)
    assert table["occupancy"] == pytest.approx(expected.occupancy, abs=0.03)


@pytest.mark.parametrize(
    "name", ["a: b", "# no comment", "null", "1.5", "'", '"quoted"', "x | y", "é 漢字 🎧", "- a", "n" * 200, "مكتب"]
)
def test_names_stay_as_they_are(name: str) -> None:
    assert scenario(writing.text(desk(name=name))).name == name


@pytest.mark.parametrize(
    ("given", "hours", "a_week"),
    [
        ("300 / d", "mon-fri 08:00-18:00", 1500),
        ("300 / d", "always", 2100),
        ("300 issues / day", "mon-sat 08:00-12:00", 1800),
        ("40 / h", "mon-fri 08:00-18:00, sat 09:00-13:00", 2160),
        ("1 / min", "mon 08:00-09:00", 60),
        ("900 / week", "mon 08:00-09:00", 900),
        ("900 / 2 weeks", "always", 450),
        ("10 / 2 d", "mon-fri 08:00-18:00", 25),
    ],
)
def test_contacts_are_those_of_the_hours_that_are_open(given: str, hours: str, a_week: float) -> None:
    ((line, _),) = desk(channels="phone", phone_contacts=given, hours=hours).lines
    assert line.a_week == pytest.approx(a_week)
    (demand,) = scenario(writing.text(desk(channels="phone", phone_contacts=given, hours=hours))).demand
    assert demand.volume.per_tick * units.WEEK == pytest.approx(a_week)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("mon-fri 08:00-18:00", {"mon-fri": ["08:00-18:00"]}),
        ("Mon, Wed 8:00-12:00, 13:00-17:00", {"mon, wed": ["8:00-12:00", "13:00-17:00"]}),
        ("sat 8:00 - 9:00, sun 9:00-10:00", {"sat": ["8:00-9:00"], "sun": ["9:00-10:00"]}),
        (" always ", {}),
    ],
)
def test_opening_hours(text: str, hours: dict[str, list[str]]) -> None:
    assert answers.opening(text).hours == hours


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--channels", "mail"], "'mail' is none of phone, email, chat; did you mean 'email'?"),
        (["--channels", "fone"], "'fone' is none of phone, email, chat; did you mean 'phone'?"),
        (["--channels", ","], "at least one is due of phone, email, chat"),
        (["--hours", "9 to 5"], "'9 to 5' is not hours of a week: write 'mon-fri 08:00-18:00, sat 09:00-13:00'"),
        (["--hours", "mon-fry 08:00-18:00"], "'fry' is not a day (mon to sun, a range such as mon-fri, or holiday)"),
        (["--hours", "mon 08:00-18:00, mon-tue 09:00-10:00"], "mon stands twice in the table"),
        (["--hours", "holiday 08:00-18:00"], "there are no hours from mon to sun"),
        (["--phone-contacts", "300"], "'300' is not a rate: write a number per time, such as '10 / min'"),
        (["--phone-contacts", "9 contacts / d"], "write the number alone, as in '300 / d'"),
        (["--phone-handling", "5"], "'5' is not a duration: write a number and a unit (s, min, h, d, weeks)"),
        (["--phone-patience", "0 s"], "'0 s' is no time at all"),
        (["--phone-target", "80%"], "'80%' is not a target: write '80% in 20 s'"),
        (["--phone-target", "180% in 20 s"], "'180%' is not between 0% and 100%"),
        (["--phone-agents", "2.5"], "'2.5' is not a whole number from 1 to 1,000,000"),
        (["--cost", "-3"], "'-3' is negative: an amount can't be"),
        (["--cost", "many"], "'many' is not a plain number"),
        (["--name", "a\tb"], "a scenario's name is printable text in one line"),
        (["--chat-agents", "3"], "--chat-agents: there is no chat among the channels (email, phone)"),
        (["--phone-contacts", "1e9 / h"], "is not a whole number from 1 to 1,000,000"),
        (["--from", "weekend", "--cost", "3"], "--cost does not go with --from: a copy asks nothing"),
        (["--from", "basics/erlang-q"], "there is no scenario and no file 'basics/erlang-q'; did you mean 'basics/erl"),
        (["--from", "skeletton"], "did you mean 'weekend/skeleton'?"),
        (["--from", "none"], "several scenarios are called 'none': automation/none, nights/none, outage/none, weekend"),
        (["one.yaml", "--from", "chat/two"], "choose another name"),
        (["taken.yaml"], "there is already: taken.yaml (--force overwrites)"),
        (["taken.yaml", "--from", "basics/mm1"], "there is already: taken.yaml (--force overwrites)"),
        (["taken.yaml/new.yaml"], "'taken.yaml/new.yaml' can't be written: Not a directory"),
    ],
)
def test_what_is_refused_writes_nothing(
    words: list[str], message: str, new: Callable[..., Result], tmp_path: Path
) -> None:
    (tmp_path / "taken.yaml").write_text("mine", encoding="utf-8")
    result = new(*words)
    assert result.exit_code == 2, result.output
    assert message in " ".join(result.stderr.split())
    assert [path.name for path in tmp_path.iterdir()] == ["taken.yaml"]
    assert (tmp_path / "taken.yaml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--phone-contacts", "0 / d"], "phone: nobody comes"),
        (
            ["--phone-agents", "3"],
            "3 agents: 55.9% within 20 s, 25.9% give up, busy for 74.1% of the time; the target",
        ),
        (["--email-agents", "1"], "1.75 erlangs: more than 1 agent can do, and the work grows; the target takes 2"),
        (["--phone-target", "100% in 0 s"], "Erlang A for 11 agents: 100.0% within 0 s"),
    ],
)
def test_what_theory_says_of_agents(words: list[str], told: str, new: Callable[..., Result]) -> None:
    result = new(*words)
    assert result.exit_code == 0, result.output
    assert told in result.stdout


def test_where_it_goes(new: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for words in (["here"], ["folder"], ["deep/er/it.yml"], ["--name", "Wo? Da!"], ["here", "--force"]):
        assert new(*words).exit_code == 0
    found = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())
    assert found == ["deep/er/it.yml", "folder/support-desk.yaml", "here.yaml", "wo-da.yaml"]


# On a terminal


INTERRUPT = "\x03"


def talk(folder: Path, *typed: str) -> tuple[str, int]:
    """What the command says on a terminal to what is typed, and its exit code."""
    here, there = pty.openpty()
    process = subprocess.Popen([*PROGRAM, "new"], cwd=folder, stdin=there, stdout=there, stderr=there,
                               start_new_session=True, preexec_fn=lambda: _take(there))  # fmt: skip
    os.close(there)
    said, waiting, patience = "", list(typed), 60
    while patience:
        if not select.select([here], [], [], 1)[0]:
            patience -= 1
            if INTERRUPT in typed and not waiting:  # it may have come just before Python listened
                os.write(here, INTERRUPT.encode())
            continue
        try:
            said += os.read(here, 4096).decode()
        except OSError:  # the other end is closed
            break
        if waiting and said.endswith("]: "):
            os.write(here, waiting.pop(0).encode())
    os.close(here)
    return said.replace("\r\n", "\n"), process.wait(60)


def _take(terminal: int) -> None:
    """Make it the terminal from which a process is interrupted."""
    import fcntl
    import termios

    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)


def test_a_wrong_answer_is_told_and_asked_again(tmp_path: Path) -> None:
    said, code = talk(tmp_path, "Night desk\n", "fone\n", "phone\n", "\n", "40 / h\n", "5\n", "5 min\n", *["\n"] * 4)
    assert code == 0
    assert "Error: 'fone' is none of phone, email, chat; did you mean 'phone'?\nChannels" in said
    assert "Error: '5' is not a duration" in said
    assert "Agents for calls, at the same time; by Erlang A the target takes so many [5]: " in said
    assert load(tmp_path / "night-desk.yaml").name == "Night desk"


def test_an_interruption_leaves_nothing(tmp_path: Path) -> None:
    said, code = talk(tmp_path, "Night desk\n", "phone\n", INTERRUPT)
    assert code == 130
    assert said.endswith("interrupted: nothing was written\n")
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_taken_is_told_before_the_rest_is_asked(tmp_path: Path) -> None:
    (tmp_path / "night-desk.yaml").write_text("mine", encoding="utf-8")
    said, code = talk(tmp_path, "Night desk\n")
    assert code == 2
    assert said.endswith("Error: there is already: night-desk.yaml (--force overwrites)\n")


# Copies


@pytest.mark.parametrize("name", ["basics/erlang-a", "ownership/consult", "bank-1999"])
def test_a_copy_loads_anywhere(name: str, tmp_path: Path) -> None:
    """It has the text of what it is a copy of, and says the same."""
    source, target = shipped.find(name), tmp_path / "copy.yaml"
    result = CliRunner().invoke(commands, ["new", str(target), "--from", name])
    assert result.exit_code == 0, result.output
    assert target.read_bytes() == source.read_bytes()
    assert load(target).model_dump() == load(source).model_dump()


def test_initiatives_are_copied_too(new: Callable[..., Result], tmp_path: Path) -> None:
    assert new("--from", "initiatives/training").stdout == "training.yaml is a copy of initiatives/training\n"
    assert load(shipped.find("channels/siloed"), initiatives=[tmp_path / "training.yaml"]).initiatives


@pytest.mark.slow
def test_a_copy_has_all_that_its_text_names() -> None:
    """Every scenario here, with what it extends, and the tables of both."""
    name = re.compile(r"(?:^extends: |\{file: )([\w./-]+)", flags=re.MULTILINE)
    for source in (shipped.find(name) for name in shipped.names()):
        parts = {} if source.is_dir() else shipped.parts(source)
        named = [name.findall(part.read_text(encoding="utf-8")) for part in parts.values()]
        assert {place.as_posix() for place in parts} - {source.name} == {each for found in named for each in found}


def test_a_family_is_a_folder(new: Callable[..., Result], tmp_path: Path) -> None:
    assert new("mine", "--from", "chat").exit_code == 0
    assert sorted(path.name for path in (tmp_path / "mine").iterdir()) == [
        "five.yaml", "one.yaml", "three.yaml", "two.yaml",
    ]  # fmt: skip
    assert new("mine", "--from", "chat").exit_code == 0  # all of it is there as it is
    (tmp_path / "mine/one.yaml").write_text("mine", encoding="utf-8")
    assert new("mine", "--from", "chat").exit_code == 2
    assert (tmp_path / "mine/one.yaml").read_text(encoding="utf-8") == "mine"


def test_names_and_paths(new: Callable[..., Result], tmp_path: Path) -> None:
    """The last part of a name will do, and so will a path; what is beside a path comes along."""
    assert new("--from", "three").stdout == "three.yaml is a copy of three, with\n  one.yaml\n"
    (tmp_path / "own.yaml").write_text("extends: three.yaml\n", encoding="utf-8")
    assert new("deep/again.yaml", "--from", "own.yaml").exit_code == 0
    found = sorted(path.name for path in (tmp_path / "deep").iterdir())
    assert found == ["again.yaml", "one.yaml", "three.yaml"]
    (tmp_path / "deep/up.yaml").write_text("extends: ../one.yaml\n", encoding="utf-8")
    refused = new("up.yaml", "--from", "deep/up.yaml")
    assert refused.exit_code == 2
    assert "one.yaml' is needed, and not in the folder 'deep': copy one that has both" in refused.stderr


def test_alone_it_lists_them(new: Callable[..., Result]) -> None:
    lines = new("--from").stdout.splitlines()
    assert "basics/erlang-a                      Erlang A" in lines
    assert "weekend                              all of them, in a folder" in lines
    assert len(lines) == len(shipped.names())


def test_what_is_wrong_is_not_copied(new: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "wrong.yaml").write_text("name: wrong\n", encoding="utf-8")
    result = new("copy.yaml", "--from", "wrong.yaml")
    assert result.exit_code == 2
    assert "wrong.yaml" in result.stderr
    assert not (tmp_path / "copy.yaml").exists()


def test_a_copy_is_there_in_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: bytes) -> None:
        if path.name == "second":
            raise OSError(28, "No space left on device")
        path.write_bytes(content)

    monkeypatch.setattr(whole_files, "write", full)
    with pytest.raises(OSError, match="No space left"):
        whole_files.write_all({tmp_path / "first": b"1", tmp_path / "second": b"2"})
    assert list(tmp_path.iterdir()) == []


def test_an_installed_package_has_them_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the wheel puts them: the folder `examples` of the package."""
    monkeypatch.setattr(shipped, "__file__", str(tmp_path / "simsupport/shipped.py"))
    (tmp_path / "simsupport/examples/basics").mkdir(parents=True)
    (tmp_path / "simsupport/examples/basics/one.yaml").write_text("name: One\n", encoding="utf-8")
    assert shipped.names() == ["basics", "basics/one"]
    assert shipped.find("one") == tmp_path / "simsupport/examples/basics/one.yaml"
    with pytest.raises(SimsupportError, match="there is no scenario and no file 'two'"):
        shipped.find("two")


if __name__ == "__main__":
    EXPECTED.write_text(writing.text(desk(**ALL)), encoding="utf-8")
