"""What a statement has made sure of, so that no criterion asks for it again (`db/visibility.py`).

A sub-select that lists the hosts of an event stands inside a row of that event, which is there only because the
viewer may see it. The fast path notes such ties while it writes a statement, and criteria then leave out what follows
from them. Nothing is ever noted by hand: a tie comes from an edge, a fact from a condition of the same statement.
"""

from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from operator import and_, or_
from typing import Any

from sqlalchemy import ColumnElement, inspect, true
from sqlalchemy import and_ as all_of

Row = Any
"""An alias of a mapped class."""


@dataclass(frozen=True)
class Tie:
    """The row that a key belongs to, and what holds for it wherever the key is found."""

    row: Row
    facts: tuple[ColumnElement[bool], ...] = ()


@dataclass
class Known:
    """The ties of a statement's aliases, what holds for them, and whose criterion holds already."""

    _ties: dict[tuple[Any, str], Tie] = field(default_factory=dict)
    _facts: dict[Any, tuple[ColumnElement[bool], ...]] = field(default_factory=dict)
    _vouched: set[Any] = field(default_factory=set)

    def tie(self, row: Row, column: str, to: Row, *facts: ColumnElement[bool]) -> None:
        """A row is only there where its column is the id of another row that is visible."""
        self._ties[inspect(row), column] = Tie(to, (*self.facts(to), *facts))

    def note(self, row: Row, *facts: ColumnElement[bool]) -> None:
        """Whatever is read of the row is read only where this holds."""
        self._facts[inspect(row)] = (*self.facts(row), *facts)

    def vouch(self, row: Row) -> None:
        """The row is only there where it is visible."""
        self._vouched.add(inspect(row))

    def facts(self, row: Row) -> tuple[ColumnElement[bool], ...]:
        """What holds wherever the row is read."""
        return self._facts.get(inspect(row), ())

    def tied(self, key: Any) -> Tie | None:
        """The row whose id this attribute of an alias is, if that is known."""
        return self._ties.get((getattr(key, "parent", None), key.key))

    def applied(self, criterion: Callable[[Row], ColumnElement[bool]], info: Any) -> ColumnElement[bool]:
        """A criterion of an alias without what is known of it."""
        if info in self._vouched:
            return true()
        token = known.set(self)
        try:
            return criterion(info.entity)
        finally:
            known.reset(token)


known: ContextVar[Known] = ContextVar("known", default=Known())  # noqa: B039 - nothing is noted in this one
"""What is known where a criterion is being written."""


def simplified(condition: ColumnElement[bool], facts: tuple[ColumnElement[bool], ...]) -> ColumnElement[bool]:
    """The condition without those of its conjuncts that a fact implies."""
    return all_of(true(), *(part for part in _parts(condition, and_) if not implied(part, facts)))


def implied(condition: ColumnElement[bool], facts: tuple[ColumnElement[bool], ...]) -> bool:
    """Whether one of these facts says that the condition holds: it is the fact, perhaps with further alternatives."""
    alternatives = list(_parts(condition, or_))
    return any(all(any(_alike(part, each) for each in alternatives) for part in _parts(fact, or_)) for fact in facts)


def _alike(one: ColumnElement[bool], other: ColumnElement[bool]) -> bool:
    """Whether two conditions are the same. Where both hold a SELECT of mapped rows SQLAlchemy cannot tell, and raises;
    they then count as different, and a part of a criterion is asked once more.
    """
    try:
        return one.compare(other)
    except AttributeError:
        return False


def _parts(condition: Any, operator: Any) -> Iterator[ColumnElement[bool]]:
    if getattr(condition, "operator", None) is operator:
        for part in condition.clauses:
            yield from _parts(part, operator)
    else:
        yield condition
