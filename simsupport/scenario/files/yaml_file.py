"""Reading YAML 1.2 into a tree that knows the place of every key and value.

Only the parser's events are used: no object is ever built from a tag, an alias is a reference, and the depth and the
size of what a file stands for are bounded before anything is done with it.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from simsupport.errors import ScenarioError
from simsupport.scenario.files.tree import DEEPEST, Node, Place

ENDINGS = (".yaml", ".yml")
LARGEST_FILE = 20_000_000  # bytes
MOST_VALUES = 1_000_000  # in a file, those that aliases repeat included
_HARMLESS_TAGS = (None, "!", "tag:yaml.org,2002:str")

# The core schema of YAML 1.2; dates and everything else stay text.
_NULL = re.compile(r"~|null|Null|NULL|")
_BOOLEAN = re.compile(r"true|True|TRUE|false|False|FALSE")
_INTEGER = re.compile(r"[-+]?[0-9]{1,400}")
_OCTAL = re.compile(r"0o([0-7]{1,400})")
_HEXADECIMAL = re.compile(r"0x([0-9a-fA-F]{1,400})")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"([-+]?)\.(?:inf|Inf|INF)")
_NOT_A_NUMBER = re.compile(r"\.(?:nan|NaN|NAN)")


# What the parser's words mean to someone who writes a scenario.
_PLAIN_WORDS = {
    "expected <block end>": "the indentation does not fit the lines above",
    "mapping values are not allowed": "a colon that does not fit: quote a text that has one (or one is missing above)",
    "could not find expected ':'": "a colon is missing after the key",
    "while parsing a flow mapping": "a comma or a closing brace is missing",
    "while parsing a flow sequence": "a comma or a closing bracket is missing",
    "while scanning a quoted scalar": "the quotes are not closed",
    "that cannot start any token": "a value can't begin with this character: put it in quotes",
}


def read(path: str | Path) -> Node:
    """The tree of a YAML file; its places name the file as `path` does.

    Raises ScenarioError for a file that can't be read, is not UTF-8 or not one YAML document of plain values.
    """
    return parse(read_text(path), str(path))


def read_text(path: str | Path) -> str:
    """The text of a UTF-8 file, with or without byte order mark."""
    whole = Place(str(path))
    try:
        with open(path, "rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise whole.error("there is no such file") from None
    except IsADirectoryError:
        raise whole.error("this is a folder, not a file") from None
    except PermissionError:
        raise whole.error("this file may not be read: permission denied") from None
    except (OSError, ValueError) as error:
        raise whole.error(f"this file can't be read: {getattr(error, 'strerror', None) or error}") from None
    if len(data) > LARGEST_FILE:
        raise whole.error("this file is larger than 20 MB")
    return _decode(data, whole)


def _decode(data: bytes, whole: Place) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:4]:
        raise whole.error("this file is in UTF-16 or UTF-32: save it as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
        place = Place(whole.file, line, column)
        raise place.error(f"byte 0x{data[error.start]:02x} is not UTF-8: save the file as UTF-8") from None


def parse(text: str, file: str = "") -> Node:
    """The tree of a text that is one YAML document; raises ScenarioError."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError
    from ruamel.yaml.reader import ReaderError

    try:
        return _Builder(file, YAML(typ="safe", pure=True).parse(text)).document()
    except ReaderError as error:
        before = text[: error.position]
        place = Place(file, before.count("\n") + 1, error.position - (before.rfind("\n") + 1) + 1)
        raise place.error(f"the character U+{error.character:04X} is not allowed here") from None
    except MarkedYAMLError as error:
        raise _syntax_error(error, text, file) from None


def _syntax_error(error: Any, text: str, file: str) -> ScenarioError:
    mark = error.problem_mark or error.context_mark
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
    lines = text.splitlines()
    line = lines[mark.line] if mark and mark.line < len(lines) else ""
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent:
        return Place(file, place.line, indent.index("\t") + 1).error("a tab is not allowed here: indent with blanks")
    original = ", ".join(part for part in (error.context, error.problem) if part)
    plain = (plain for words, plain in _PLAIN_WORDS.items() if words in original)
    return place.error(f"this is not valid YAML: {next(plain, original)}")


