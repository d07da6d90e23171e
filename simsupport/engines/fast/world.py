"""The world as the kernel sees it: the addresses of all tables, and for each table a function that finds a row of it.

A row is a record whose fields are attributes and may be set. One array of addresses in the place of seventy arrays
keeps the compiler's work, and what each call hands on, small. Without compilation (NUMBA_DISABLE_JIT) the world is the
list of the tables themselves, then their lengths, and the same functions work in plain Python.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numba import config, types
from numba.extending import intrinsic
from numba.np.arrayobj import populate_array
from numpy.typing import NDArray

from simsupport import assembly
from simsupport.chance import DISTRIBUTION, uniform_at, value_at
from simsupport.compiled import helper, part
from simsupport.engines.fast import lean, plain, state, tables
from simsupport.engines.fast.state import State
from simsupport.engines.fast.tables import Columns, Desk, Issues, People

World = Any  # addresses or tables, then the tables' lengths
Row = Any  # a record
Find = Callable[[World, int], Row]

_COMPILED = not config.DISABLE_JIT  # type: ignore[attr-defined]  # Numba sets its options as it is imported
_INT16, _INT32, _INT64 = [("value", "i2")], [("value", "i4")], [("value", "i8")]
_FLOAT, _TRUTH = [("value", "f8")], [("value", "?")]

NAMES: list[str] = []  # of all tables, in the order of their addresses


def _record_of(row: Any) -> Any:
    """The function that finds the record at an address."""

    def record_at(typing_context: Any, address: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.inttoptr(arguments[0], context.get_value_type(row))

        return row(types.int64), generate

    return intrinsic(record_at)


def _loaded_from(typing_context: Any, address: Any) -> Any:
    """The whole number at an address."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        number = context.get_value_type(types.int64)
        loaded = builder.load(builder.inttoptr(arguments[0], number.as_pointer()))
        loaded.set_metadata("invariant.load", builder.module.add_metadata([]))  # tables stay where they are
        return loaded

    return types.int64(types.int64), generate


def _array_from(typing_context: Any, address: Any, kind: Any) -> Any:
    """The array at an address; how long it is does not matter where nobody asks."""
    made = types.Array(kind.dtype, 1, "C")

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(made)(context, builder)
        size = context.get_constant(types.intp, context.get_abi_sizeof(context.get_data_type(made.dtype)))
        data = builder.inttoptr(arguments[0], array.data.type)
        length = context.get_constant(types.intp, 2**40)
        populate_array(array, data=data, shape=[length], strides=[size], itemsize=size, meminfo=None)
        return array._getvalue()

    return made(types.int64, kind), generate


_loaded: Any = intrinsic(_loaded_from)
_array: Any = intrinsic(_array_from)


def _table(name: str, columns: Columns) -> Find:
    """The function that finds a row of a table."""
    place = len(NAMES)
    NAMES.append(name)
    kind = np.dtype(columns, align=True)
    size, record_at = kind.itemsize, _record_of(assembly.record(kind, lean.NEUTRAL.get(name, {})))

    def find(world: World, row: int) -> Row:
        return record_at(_loaded(world + place * 8) + row * size)

    def find_in_list(world: World, row: int) -> Row:
        return plain.Row(world[place], row)

    return helper(find) if _COMPILED else find_in_list


rules_at = _table("rules", tables.RULES)
channel_of = _table("channels", tables.CHANNEL)
topic_of = _table("topics", tables.TOPIC)
way_of = _table("ways", tables.WAY)
team_of = _table("teams", tables.TEAM)
skill_of = _table("skills", tables.SKILL)
category_of = _table("categories", tables.CATEGORY)
ability_of = _table("abilities", tables.ABILITY)
route_of = _table("routes", tables.ROUTE)
place_of = _table("places", tables.PLACE)
class_of = _table("queue_classes", tables.QUEUE_CLASS)
other_of = _table("others", _INT32)
line_of = _table("lines", tables.LINE)
season_of = _table("seasons", tables.SEASON)
interval_of = _table("intervals", tables.INTERVAL)
machine_of = _table("machines", tables.MACHINE)
change_of = _table("changes", tables.CHANGE)
effect_of = _table("effects", tables.RANGE)
share_of = _table("shares", tables.SHARE)
shift_of = _table("on_call", tables.ON_CALL)
listed_at = _table("listed", _INT64)

issue_line = _table("issue_line", _INT32)
issue_kind = _table("issue_kind", _INT32)
issue_k = _table("issue_k", _INT64)
issue_created = _table("issue_created", _INT64)
issue_hard = _table("issue_hard", _TRUTH)
issue_amount = _table("issue_amount", _FLOAT)
issue_channel = _table("issue_channel", _INT16)
issue_talk = _table("issue_talk", _INT64)
issue_patience = _table("issue_patience", _INT64)
issue_pace = _table("issue_pace", _FLOAT)
issue_comes_back = _table("issue_comes_back", _TRUTH)

traits_of = _table("traits", tables.TRAITS)
turning_of = _table("turnings", tables.TURNING)
planned_pause = _table("planned_pauses", tables.PAUSE)

