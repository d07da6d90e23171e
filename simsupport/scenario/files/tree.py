"""A scenario's data before it means anything: plain values that know their place in a file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from simsupport.errors import Path, Problem, ScenarioError


@dataclass(frozen=True)
class Place:
    """Where something stands: file, line and column, counted from 1; 0 is unknown."""

    file: str = ""
    line: int = 0
    column: int = 0

    def problem(self, message: str, path: Path = ()) -> Problem:
        return Problem(path, message, self.file, self.line, self.column)

    def error(self, message: str, path: Path = ()) -> ScenarioError:
        return ScenarioError([self.problem(message, path)])


NOWHERE = Place()
DEEPEST = 50  # levels of mappings and lists


@dataclass(frozen=True)
class Node:
    """A scalar, a mapping of nodes or a list of nodes; `keys` are the places of a mapping's keys.

    `size` counts the values within, those that aliases repeat included.
    """

    value: Any
    place: Place = NOWHERE
    keys: dict[str, Place] = field(default_factory=dict)
    size: int = 1

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        return isinstance(self.value, list)

    def children(self) -> Iterator[tuple[str | int, "Node"]]:
        """The parts of a mapping or a list; none of a scalar."""
        if self.is_mapping:
            yield from self.value.items()
        elif self.is_list:
            yield from enumerate(self.value)

    def child(self, part: str | int) -> "Node | None":
        """What a key or a place in the list leads to, if there is such."""
        if self.is_mapping:
            return self.value.get(part)  # type: ignore[no-any-return]
        if self.is_list and isinstance(part, int) and 0 <= part < len(self.value):
            return self.value[part]  # type: ignore[no-any-return]
        return None

    def at(self, path: Path) -> "Node":
        """What a path leads to; raises KeyError."""
        node: Node | None = self
        for part in path:
            node = node.child(part) if node else None
        if node is None:
            raise KeyError(path)
        return node

    def with_child(self, part: str | int, child: "Node", place: Place | None = None) -> "Node":
        """The same node, but for one child; `place` is that of its key."""
        if isinstance(part, int):
            return replace(self, value=[*self.value[:part], child, *self.value[part + 1 :]])
        keys = {**self.keys, part: place or self.keys.get(part, child.place)}
        return replace(self, value={**self.value, part: child}, keys=keys)

    def with_descendant(self, path: Path, node: "Node") -> "Node":
        """The same tree, but for what a path leads to."""
        if not path:
            return node
        return self.with_child(path[0], self.at(path[:1]).with_descendant(path[1:], node))

    def without(self, path: Path) -> "Node":
        """The same tree without what a path leads to."""
        part, *rest = path
        if rest:
            return self.with_child(part, self.at((part,)).without(tuple(rest)))
        if isinstance(part, int):
            return replace(self, value=[*self.value[:part], *self.value[part + 1 :]])
        return replace(self, value={key: child for key, child in self.value.items() if key != part})

    def plain(self) -> Any:
        """Dicts, lists and scalars without places."""
        if self.is_mapping:
            return {key: child.plain() for key, child in self.value.items()}
        return [child.plain() for child in self.value] if self.is_list else self.value

    def place_of(self, path: Path, key: str | int | None = None) -> Place:
        """The place of what a path leads to, or of the last thing on the way that is there.

        A mapping or list is found at its key, a scalar at itself; with `key`, the place of that key of the mapping.
        """
        node, place = self, self.place
        for part in path:
            child = node.child(part)
            if child is None:
                return place
            at_key = not isinstance(part, int) and (child.is_mapping or child.is_list)
            place = node.keys.get(str(part), child.place) if at_key else child.place
            node = child
        if key is None:
            return place
        if isinstance(key, int):
            child = node.child(key)
            return child.place if child else place
        return node.keys.get(key, place)

    def walk(self, path: Path = ()) -> Iterator[tuple[Path, "Node"]]:
        """Every node with its path, parents first."""
        yield path, self
        for part, child in self.children():
            yield from child.walk((*path, part))


def of_plain(value: Any, place: Place = NOWHERE, depth: int = 0) -> Node:
    """The tree of plain values, as Python code gives them."""
    if depth > DEEPEST:
        raise place.error(f"this is nested more than {DEEPEST} levels deep")
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise place.error(f"a key is text, not {key!r}")
        return Node({key: of_plain(child, place, depth + 1) for key, child in value.items()}, place)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return Node([of_plain(child, place, depth + 1) for child in value], place)
    return Node(value, place)
