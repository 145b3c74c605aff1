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
    the same name takes the place of an earlier one for those who use its words. A `photo` is the address of one.
    """

    name: str
    path: str | None
    convert: Convertor | None = None
    default: bool = True
    words: Sequence[str] = ()
    ranks: bool = False
    photo: bool = False
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
    them reveal. Without the parameter that it `needs` it says nothing, and its default holds `unless` some other one
    is given. `refused` says why we cannot serve it: a caller who sends it is told so. One that is `required` must be
    given. An empty value is no value, unless it `clears`. A name with braces, like `question_{index}`, stands for a
    family; `entry` makes the entry of a list out of a member's number and value.
    """

    name: str
    says: str
    variable: str = ""
    reads: Reads = text
    values: dict[str, Any] = field(default_factory=dict)
    shows: dict[str, Sequence[str]] = field(default_factory=dict)
    default: Any = None
    needs: str = ""
    unless: str = ""
    refused: str = ""
    required: bool = False
    clears: bool = False
    entry: Callable[[str, str], Any] | None = None


@dataclass(frozen=True)
class Listing:
    """What makes a call a list: its orders; in version 2 the words of its `meta`, and what its address repeats.

    `orders` maps an old order to what the variable `sort` becomes in a direction; the first is the default.
    `echo` has the parameters of the canonical address in their recorded order with their defaults (None: only if
    given). `updated` is the GraphQL field whose latest value `meta.updated` shows. One of `requires` must be given.
    """

    orders: Mapping[str, Callable[[str], Any]]
    title: str = ""
    method: str = ""
    description: str = ""
    echo: Sequence[tuple[str, str | None]] = ()
    updated: str = ""
    requires: Sequence[str] = ()


@dataclass(frozen=True)
class Write:
    """What makes a call a change. One such call is one field of a mutation, and one transaction.

    `answers` is the field of the payload that the call's table is about; without one it is the payload itself, and a
    `message` in it the sentence here, with the caller's parameters. `location` is the path of the call that reads what
    was made, with the GraphQL field that goes into it. Where one of the `subjects` among the parameters is not to be
    found, the answer is 404. `always` are entries of the input that no parameter stands for.
    """

    answers: str = ""
    message: str = ""
    status: int = 200
    location: tuple[str, str] = ("", "")
    subjects: Sequence[str] = ("id",)
    always: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Call:
    """An old call: where it was found, what it asks GraphQL for, and what its answer looks like.

    A list is a connection: the root's own, or the root object's field `connection`; its table is over the edges'
    `node`, or over the edges themselves. A `public` call answers strangers too; a consumer's
    token must have its `scope`. `missing` are code and message of
    version 3 where there is nothing; parameters may stand in the message.
    """

    generation: str
    method: str
    path: str
    title: str
    root: str
    table: Table
    variables: Mapping[str, str]
    parameters: Sequence[Parameter] = ()
    listing: Listing | None = None
    connection: str = ""
    node: str = "node"
    public: bool = False
    scope: str = "basic"
    missing: tuple[str, str] = ("not_found", "The resource you have requested can not be found")
    write: Write | None = None

    @property
    def operation(self) -> str:
        """The name of its GraphQL operation, so that logs count old traffic by call."""
        return "_".join([self.method, *(part.strip(":") for part in self.path.split("/") if part)])

    @property
    def identity(self) -> str:
        """The call as one writes it: `GET /2/event/:id`."""
        return f"{self.method} {self.path}"
