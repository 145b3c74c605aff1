"""SQL that both databases spell differently gives what Python says, on either; the old API reads back what it wrote."""

import json
import math
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Connection,
    Double,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    not_,
    select,
    union_all,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import aliased

import db
from db.base import TextList
from db.engines import exact_float, writing_engine
from db.enums import EventAction
from db.expressions import (
    KeyList,
    as_json,
    hexed,
    iso_datetime,
    iso_duration,
    joined,
    json_list,
    never_null,
    within,
    word_list,
)
from legacy_rest import convert
from tests.conftest import KINDS, Databases

MINUTE = 60_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = 24 * 60 * MINUTE
EARLIEST = (datetime(1, 1, 2, tzinfo=UTC) - EPOCH) // timedelta(milliseconds=1)
LATEST = (datetime(9999, 12, 30, tzinfo=UTC) - EPOCH) // timedelta(milliseconds=1)

INSTANTS = st.integers(EARLIEST, LATEST) | st.integers(-DAY, DAY) | st.integers(0, 4 * 10**9).map(lambda s: s * 1000)
OFFSETS = st.just(0) | st.integers(-14 * 60, 14 * 60).map(lambda minutes: minutes * MINUTE)
LENGTHS = st.integers(0, 10**12) | st.integers(0, 10**5).map(lambda minutes: minutes * MINUTE) | st.integers(0, 5000)
NUMBERS = st.integers(-(2**63), 2**63 - 1)
TEXTS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)

property_of = settings(max_examples=200, deadline=None)


@pytest.fixture(scope="module")
def connections(databases: Databases) -> Iterator[list[Connection]]:
    """A connection to each kind of database."""
    engines = [writing_engine(databases.new(kind)) for kind in KINDS]
    opened = [engine.connect().execution_options(isolation_level="AUTOCOMMIT") for engine in engines]
    _driver(opened[0]).create_function("exact_float", 1, exact_float, deterministic=True)
    yield opened
    for connection in opened:
        connection.close()
    for engine in engines:
        engine.dispose()


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


Ask = Callable[..., Any]


@pytest.fixture
def asking(connections: list[Connection]) -> Callable[[ColumnElement[Any]], Ask]:
    """Makes of an expression with parameters a function: its value, when both databases agree on it."""

    def made(expression: ColumnElement[Any]) -> Ask:
        statement = select(expression)

        def ask(**parameters: Any) -> Any:
            values = [connection.execute(statement, parameters).scalar_one() for connection in connections]
            assert values[0] == values[1], (parameters, values)
            assert type(values[0]) is type(values[1])
            return values[0]

        return ask

    return made


# Times


def iso(instant: int, offset: int) -> str:
    """An instant as ISO 8601, written by Python."""
    zone = timezone(timedelta(milliseconds=offset))
    local = (EPOCH + timedelta(milliseconds=instant)).astimezone(zone)
    text = local.isoformat(timespec="milliseconds" if instant % 1000 else "seconds")
    return text.removesuffix("+00:00") + "Z" if offset == 0 else text


def test_iso_datetime(asking: Callable[[ColumnElement[Any]], Ask]) -> None:
    ask = asking(iso_datetime(bindparam("instant", type_=BigInteger()), bindparam("offset", type_=BigInteger())))

    @property_of
    @given(INSTANTS, OFFSETS)
    @example(0, 0)
    @example(-1, 0)
    @example(-1, -30 * MINUTE)
    @example(1_438_959_600_733, -4 * 60 * MINUTE)
    @example(EARLIEST, 14 * 60 * MINUTE)
    @example(LATEST, -14 * 60 * MINUTE)
    def hold(instant: int, offset: int) -> None:
        text = ask(instant=instant, offset=offset)
        assert text == iso(instant, offset)
        assert convert.milliseconds(text) == instant
        assert convert.offset(text) == offset
        if offset == 0:
            assert convert.iso(instant) == text

    hold()
    assert ask(instant=None, offset=0) is ask(instant=0, offset=None) is None


def duration(length: int) -> str:
    """A length of time as ISO 8601, written by Python."""
    hours, minutes, seconds, rest = length // 3_600_000, length // MINUTE % 60, length // 1000 % 60, length % 1000
    fraction = f".{rest:03}" if rest else ""
    parts = [f"{hours}H" if hours else "", f"{minutes}M" if minutes else ""]
    parts.append(f"{seconds}{fraction}S" if seconds or rest else "")
    return "PT" + ("".join(parts) or "0S")


