"""Cuts a table by `only`, `omit` and `fields`, and draws the GraphQL document of what is left."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

from legacy_rest.convert import Convertor
from legacy_rest.tables import Call, Leaf, Listing, Object, Table, Write

RESULT = "result"
"""The alias of the root field."""
LIST = "list"
"""The alias of the connection within a root object."""
UPDATED = "meta_updated"
"""The alias of what a list's `meta.updated` is made of; `meta` is not filtered."""
LOCATED = "location_id"
"""The alias of what a change's `Location` ends with; it is not filtered either."""
Tree = dict[str, Any]
"""Fields of a document, with their aliases, and the fields within each."""
PROBLEMS: Tree = {"errors": {"code": {}, "message": {}, "field": {}}}


@dataclass(frozen=True)
class Chosen:
    """A row that is left, and what is left within it."""

    row: Leaf | Object
    within: Sequence["Chosen"] = ()

    @cached_property
    def reading(self) -> "Reading":
        """How the row's value is read from the answer of a document."""
        *heads, _ = (part.partition("(")[0] for part in (self.row.path or "").split("."))
        key, *deeper = (*heads, self.row.name)
        within = self.within if isinstance(self.row, Object) else None
        return Reading(self.row.name, key, deeper, within, self.row.convert.old if self.row.convert else None)


class Reading(NamedTuple):
    """A row's name, where its value stands (a key, and those below it), what is left within it if it is an object, and
    what makes the old value of the new one.
    """

    name: str
    key: str
    deeper: Sequence[str]
    within: Sequence[Chosen] | None
    old: Callable[[Any], Any] | None


@dataclass
class Names:
    """Dotted names as a tree. `whole` marks a name that was given without going on."""

    whole: bool = False
    within: dict[str, "Names"] = field(default_factory=dict)

    @classmethod
    def of(cls, dotted: Iterable[str]) -> "Names":
        """The tree of some dotted names."""
        tree = cls()
        for name in dotted:
            node = tree
            for part in name.split("."):
                node = node.within.setdefault(part, cls())
            node.whole = True
        return tree


@dataclass(frozen=True)
class Filters:
    """What a caller asks of an answer's fields. `only` is None where it was not given."""

    only: Names | None = None
    omit: Names = field(default_factory=Names)
    words: frozenset[str] = frozenset()


EVERYTHING = Filters(words=frozenset({"*"}))
"""Every row, whether it is shown by default or not."""


def cut(table: Table, filters: Filters, path: str = "", everything: bool = False) -> list[Chosen]:
    """The rows that a caller gets to see, in the table's order; of two rows of one name the later one."""
    chosen: dict[str, Chosen] = {}
    for row in table.rows:
        here = path + row.name
        named = filters.only.within.get(row.name) if filters.only else None
        omitted = filters.omit.within.get(row.name, Names())
        if (filters.only and not named) or omitted.whole:
            continue
        own_word = row.name in row.words or not _alternative(table, row)
        by_name = (named or _named(row, here, filters.words)) and own_word
        if not (everything or row.default or by_name or _worded(row, filters.words)):
            continue
        inner = Filters(None if named is None or named.whole else named, omitted, filters.words)
        kept = _kept(row, inner, here, here in filters.words or (named is not None and named.whole))
        if kept is not None:
            chosen[row.name] = kept
    return list(chosen.values())


def _named(row: Leaf | Object, path: str, names: frozenset[str]) -> bool:
    """The row is among the names, or something within it is."""
    within = row.table.rows if isinstance(row, Object) else ()
    return path in names or any(_named(inner, f"{path}.{inner.name}", names) for inner in within)


def _worded(row: Leaf | Object, words: frozenset[str]) -> bool:
    return "*" in words or any(word in words for word in row.words)


def _alternative(table: Table, row: Leaf | Object) -> bool:
    """A row that only its words bring in, because another one has its name by default."""
    return any(other is not row and other.name == row.name and other.default for other in table.rows)