class _Builder:
    """Turns the parser's events into a tree."""

    def __init__(self, file: str, events: Iterator[Any]) -> None:
        self.file = file
        self.events = events
        self.anchors: dict[str, Node | None] = {}
        self.depth = 0

    def document(self) -> Node:
        found: Node | None = None
        for event in self.events:
            match type(event).__name__:
                case "DocumentStartEvent" if found is not None:
                    raise self.place(event).error("a second document begins here: a file holds one scenario")
                case "MappingStartEvent" | "SequenceStartEvent" | "ScalarEvent" | "AliasEvent":
                    found = self.node(event)
        return found if found is not None else Node(None, Place(self.file))

    def place(self, event: Any) -> Place:
        return Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def node(self, event: Any) -> Node:
        kind = type(event).__name__
        if kind == "AliasEvent":
            return self.alias(event)
        if event.tag not in _HARMLESS_TAGS:
            tag = str(event.tag).replace("tag:yaml.org,2002:", "!!")
            raise self.place(event).error(f"the tag {tag} is not allowed: a scenario has plain values")
        if event.anchor:
            self.anchors[event.anchor] = None  # being built: it must not refer to itself
        node = {"MappingStartEvent": self.mapping, "SequenceStartEvent": self.sequence}.get(kind, self.scalar)(event)
        if node.size > MOST_VALUES:
            raise self.place(event).error("this stands for more than 1,000,000 values")
        if event.anchor:
            self.anchors[event.anchor] = node
        return node

    def alias(self, event: Any) -> Node:
        node = self.anchors.get(event.anchor)
        if event.anchor not in self.anchors:
            raise self.place(event).error(f"there is no anchor '&{event.anchor}' above")
        if node is None:
            raise self.place(event).error(f"'*{event.anchor}' refers to itself")
        return node

    def mapping(self, start: Any) -> Node:
        self.deeper(start)
        children: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        size = 1
        for event in self.events:
            if type(event).__name__ == "MappingEndEvent":
                break
            key, place = self.key(event), self.place(event)
            if key in keys:
                raise place.error(f"the key '{key}' stands here a second time, first in line {keys[key].line}")
            keys[key] = place
            children[key] = self.node(next(self.events))
            size += children[key].size
        self.depth -= 1
        return Node(children, self.place(start), keys, size)

    def sequence(self, start: Any) -> Node:
        self.deeper(start)
        children: list[Node] = []
        for event in self.events:
            if type(event).__name__ == "SequenceEndEvent":
                break
            children.append(self.node(event))
        self.depth -= 1
        return Node(children, self.place(start), size=1 + sum(child.size for child in children))

    def deeper(self, event: Any) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.place(event).error(f"this is nested more than {DEEPEST} levels deep")

    def key(self, event: Any) -> str:
        node = self.node(event)
        if node.value == "<<":
            raise node.place.error("'<<' is not a part of YAML 1.2: write the keys out")
        if isinstance(node.value, str):
            return node.value
        if node.is_mapping or node.is_list:
            raise self.place(event).error("a key is a name, not a mapping or a list")
        text = event.value if type(event).__name__ == "ScalarEvent" else node.value
        if not text:
            raise self.place(event).error("a key is missing before the colon")
        raise self.place(event).error(f'the key {text} is {_kind(node.value)} in YAML: write "{text}", in quotes')

    def scalar(self, event: Any) -> Node:
        plain = event.implicit[0] and event.tag in (None, "!")
        return Node(plain_scalar(event.value) if plain else event.value, self.place(event))


def plain_scalar(text: str) -> Any:
    """What a text without quotes means in YAML 1.2: nothing, a truth value, a number, or itself."""
    if _NULL.fullmatch(text):
        return None
    if _BOOLEAN.fullmatch(text):
        return text.lower() == "true"
    if _INTEGER.fullmatch(text):
        return int(text)
    for pattern, base in ((_OCTAL, 8), (_HEXADECIMAL, 16)):
        if match := pattern.fullmatch(text):
            return int(match[1], base)
    return _number_or_text(text)


def _number_or_text(text: str) -> float | str:
    if match := _INFINITE.fullmatch(text):
        return float(match[1] + "inf")
    if _NOT_A_NUMBER.fullmatch(text):
        return float("nan")
    return float(text) if _FLOAT.fullmatch(text) else text


def _kind(value: object) -> str:
    if value is None:
        return "no value"
    return "a truth value" if isinstance(value, bool) else "a number"
