"""The two kinds of rows: old objects (leaves and objects within) and old calls. Plain data."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from legacy_rest.convert import Convertor
from legacy_rest.values import Reads, text


@dataclass(frozen=True)
class Leaf:
    """A value of an old object.

    `path` is the GraphQL field, with dots through objects that the old API did not have (`rsvps.yesCount`); through
    a list it gives a list. It is None for a value that only other calls ever have, and then `note` says why. A row
    that is not `default` is shown to those who name it in `fields`, or use one of its `words` there. A later row of
    the same name takes the place of an earlier one for those who use its words.
    """

    name: str
    path: str | None
    convert: Convertor | None = None
    default: bool = True
    words: Sequence[str] = ()
    ranks: bool = False
    note: str = ""


@dataclass(frozen=True)
class Object:
    """An object within an old object, or a list of them: its GraphQL field and its own table."""

    name: str
    path: str
    table: "Table"
    convert: Convertor | None = None
    default: bool = True
    words: Sequence[str] = ()
    note: str = ""


@dataclass(frozen=True)
class Table:
    """The rows of an old object, in the order in which it was written."""

    name: str
    rows: Sequence[Leaf | Object]


@dataclass(frozen=True)
class Parameter:
    """A parameter of an old call.

    `variable` is the GraphQL variable it becomes, with a dot for an entry of one (`filter.groupIds`; an object that
    `reads` makes for `filter` itself is merged). `values` lists the words it takes, `shows` the rows that some of
    them reveal. Without the parameter that it `needs` it says nothing. `refused` says why we cannot serve it: a
    caller who sends it is told so.
    """

    name: str
    says: str
    variable: str = ""
    reads: Reads = text
    values: dict[str, Any] = field(default_factory=dict)
    shows: dict[str, Sequence[str]] = field(default_factory=dict)
    default: Any = None
    needs: str = ""
    refused: str = ""


@dataclass(frozen=True)
class Listing:
    """What makes a call a list: the words of its `meta`, its orders, and what its canonical address repeats.

    `orders` maps an old order to what the variable `sort` becomes in a direction; the first is the default.
    `echo` has the parameters of the canonical address in their recorded order with their defaults (None: only if
    given). `updated` is the GraphQL field whose latest value `meta.updated` shows. One of `requires` must be given.
    """

    title: str
    method: str
    description: str
    orders: Mapping[str, Callable[[str], Any]]
    echo: Sequence[tuple[str, str | None]]
    updated: str
    requires: Sequence[str] = ()


@dataclass(frozen=True)
class Call:
    """An old call: where it was found, what it asks GraphQL for, and what its answer looks like."""

    generation: str
    method: str
    path: str
    title: str
    root: str
    table: Table
    variables: Mapping[str, str]
    parameters: Sequence[Parameter] = ()
    listing: Listing | None = None

    @property
    def operation(self) -> str:
        """The name of its GraphQL operation, so that logs count old traffic by call."""
        return "_".join([self.method, *(part.strip(":") for part in self.path.split("/") if part)])

    @property
    def identity(self) -> str:
        """The call as one writes it: `GET /2/event/:id`."""
        return f"{self.method} {self.path}"