def _kept(row: Leaf | Object, filters: Filters, path: str, by_name: bool) -> Chosen | None:
    """The row with what is left within it; None if that is nothing."""
    if isinstance(row, Leaf):
        return Chosen(row) if filters.only is None else None
    within = cut(row.table, filters, f"{path}.")
    if not within and by_name:
        within = cut(row.table, filters, f"{path}.", everything=True)
    return Chosen(row, within) if within else None


_PUBLIC = re.compile(r"^https?://photos\d*\.meetupstatic\.com/")
_SECURE = Convertor(
    lambda url: _PUBLIC.sub("https://secure.meetupstatic.com/", url).replace("http://", "https://", 1),
    lambda old: old,
    "an address on a secure host",
)


def secured(chosen: Sequence[Chosen]) -> list[Chosen]:
    """The same rows, with photos on a secure host."""
    return [
        replace(choice, within=secured(choice.within))
        if isinstance(choice.row, Object)
        else Chosen(replace(choice.row, convert=_SECURE) if choice.row.photo else choice.row)
        for choice in chosen
    ]


def document(call: Call, chosen: Sequence[Chosen]) -> str:
    """The GraphQL document that answers a call, canonical: table order, values as variables."""
    variables = ", ".join(f"${name}: {kind}" for name, kind in call.variables.items())
    fields = _tree(chosen) or {"__typename": {}}
    if call.listing:
        fields = _listed(call, call.listing, fields)
    if call.write:
        fields = _payload(call.write, fields)
    kind = "mutation" if call.write else "query"
    head = f"{kind} {call.operation}({variables}) {{" if variables else f"{kind} {call.operation} {{"
    return "\n".join([head, f"  {RESULT}: {call.root} {{", *_lines(fields, "    "), "  }", "}"])


def _listed(call: Call, listing: Listing, fields: Tree) -> Tree:
    """The fields of a list's entries as those of its connection."""
    if listing.updated:
        fields[f"{UPDATED}: {listing.updated}"] = {}
    tree: Tree = {"totalCount": {}, "edges": {call.node: fields} if call.node else fields}
    return {f"{LIST}: {call.connection}": tree} if call.connection else tree


def connection_of(call: Call, data: Mapping[str, Any]) -> tuple[list[Mapping[str, Any]], int]:
    """The entries of a list's answer, as its table sees them, and how many there are in all."""
    connection = data[LIST] if call.connection else data
    edges = connection["edges"]
    return [edge[call.node] for edge in edges] if call.node else edges, connection["totalCount"]


def _payload(write: Write, fields: Tree) -> Tree:
    """What is asked of a mutation: why it was refused, or what came of it."""
    located: Tree = {f"{LOCATED}: {write.location[1]}": {}} if write.location[1] else {}
    return {**PROBLEMS, **({write.answers: {**located, **fields}} if write.answers else fields)}


def _tree(chosen: Sequence[Chosen]) -> Tree:
    """The fields to select; rows whose paths go through the same object share it."""
    tree: Tree = {}
    for choice in chosen:
        if choice.row.path is None:
            continue
        *heads, last = choice.row.path.split(".")
        node = tree
        for head in heads:
            node = node.setdefault(head, {})
        alias = last if choice.row.name == last else f"{choice.row.name}: {last}"
        within = _tree(choice.within)
        if isinstance(choice.row, Object):
            within = within or {"__typename": {}}
        node.setdefault(alias, {}).update(within)
    return tree


def _lines(tree: Tree, indent: str) -> list[str]:
    lines: list[str] = []
    for text, within in tree.items():
        inner = [f"{indent}{text} {{", *_lines(within, indent + "  "), f"{indent}}}"]
        lines += inner if within else [indent + text]
    return lines


def filters_of(parameters: Mapping[str, str], words: Iterable[str]) -> Filters:
    """The filters among a call's parameters; `words` are those that other parameters stand for."""
    only = _names(parameters.get("only", ""))
    return Filters(
        Names.of(only) if only else None,
        Names.of(_names(parameters.get("omit", ""))),
        frozenset(word for word in _names(parameters.get("fields", "")) if word != "*") | frozenset(words),
    )


def _names(value: str) -> list[str]:
    return [name.strip() for name in value.split(",") if name.strip()]