now_at = _table("now", state.NOW)
pool_at = _table("pools", state.POOL)
issue_state = _table("issues", state.ISSUE)
contact_at = _table("contacts", state.CONTACT)
leg_at = _table("legs", state.LEG)
agent_at = _table("agents", state.AGENT)
crew_at = _table("crews", state.CREW)
channel_state = _table("channel_states", state.CHANNEL_STATE)
queue_at = _table("queues", state.QUEUE)
private_at = _table("private", _INT32)
node_at = _table("nodes", state.NODE)
entry_at = _table("heap", state.ENTRY)
event_at = _table("events", state.EVENT)
entry_place = _table("entry_places", _INT32)
talks_of = _table("talks", state.HEAD)
talk_link = _table("talk_links", state.LINK)
waiting_on = _table("waiting", state.HEAD)
waiting_link = _table("waiting_links", state.LINK)
busy_of = _table("busy", state.HEAD)
busy_link = _table("busy_links", state.LINK)
pieces_of = _table("pieces", state.HEAD)
piece_link = _table("piece_links", state.LINK)
pausing_of = _table("pausing", state.HEAD)
pausing_link = _table("pausing_links", state.LINK)
ready_at = _table("ready", state.READY)
ready_place = _table("ready_places", _INT32)
draining_at = _table("draining", _INT32)
fresh_at = _table("fresh", _INT32)
scratch_at = _table("scratch", _INT32)
pause_state = _table("pause_states", [("value", "i1")])
time_at = _table("times", _INT64)
number_at = _table("numbers", _INT32)
code_at = _table("codes", _INT16)
span_at = _table("spans", state.SPAN)

NAMES += ["distributions", "values", "issue_keys"]

ROOMS = len(NAMES)  # from here on the tables' lengths


def _place(name: str) -> int:
    return NAMES.index(name)


TIMES, SPANS, LEGS, CONTACTS = _place("times"), _place("spans"), _place("legs"), _place("contacts")
NODES, EVENTS, FRESH, QUEUES = _place("nodes"), _place("events"), _place("fresh"), _place("queues")
TURNINGS, CREATED = _place("turnings"), _place("issue_created")
_DISTRIBUTIONS, _VALUES, _KEY_ROWS = _place("distributions"), _place("values"), _place("issue_keys")


@helper
def rules(world: World) -> Row:
    """What holds for the whole desk."""
    return rules_at(world, 0)


@helper
def clock(world: World) -> Row:
    """What time it is, and how far everything is used."""
    return now_at(world, 0)


_FLOATS, _KEY = np.dtype(np.float64), np.dtype(np.uint64)
_KEYS_OF_A_STREAM = 10

if _COMPILED:

    @helper
    def entered(tables: NDArray[np.int64]) -> World:
        """What the functions of the kernel are given: the address of the addresses."""
        return tables.ctypes.data

    @helper
    def room(world: World, place: int) -> int:
        """How many rows a table has."""
        return _loaded(world + (ROOMS + place) * 8)

    @part
    def uniform_of(world: World, line: int, k: int, contact: int, leg: int, purpose: int) -> float:
        """The random number of an issue's leg for a purpose (R3)."""
        keys = _array(_loaded(world + _KEY_ROWS * 8) + line * _KEYS_OF_A_STREAM * 8, _KEY)
        return uniform_at(keys, k, contact, leg, purpose)

    @part
    def value_of(world: World, distribution: int, u: float) -> float:
        """A value of a distribution."""
        rows = _array(_loaded(world + _DISTRIBUTIONS * 8), DISTRIBUTION)
        values = _array(_loaded(world + _VALUES * 8), _FLOATS)
        return value_at(rows, values, distribution, u)

else:

    def entered(tables: World) -> World:
        return tables

    def room(world: World, place: int) -> int:
        return world[ROOMS + place]

    def uniform_of(world: World, line: int, k: int, contact: int, leg: int, purpose: int) -> float:
        first = line * _KEYS_OF_A_STREAM
        keys = world[_KEY_ROWS]["value"][first : first + _KEYS_OF_A_STREAM]
        return uniform_at(keys, k, contact, leg, purpose)

    def value_of(world: World, distribution: int, u: float) -> float:
        return value_at(world[_DISTRIBUTIONS].view(np.recarray), world[_VALUES]["value"], distribution, u)


class Tables(NamedTuple):
    """All that the kernel reads and writes."""

    desk: Desk
    issues: Issues
    people: People
    state: State

    def world(self) -> World:
        """What the kernel is given; it holds as long as these tables live."""
        issues = {f"issue_{name}": array for name, array in self.issues._asdict().items()}
        found = {**self.desk._asdict(), **self.people._asdict(), **issues, **self.state._asdict()}
        arrays = [found[name] for name in NAMES]
        assert all(array.flags.c_contiguous for array in arrays), "the kernel reckons without gaps"
        lengths = [array.shape[-1] for array in arrays]
        if not _COMPILED:
            return [*map(plain.rows, arrays), *lengths]
        return np.array([*(array.ctypes.data for array in arrays), *lengths], np.int64)