def test_iso_duration(asking: Callable[[ColumnElement[Any]], Ask]) -> None:
    ask = asking(iso_duration(bindparam("length", type_=BigInteger())))

    @property_of
    @given(LENGTHS)
    @example(0)
    @example(1)
    @example(59_999)
    @example(3_600_000)
    @example(5_400_000)
    @example(3_600_050)
    def hold(length: int) -> None:
        text = ask(length=length)
        assert text == duration(length)
        assert convert.duration(text) == length
        assert convert.iso_duration(length) == text

    hold()
    assert ask(length=None) is None


# JSON


def test_never_null() -> None:
    event = aliased(db.Event)
    assert never_null(event.id)
    assert never_null(cast(event.id, Text))
    assert never_null(func.coalesce(event.recurring_id, cast(event.id, Text)))
    assert not never_null(event.title)  # a file that was meddled with may have none
    assert not never_null(event.recurring_id)
    assert not never_null(func.coalesce(event.recurring_id, event.title))
    assert not never_null(bindparam("value"))


def test_numbers_as_json(asking: Callable[[ColumnElement[Any]], Ask]) -> None:
    ask = asking(joined("", as_json(bindparam("value", type_=BigInteger()))))

    @property_of
    @given(st.none() | NUMBERS)
    @example(2**63 - 1)
    @example(-(2**63))
    def hold(value: int | None) -> None:
        assert ask(value=value) == json.dumps(value)

    hold()


def test_truth_values_as_json(asking: Callable[[ColumnElement[Any]], Ask]) -> None:
    ask = asking(as_json(bindparam("value", type_=Boolean())))
    assert [ask(value=value) for value in (True, False, None)] == ["true", "false", "null"]


def test_floats_as_json_keep_every_bit(connections: list[Connection]) -> None:
    statement = select(as_json(bindparam("value", type_=Double())))

    @property_of
    @given(FLOATS)
    @example(40.70000076293945)
    @example(1e22)
    @example(1e23)
    @example(0.1)
    @example(-0.0)
    @example(3.0)
    @example(5e-324)
    @example(1.7976931348623157e308)
    def hold(value: float) -> None:
        for connection in connections:
            text = connection.execute(statement, {"value": value}).scalar_one()
            found = json.loads(text)
            assert type(found) is float, text
            assert (found, math.copysign(1, found)) == (value, math.copysign(1, value))

    hold()
    assert [connection.execute(statement, {"value": None}).scalar_one() for connection in connections] == ["null"] * 2


def test_texts_as_json(connections: list[Connection]) -> None:
    statement = select(as_json(bindparam("value", type_=Text())))

    @property_of
    @given(TEXTS)
    @example("")
    @example("null")
    @example('"')
    @example("\\")
    @example("'; --")
    @example("%s %(a)s :b")
    @example("".join(chr(code) for code in range(1, 0xA0)))
    @example("\u2028\u2029\ufeff\uffff😀")
    def hold(value: str) -> None:
        for connection in connections:
            text = connection.execute(statement, {"value": value}).scalar_one()
            assert json.loads(text) == value
            assert "\x01" not in text

    hold()
    assert [connection.execute(statement, {"value": None}).scalar_one() for connection in connections] == ["null"] * 2


def test_lists_of_words_as_json(asking: Callable[[ColumnElement[Any]], Ask]) -> None:
    ask = asking(as_json(bindparam("value", type_=TextList())))

    @property_of
    @given(st.lists(TEXTS, max_size=4))
    def hold(value: list[str]) -> None:
        assert json.loads(ask(value=value)) == value

    hold()
    assert ask(value=None) == "null"


def test_hexed(asking: Callable[[ColumnElement[Any]], Ask]) -> None:
    ask = asking(hexed(bindparam("value", type_=Text())))

    @property_of
    @given(TEXTS)
    def hold(value: str) -> None:
        assert ask(value=value) == value.encode().hex()

    hold()


@pytest.mark.parametrize("count", [1, 2, 63, 64, 65, 128, 129, 300, 5000])
def test_joined(asking: Callable[[ColumnElement[Any]], Ask], count: int) -> None:
    words = [f"{number}," for number in range(count)]
    ask = asking(joined(bindparam("first", type_=Text()), *(literal_column(f"'{word}'", Text) for word in words)))
    assert ask(first="é") == "é" + "".join(words)
    assert ask(first=None) is None


