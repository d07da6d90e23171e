"""`simsupport new`: a commented scenario from a few answers, or a copy of one that there is."""

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from shlex import quote as quoted
from typing import TYPE_CHECKING, Any, TypeVar

import click

from simsupport import whole_files
from simsupport.cli.endings import Ending, emit, note
from simsupport.draft import questions
from simsupport.draft.questions import Question
from simsupport.scenario.files.yaml_file import ENDINGS

if TYPE_CHECKING:
    from simsupport.draft.lines import Line
    from simsupport.draft.writing import Desk

LIST = "?"  # what --from stands for alone
Function = TypeVar("Function", bound=Callable[..., Any])


def _reader(question: Question) -> Callable[[str], Any]:
    """Looks at an answer as soon as it is given."""

    def read(text: str) -> Any:
        try:
            return question.read(text)
        except ValueError as error:
            raise click.BadParameter(str(error)) from None

    return read


def _answers(function: Function) -> Function:
    """An option for each question."""
    for question in reversed(list(questions.every())):
        words = f"{question.words}.  [default: {question.default}]"
        function = click.option(f"--{question.name}", type=_reader(question), metavar="ANSWER", help=words)(function)
    return function


@click.command("new")
@click.argument("file", required=False)
@click.option("--from", "source", metavar="[NAME]", is_flag=False, flag_value=LIST,
              help="Copy a scenario, with all that it needs: one that comes with simsupport, such as basics/erlang-a, "
                   "a family of them, such as weekend, or a path. Without a name: list them.")  # fmt: skip
@click.option("--force", is_flag=True, help="Overwrite what is there.")
@click.option("-y", "--yes", is_flag=True, help="Ask nothing: what no option answers keeps its default.")
@_answers
def command(file: str | None, source: str | None, force: bool, yes: bool, **given: Any) -> None:
    """Write a scenario to begin with: its keys explained, and what could come next switched off beside them.

    What no option answers is asked for on a terminal, and keeps its default elsewhere. FILE is called after the
    scenario if it is not named. Agents are suggested by Erlang A, or C where the work waits.
    """
    answers = {name.replace("_", "-"): answer for name, answer in given.items() if answer is not None}
    if source is not None and answers:
        raise click.UsageError(f"--{next(iter(answers))} does not go with --from: a copy asks nothing")
    if source == LIST:
        emit("\n".join(_listed()))
    elif source is not None:
        _copy(source, file, force)
    else:
        asking = not yes and sys.stdin.isatty() and sys.stderr.isatty()
        _write(file, answers, asking, force)


# From answers


def _write(file: str | None, answers: Mapping[str, Any], asking: bool, force: bool) -> None:
    from simsupport.draft import writing
    from simsupport.scenario import from_mapping, warnings
    from simsupport.scenario.files import yaml_file

    def ask(question: Question) -> Any:
        answer = _answer(question, answers, asking)
        if question.name == "name":  # before the others are asked in vain
            _check_free([_target(file, _called(answer))], force)
        return answer

    desk = questions.desk(ask)
    _check_used(answers, desk)
    text, target = writing.text(desk), _target(file, _called(desk.name))
    scenario = from_mapping(yaml_file.parse(text).plain())
    whole_files.write_all({target: text.encode()})
    for warning in warnings(scenario):
        note(f"warning: {target} {warning}")
    expected = [_expected(*line) for line in desk.lines]
    emit("\n".join([f"{target} is written.", *expected, f"Next: simsupport run {quoted(str(target))}"]))


def _called(name: str) -> str:
    """A file for a scenario of a name."""
    return re.sub(r"[\W_]+", "-", name.lower()).strip("-")[:60] or "desk"


def _answer(question: Question, answers: Mapping[str, Any], asking: bool) -> Any:
    """What an option said, else what is typed, else the default."""
    if question.name in answers:
        return answers[question.name]
    if asking:
        return click.prompt(question.words, default=question.default, value_proc=_reader(question), err=True)
    return _reader(question)(question.default)


def _check_used(answers: Mapping[str, Any], desk: "Desk") -> None:
    """An answer about a channel that there is not was meant otherwise."""
    there = {line.way.name for line, _ in desk.lines}
    for name in answers:
        channel, dash, _ = name.partition("-")
        if dash and channel not in there:
            raise click.UsageError(f"--{name}: there is no {channel} among the channels ({', '.join(sorted(there))})")


def _expected(line: "Line", agents: int) -> str:
    """What theory says of a channel's agents."""
    from simsupport import formats

    if not line.a_week:
        return f"  {line.way.name}: nobody comes"
    _, within = line.promise.text
    load = f"  {line.way.name}: {line.an_hour:.3g} {line.way.noun} an hour are {line.erlangs:.3g} erlangs"
    number = f"{agents} agents" if agents > 1 else "1 agent"
    enough = "" if agents >= line.agents_needed else f"; the target takes {line.agents_needed}"
    figures = line.expected(agents)
    if line.patience is None and figures.occupancy >= 1:
        return f"{load}: more than {number} can do, and the work grows{enough}"
    given_up = f", {formats.figure(figures.abandonment_rate, '1')} give up" if line.patience is not None else ""
    told = f"{formats.figure(figures.service_level, '1')} within {within}{given_up}"
    busy = f"busy for {formats.figure(figures.occupancy, '1')} of the time"
    return f"{load}; Erlang {line.way.erlang} for {number}: {told}, {busy}{enough}"


# Copies


def _listed() -> list[str]:
    """All that can be copied, with what it calls itself."""
    from simsupport import shipped

    found = []
    for name in shipped.names():
        path = shipped.find(name)
        what = shipped.title(path) if path.is_file() else "all of them, in a folder"
        found.append(f"{name:<36} {what}".rstrip())
    return found


def _copy(source: str, file: str | None, force: bool) -> None:
    from simsupport import shipped

    path = shipped.find(source)
    parts = shipped.parts(path)
    for part in parts.values():
        if part.suffix in ENDINGS and (part == path or path.is_dir()):
            shipped.check(part)
    if path.is_dir():
        root = Path(file or path.resolve().name)
        sources = {root / place: part for place, part in parts.items()}
    else:
        root = _target(file, path.stem)
        sources = {root.parent / place: part for place, part in parts.items() if part != path}
        if root in sources:
            raise Ending(f"'{root}' is what the copy needs beside it ({sources[root]}): choose another name")
        sources[root] = path
    contents = {target: part.read_bytes() for target, part in sources.items()}
    fresh = {target: text for target, text in contents.items() if target == root or not _is_there(target, text)}
    _check_free(list(fresh), force)
    whole_files.write_all(fresh)
    beside = [f"  {target}" for target in contents if target != root]
    emit("\n".join([f"{root} is a copy of {source}" + (", with" if beside else ""), *sorted(beside)]))


def _is_there(target: Path, content: bytes) -> bool:
    return target.is_file() and target.read_bytes() == content


def _target(file: str | None, name: str) -> Path:
    """The file that is meant, by default of a name."""
    path = Path(file) if file else Path(name)
    path = path / name if path.is_dir() else path
    return path if path.suffix in ENDINGS else path.with_name(f"{path.name}.yaml")


def _check_free(targets: list[Path], force: bool) -> None:
    """Raise where something is there already, or nothing can be written."""
    there = [target for target in targets if target.exists()]
    if there and not force:
        raise Ending(f"there is already: {', '.join(map(str, there))} (--force overwrites)")
    for target in targets:
        try:
            whole_files.try_to_write(target.parent)
        except OSError as error:
            raise Ending(f"'{target}' can't be written: {error.strerror or error}") from error
