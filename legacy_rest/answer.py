"""Turns GraphQL's answer back into the old shape: nulls left out, values converted, table order."""

from collections.abc import Mapping, Sequence
from typing import Any

from legacy_rest.selection import Chosen
from legacy_rest.tables import Leaf


def shaped(chosen: Sequence[Chosen], data: Mapping[str, Any]) -> dict[str, Any]:
    """One old object. `data` has the rows' names as keys, as the document aliased them."""
    return listed(chosen, [data])[0]


def listed(chosen: Sequence[Chosen], nodes: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The old objects of a list."""
    return ranked(chosen, [_object(chosen, node) for node in nodes])


def ranked(chosen: Sequence[Chosen], objects: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The objects with ranks in place of the numbers they rank by: 0 for the largest."""
    for name in (choice.row.name for choice in chosen if isinstance(choice.row, Leaf) and choice.row.ranks):
        having = [at for at, entry in enumerate(objects) if name in entry]
        order = sorted(having, key=lambda at: -objects[at][name])
        for rank, at in enumerate(order):
            objects[at][name] = rank
    return objects


def _object(chosen: Sequence[Chosen], data: Mapping[str, Any] | None) -> dict[str, Any]:
    old: dict[str, Any] = {}
    if data is None:
        return old
    for choice in chosen:
        name, key, deeper, within, convert = choice.reading
        value = data.get(key)
        if deeper:
            value = _found(value, deeper)
        if value is None:
            continue
        if within is not None:
            value = _within(within, value)
        if convert:
            value = convert(value)
        if value is not None:
            old[name] = value
    return old


def _found(data: Any, names: Sequence[str]) -> Any:
    """What stands under these names, one within the other; in lists, of each entry."""
    for at, name in enumerate(names):
        if isinstance(data, dict):
            data = data.get(name)
        elif isinstance(data, list):
            return [_found(entry, names[at:]) for entry in data]
    return data


def _within(chosen: Sequence[Chosen], value: Any) -> Any:
    """An object, or a list of them, in the old shape."""
    if isinstance(value, list):
        return [_object(chosen, entry) for entry in value]
    return _object(chosen, value)
