"""What a row has besides what is known of it: columns that follow from others, and what a new row starts with."""

import hashlib
import string
import uuid
from typing import Any

from db.bulk import Row
from db.enums import Visibility
from db.events import times
from db.records.text import html_to_text
from db.records.upsert import Complete

_ALPHABET = string.digits + string.ascii_letters
_SPACE = len(_ALPHABET) ** 8
_STRIDE = 159_374_826_193_757
"""Has no factor in common with `_SPACE`, so that different ids below it get different words."""


def _based(number: int, length: int) -> str:
    letters = ""
    while number or len(letters) < length:
        number, rest = divmod(number, len(_ALPHABET))
        letters = _ALPHABET[rest] + letters
    return letters


def short_token(number: int) -> str:
    """The word of a short link: eight letters, where those made by chance have seven. Different for each id."""
    beyond, within = divmod(abs(number), _SPACE)
    word = _based(within * _STRIDE % _SPACE, 8)
    return word + (_based(beyond, 1) if beyond else "") + ("-" if number < 0 else "")


def _token(number: int) -> str:
    digest = hashlib.sha256(f"event {number}".encode()).digest()
    return _based(int.from_bytes(digest[:8]), 12)[:12]


def _merged(known: Row, existing: Row | None, fresh: Row) -> Row:
    return dict(known) if existing else {**fresh, **known}


def _folded(row: Row, *names: str) -> None:
    for name in names:
        if name in row:
            row[f"{name}_key"] = row[name].casefold()


def category(known: Row, existing: Row | None) -> Row:
    """A category has a shortname."""
    return _merged(known, existing, {"name": "", "shortname": f"category-{known['id']}"})


def topic(known: Row, existing: Row | None) -> Row:
    """A topic has a urlkey."""
    return _merged(known, existing, {"name": "", "urlkey": f"topic-{known['id']}"})


def member(known: Row, existing: Row | None) -> Row:
    """A member has a name, and a UUID that follows from the id."""
    unique = str(uuid.uuid5(uuid.NAMESPACE_URL, f"convene:member:{known['id']}"))
    row = _merged(known, existing, {"name": "", "uuid": unique})
    _folded(row, "name")
    return row


def group(known: Row, existing: Row | None) -> Row:
    """A group has a urlname. A new one of which only events were seen is as visible as they were."""
    known = {name: value for name, value in known.items() if name != "seen"}
    seen = known.pop("seen_visibility", Visibility.PUBLIC.value)
    fresh = {
        "urlname": f"group-{known['id']}",
        "name": "",
        "short_token": short_token(known["id"]),
        "visibility": seen,
    }
    row = _merged(known, existing, fresh)
    _folded(row, "name", "urlname")
    return row


def venue(known: Row, existing: Row | None) -> Row:
    """A venue has a name."""
    return _merged(known, existing, {"name": ""})


def album(known: Row, existing: Row | None) -> Row:
    """An album has a title."""
    return _merged(known, existing, {"title": ""})


def event(known: Row, existing: Row | None) -> Row:
    """An event's times, title key and plain text follow; whether it was announced is unknown unless it is told."""
    number = known["id"]
    fresh = {
        "numbered": True,
        "token": _token(number),
        "short_token": short_token(number),
        "title": "",
        "announced": None,
        **times(None, None),
    }
    row = _merged(known, existing, fresh)
    if "title" in row:
        row["title_key"] = row["title"].casefold()
    if {"starts_at", "duration"} & known.keys():
        whole = {**(existing or {}), **row}
        row.update(times(whole.get("starts_at"), whole.get("duration")))
    if "description_html" in known and "description_text" not in known:
        row["description_text"] = _plain(known["description_html"], existing)
    return row


def _plain(html: str, existing: Row | None) -> Any:
    """The plain text of a description; what is known for the same HTML stays."""
    if existing and existing["description_html"] == html and existing["description_text"] is not None:
        return existing["description_text"]
    return html_to_text(html)


def with_fresh(**fresh: Any) -> Complete:
    """A new row starts with these values."""
    return lambda known, existing: _merged(known, existing, fresh)


fee = with_fresh(accepts="CASH", amount=0.0, currency="USD")
refund_policy = with_fresh(policies=[])
dues = with_fresh(amount=0.0, currency="USD", methods=[], reasons=[], refund_policies=[])
answer = with_fresh(text="")
