"""What goes around a list: version 2's `results` and a `meta` of twelve keys, version 3's links."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote_plus, urlencode

from legacy_rest.answer import listed
from legacy_rest.convert import milliseconds
from legacy_rest.selection import UPDATED, connection_of
from legacy_rest.tables import Listing
from legacy_rest.translate import Translation

CALLED = ("callback", "_")
"""Parameters of JSONP that the addresses of further pages leave out: libraries add new ones, and the first wins."""


def envelope(
    translation: Translation,
    listing: Listing,
    data: Mapping[str, Any],
    given: Mapping[str, str],
    link: str,
    now: int,
    signed: str,
) -> dict[str, Any]:
    """The whole body. `given` are the caller's parameters, `link` the address without them, `now` in milliseconds;
    `signed` is the signed address of the call, if one was asked for.
    """
    nodes, total = connection_of(translation.call, data)
    page = translation.variables
    more = page["offset"] + len(nodes) < total and nodes
    meta = {
        "next": _address(listing, link, given, 1) if more else "",
        "method": listing.method,
        "total_count": total,
        "link": link,
        "count": len(nodes),
        "description": listing.description,
        "lon": _place(given, "lon"),
        "title": listing.title,
        "url": _address(listing, link, given, 0),
        "id": "",
        "updated": _updated(nodes, now),
        "lat": _place(given, "lat"),
        **({"signed_url": signed} if signed else {}),
    }
    return {"results": listed(translation.chosen, nodes), "meta": meta}


def links(
    translation: Translation, found: int, total: int, asked: Mapping[str, str], link: str
) -> list[tuple[str, str]]:
    """The links of a page with so many entries found: the next one first, as recorded. `asked` is the query."""
    page, size = int(asked.get("offset") or 0), translation.variables["first"]
    more = translation.variables["offset"] + found < total and found
    turns = (("next", page + 1, more), ("prev", page - 1, page and found))
    kept = {name: value for name, value in asked.items() if name not in CALLED}
    return [
        (relation, f"{link}?{urlencode({**kept, 'offset': number, 'page': size})}")
        for relation, number, there in turns
        if there
    ]


def _updated(nodes: Sequence[Mapping[str, Any]], now: int) -> int:
    """When the latest of them changed; for none of them the time of the request."""
    return max((milliseconds(node[UPDATED]) for node in nodes if node[UPDATED]), default=now)


def _place(given: Mapping[str, str], name: str) -> float | str:
    return float(given[name]) if given.get("lat") and given.get("lon") else ""


def _address(listing: Listing, link: str, given: Mapping[str, str], further: int) -> str:
    """The canonical address: defaults filled in, in the recorded order, whatever else was given at the end."""
    echo = dict(listing.echo)
    values = {name: given.get(name) or default for name, default in echo.items()}
    values.update({name: value for name, value in given.items() if name not in echo})
    if further:
        values = {name: value for name, value in values.items() if name not in CALLED}
    values["offset"] = str(int(values["offset"] or 0) + further)
    return link + "?" + "&".join(f"{name}={quote_plus(v, ',')}" for name, v in values.items() if v is not None)
