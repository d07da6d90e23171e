"""What a page is made of: sections of paragraphs, tables, pictures and folds; names in text stand apart."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from markupsafe import Markup

from simsupport.tables import Table


@dataclass(frozen=True)
class Words:
    """A paragraph, or a list of short ones."""

    texts: tuple[Markup, ...]
    kind: str = "plain"  # plain, lead, small, list or code


@dataclass(frozen=True)
class Card:
    """A figure that stands out: what it is, how much, and beside what."""

    label: str
    figure: str
    beside: str = ""


@dataclass(frozen=True)
class Cards:
    """Figures that stand out."""

    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Grid:
    """A table with a caption."""

    table: Table


@dataclass(frozen=True)
class Picture:
    """An inline SVG, which says in words what it shows."""

    title: str
    svg: Markup
    caption: Markup


@dataclass(frozen=True)
class Fold:
    """What is there for those who open it."""

    summary: Markup
    blocks: "tuple[Block, ...]"


Block: TypeAlias = Words | Cards | Grid | Picture | Fold


@dataclass(frozen=True)
class Section:
    """A question, and what answers it."""

    key: str
    title: str
    blocks: tuple[Block, ...]


def name(text: object) -> Markup:
    """A name as it was given, whatever its direction of writing."""
    return Markup("<bdi>{}</bdi>").format(text)


def strong(text: object) -> Markup:
    return Markup("<strong><bdi>{}</bdi></strong>").format(text)


def words(*texts: str, kind: str = "plain", **parts: object) -> Words:
    """Paragraphs in which parts are put in, as `str.format` does; what is no markup is escaped."""
    return Words(tuple(Markup(text).format(**parts) for text in texts), kind)


def listed(texts: Iterable[object], word: str = "and") -> Markup:
    """``a, b and c``."""
    *first, last = [Markup.escape(text) for text in texts]
    return Markup("{} {} {}").format(Markup(", ").join(first), word, last) if first else last
