"""The ordinary reader: dataloaders made from edges, and what each kind of field answers from a row.

A batch is one statement that selects, of each row, just the fields that the operation's document wants of
that type. Rows are tuples; a `Shape` says which position holds which field.
"""

import re
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

from strawberry.utils.str_converters import to_camel_case

from resolvers import batches
from resolvers import fields as kinds
from resolvers.context import scope
from resolvers.errors import BadInput
from resolvers.fields import VIEWER, Connection, Declaration, Lookup, Many, One, Through
from resolvers.records import Found, Record, Window


@dataclass(frozen=True)
class PageInfo:
    """The answer to `pageInfo`."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


def plain(value: Any, path: str = "") -> Any:
    """An argument as declarations take it: null entries left out. `path` is where it stands, in the client's words."""
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        if _UNSTORABLE.search(value):
            raise BadInput(path, "must not contain NUL characters or lone surrogates.")
        return value
    if isinstance(value, list):
        return [plain(entry, path) for entry in value if entry is not None]
    return entries(value, path) if isinstance(value, dict) else value


def entries(given: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    """The arguments of a call, or the entries of an input object, as declarations take them."""
    return {name: plain(entry, _below(path, name)) for name, entry in given.items() if entry is not None}


@lru_cache(4096)
def _below(path: str, name: str) -> str:
    return f"{path}.{to_camel_case(name)}" if path else to_camel_case(name)


_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def arguments(declaration: Lookup | Connection | Through, given: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a call, converted as the declaration says; defaults filled in."""
    return converted(declaration, entries(given))


def converted(declaration: Lookup | Connection | Through, args: dict[str, Any]) -> dict[str, Any]:
    """The same where they are as declarations take them already; `args` is changed."""
    if isinstance(declaration, Connection) and declaration.within in args:
        args |= args.pop(declaration.within)
    for name, parse in declaration.parse.items():
        if name in args:
            args[name] = parse(args[name])
    whole = declaration.whole if isinstance(declaration, Connection) else None
    return whole(args) if whole else args


def resolve(declaration: Declaration, name: str, source: Any, given: Mapping[str, Any]) -> Any:
    """What a field answers: a value, a record, or something to await."""
    match declaration:
        case kinds.Derived() | kinds.Measured() | kinds.Cursor():
            return source[name]
        case kinds.Part():
            hidden = name in source.shape.slots and not source[name]
            return None if hidden else Record(source.row, source.shape.parts[name])
        case One() | Many():
            return _follow(declaration, source[name])
        case Lookup():
            return _look_up(declaration, arguments(declaration, given))
        case Through():
            return batches.led_to(declaration, arguments(declaration, given)).load(source[name])
        case Connection():
            return Found(source, name, declaration, arguments(declaration, given))
        case kinds.Edges():
            return _edges(source)
        case kinds.PageFacts():
            return _page_info(source)
        case kinds.Count():
            return batches.count(source).load(source.key)
        case kinds.Computed():
            return declaration.rows(plain(dict(given)), scope.get().request)
        case kinds.Resolver():
            return declaration.function(given)
    raise TypeError(f"no reader for {declaration!r}")


def _follow(edge: One | Many, key: Any) -> Awaitable[Any] | None:
    if key is None:
        return None if isinstance(edge, One) else _nothing()
    return (batches.one(edge) if isinstance(edge, One) else batches.many(edge)).load(key)


async def _nothing() -> list[Any]:
    return []


def _look_up(edge: Lookup, args: dict[str, Any]) -> Awaitable[Any]:
    column, key = edge.by(args)
    if key is VIEWER:
        key = scope.get().request.viewer.id
    return batches.looked_up(edge, args, column).load(key)


async def _edges(found: Found) -> Sequence[Record]:
    return (await _window(found)).rows


def _window(found: Found) -> Awaitable[Window]:
    if found.key is None:
        return _no_rows()
    return batches.windows(found).load(found.key)


async def _no_rows() -> Window:
    return Window([], False, False)


async def _page_info(found: Found) -> PageInfo:
    window, page = await _window(found), found.page
    before, after = window.more_before, window.more_after
    if page.last is None and (page.after is not None or page.offset is not None):
        before = await batches.any_beside(found, before=True).load(found.key)
    if page.first is None and page.before is not None:
        after = await batches.any_beside(found, before=False).load(found.key)
    ends = [window.rows[0]["cursor"], window.rows[-1]["cursor"]] if window.rows else [None, None]
    return PageInfo(after, before, *ends)
