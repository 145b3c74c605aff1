"""An old call, translated: its parameters become the document, the variables, and the way back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from legacy_rest.errors import LegacyError, bad_parameter
from legacy_rest.selection import EVERYTHING, Chosen, cut, document, filters_of
from legacy_rest.tables import Call, Listing, Parameter

FURTHEST = 2**31 - 1
"""Where the last row of any list lies."""
LARGEST_PAGE = 200
"""Rows of a list at most, as the old servers had it."""
LONGEST_NUMBER = 18
FILTERS = ("only", "omit", "fields")
KEPT, LONGEST_KEPT = 1000, 1000
"""How many selections are kept, and the characters of the longest."""


@dataclass(frozen=True)
class Translation:
    """What GraphQL is asked for a call, and the rows that its answer is shaped by."""

    call: Call
    document: str
    variables: Mapping[str, Any]
    chosen: Sequence[Chosen]
    entries: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By variable that is a list: the parameters that its entries come from."""


def translate(call: Call, given: Mapping[str, str], now: int) -> Translation:
    """Translate a call with its parameters (path, query and body together). Raises `LegacyError`.

    `now` is the present instant in milliseconds, for relative times.
    """
    _check(call, given)
    values = {p.name: _value(p, given, now) for p in call.parameters if p.entry is None}
    words = [word for p in call.parameters if p.shows for word in p.shows.get(str(values[p.name]), ())]
    filters = {name: given[name] for name in FILTERS if name in given}
    usual = sum(map(len, filters.values())) <= LONGEST_KEPT
    chosen, text = (_asked_again if usual else _asked)(call, tuple(filters.items()), tuple(words))
    variables = {**_variables(call, values), **(_page(call, call.listing, given) if call.listing else {})}
    entries = _add_families(call, given, variables)
    return Translation(call, text, variables, chosen, entries)


def _asked(call: Call, filters: Sequence[tuple[str, str]], words: Sequence[str]) -> tuple[Sequence[Chosen], str]:
    """What is left of a call's table, and the document that asks for it."""
    chosen = cut(call.table, filters_of(dict(filters), words))
    return chosen, document(call, chosen)


_asked_again = lru_cache(KEPT)(_asked)
"""The same for programs, which say the same every time."""


def _check(call: Call, given: Mapping[str, str]) -> None:
    for name, value in given.items():
        if "\x00" in value:
            raise bad_parameter(name, "must not contain NUL characters")
    for parameter in call.parameters:
        if parameter.refused and given.get(parameter.name):
            raise bad_parameter(parameter.name, parameter.refused)
        if parameter.required and not given.get(parameter.name):
            raise bad_parameter(parameter.name, "is required")
    requires = call.listing.requires if call.listing else ()
    if requires and not any(given.get(name) for name in requires):
        raise bad_parameter(", ".join(requires), "- at least one of them is required")


def _said_of(parameter: Parameter, given: Mapping[str, str]) -> str | None:
    return given.get(parameter.name) if not parameter.needs or given.get(parameter.needs) else None


def _default(parameter: Parameter, given: Mapping[str, str]) -> Any:
    return None if parameter.unless and given.get(parameter.unless) else parameter.default


def _value(parameter: Parameter, given: Mapping[str, str], now: int) -> Any:
    value = _said_of(parameter, given)
    if value is None or not (value or parameter.clears):
        return _default(parameter, given)
    if parameter.values:
        if value.lower() not in parameter.values:
            raise bad_parameter(parameter.name, f"must be one of {', '.join(parameter.values)}")
        return parameter.values[value.lower()]
    try:
        return parameter.reads(value, now)
    except (ValueError, OverflowError) as error:
        raise bad_parameter(parameter.name, _said(error)) from None


def _said(error: Exception) -> str:
    return str(error) if str(error).startswith("must") else "must be a number"