def test_json_list_keeps_the_order_of_the_rows(asking: Callable[[ColumnElement[Any]], Ask]) -> None:
    numbers = [3, 1, 2]
    rows = union_all(*(select(literal_column(str(number), BigInteger).label("n")) for number in numbers)).subquery()
    ordered = select(as_json(rows.c.n).label("j")).order_by(rows.c.n.desc()).subquery()
    assert asking(select(json_list(ordered.c.j)).scalar_subquery())() == "[3,2,1]"
    nothing = select(as_json(rows.c.n).label("j")).where(rows.c.n > bindparam("most", type_=BigInteger())).subquery()
    assert asking(select(json_list(nothing.c.j)).scalar_subquery())(most=5) == "[]"


# Lists


@pytest.mark.parametrize(
    ("keys", "kind"),
    [(st.integers(-5, 5) | NUMBERS, BigInteger()), (st.sampled_from(["a", "A", "é", '"']) | TEXTS, Text())],
    ids=["numbers", "words"],
)
@pytest.mark.parametrize("negated", [False, True])
def test_within(
    asking: Callable[[ColumnElement[Any]], Ask], keys: st.SearchStrategy[Any], kind: Any, negated: bool
) -> None:
    of_words = isinstance(kind, Text)
    membership = within(bindparam("key", type_=kind), bindparam("keys", type_=KeyList(of_words)))
    ask = asking(not_(membership) if negated else membership)

    @property_of
    @given(st.lists(keys, max_size=6), keys)
    def hold(among: list[Any], key: Any) -> None:
        assert ask(key=key, keys=among) is ((key in among) != negated)
        if among:
            assert ask(key=among[-1], keys=among) is not negated
            assert ask(key=None, keys=among) is None

    hold()


def test_within_takes_plain_lists_of_any_length(asking: Callable[[ColumnElement[Any]], Ask]) -> None:
    def key(kind: Any) -> ColumnElement[Any]:
        return bindparam("key", type_=kind)

    assert asking(within(key(BigInteger()), list(range(40_000))))(key=39_999) is True
    assert asking(within(key(BigInteger()), []))(key=0) is False
    assert asking(within(key(Text()), ["a", "b"]))(key="b") is True


ACTIONS = list(EventAction)


def test_keys_are_looked_up_by_an_index() -> None:
    """SQLite reads the whole table for a membership that is compared with 1."""
    asked = select(db.Member.name).where(within(db.Member.id, [1, 2]), ~within(db.Member.id, [2]), db.Member.id > 0)
    text = " ".join(str(asked.compile(dialect=sqlite.dialect())).split())
    assert "members.id IN (SELECT value FROM json_each(?)) AND " in text
    assert "json_each(?)) = 1" not in text


def test_within_wants_to_know_its_type() -> None:
    """Without one the keys would go out as numbers, which PostgreSQL does not compare with texts."""
    with pytest.raises(TypeError, match="keys are numbers or texts"):
        within(func.lower(literal_column("'a'", Text)), ["a"])


def test_word_list(asking: Callable[[ColumnElement[Any]], Ask]) -> None:
    flags = [bindparam(f"has_{number}", type_=Boolean()) for number in range(len(ACTIONS))]
    ask = asking(word_list(*zip(flags, ACTIONS, strict=True)))

    @property_of
    @given(st.lists(st.sampled_from([True, False, None]), min_size=len(ACTIONS), max_size=len(ACTIONS)))
    @example([True] * len(ACTIONS))
    @example([False] * len(ACTIONS))
    def hold(held: Sequence[bool | None]) -> None:
        found = ask(**{f"has_{number}": value for number, value in enumerate(held)})
        assert found == [word for word, value in zip(ACTIONS, held, strict=True) if value]

    hold()


def test_word_list_as_json(asking: Callable[[ColumnElement[Any]], Ask]) -> None:
    holds = bindparam("holds", type_=Boolean())
    ask = asking(as_json(word_list((holds, "A"), (not_(holds), "B"), (holds, "C"))))
    assert [ask(holds=value) for value in (True, False)] == ['["A","C"]', '["B"]']