def _variables(call: Call, values: Mapping[str, Any]) -> dict[str, Any]:
    """The variables that parameters stand for; those with a dot are gathered in one object."""
    always = call.write.always if call.write else {}
    gathered = {name: dict(always) for name, kind in call.variables.items() if kind.endswith(("Filter!", "Input!"))}
    variables: dict[str, Any] = dict(gathered)
    for parameter in call.parameters:
        value = values.get(parameter.name)
        if value is None or not parameter.variable:
            continue
        node, last = _place(variables, parameter.variable)
        if isinstance(value, dict):
            node.setdefault(last, {}).update(value)
        else:
            node[last] = value
    return variables


def _place(variables: dict[str, Any], path: str) -> tuple[dict[str, Any], str]:
    """The object that a dotted variable is an entry of, and its name there."""
    *heads, last = path.split(".")
    for head in heads:
        variables = variables.setdefault(head, {})
    return variables, last


def _add_families(call: Call, given: Mapping[str, str], variables: dict[str, Any]) -> dict[str, list[str]]:
    """Add the lists that families of parameters make, in the order of their numbers. Tells which made which entry."""
    sources: dict[str, list[str]] = {}
    for parameter in call.parameters:
        if parameter.entry is None:
            continue
        for number, name in sorted(_members(parameter, given)):
            node, last = _place(variables, parameter.variable)
            node.setdefault(last, []).append(parameter.entry(str(number), given[name]))
            sources.setdefault(parameter.variable, []).append(name)
    return sources


def _members(family: Parameter, given: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    start = family.name.partition("{")[0]
    for name, value in given.items():
        number = name.removeprefix(start)
        if name.startswith(start) and number.isascii() and number.isdigit() and (value or family.clears):
            if len(number) > LONGEST_NUMBER:
                raise bad_parameter(name, f"must end in a number of at most {LONGEST_NUMBER} digits")
            yield int(number), name


def _page(call: Call, listing: Listing, given: Mapping[str, str]) -> dict[str, Any]:
    size = min(_number("page", given.get("page") or str(LARGEST_PAGE), least=1), LARGEST_PAGE)
    order = (given.get("order") or next(iter(listing.orders))).lower()
    if order not in listing.orders:
        raise bad_parameter("order", f"must be one of {', '.join(listing.orders)}")
    direction = "DESC" if (given.get("desc") or "").lower() in ("true", "desc") else "ASC"
    paging = {"first": size, "offset": min(_number("offset", given.get("offset") or "0") * size, FURTHEST)}
    return {**paging, "sort": listing.orders[order](direction)} if "sort" in call.variables else paging


def _number(name: str, value: str, least: int = 0) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 10 and int(value) >= least):
        raise bad_parameter(name, f"must be a whole number, {least} or more")
    return int(value)


def samples(call: Call) -> list[Translation]:
    """A call as it is usually made, and with all there is: to compile before anybody asks."""
    needed = {name for name, kind in call.variables.items() if kind in ("ID!", "String!")}
    values = {p.name: "1" if p.variable in needed else p.default for p in call.parameters}
    paging = _page(call, call.listing, {}) if call.listing else {}
    variables = {**_variables(call, values), **paging}
    cuts = (cut(call.table, filters_of({}, ())), cut(call.table, EVERYTHING))
    return [Translation(call, document(call, chosen), variables, chosen) for chosen in cuts]


def match(calls: Sequence[Call], method: str, path: str) -> tuple[Call, dict[str, str]]:
    """The call that a method and path stand for, with the values of its path. Raises `LegacyError`."""
    for call in calls:
        values = _matched(call.path, path)
        if values is not None and call.method == method:
            return call, values
    known = ", ".join(call.identity for call in calls)
    raise LegacyError(404, "not_found", "Not Found", f"{method} {path} is none of the old calls: {known}")


def _matched(pattern: str, path: str) -> dict[str, str] | None:
    expected, parts = pattern.strip("/").split("/"), path.strip("/").split("/")
    if len(expected) != len(parts):
        return None
    values: dict[str, str] = {}
    for name, part in zip(expected, parts, strict=True):
        if name.startswith(":") and part:
            values[name[1:]] = part
        elif name != part:
            return None
    return values
