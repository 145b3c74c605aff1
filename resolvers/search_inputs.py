"""The filters of searches as clients write them, read into what the rows are asked."""

import re
from datetime import UTC, datetime
from typing import Any

from strawberry.utils.str_converters import to_camel_case

from db.words import words_of
from resolvers.errors import BadInput
from resolvers.keys import as_number
from resolvers.whereabouts import parsed_address, parsed_circle

Given = dict[str, Any]
MOST_WORDS = 20
EVENTS_RADIUS, GROUPS_RADIUS, RECOMMENDED_RADIUS = 25.0, 25.0, 50.0
"""Miles, where none are given; those of groups as published."""
NOT_KEPT = {
    "city_locations": "neighbourhoods are not known here",
    "do_consolidate_events": "it is not known which events make a series",
    "do_promote_paypal_events": "no event is put forward for its fee",
    "join_reasons": "groups do not tell reasons for joining",
    "index_alias": "there is one index",
}
"""Published entries that cannot be honoured, and why. What switches nothing on may be sent."""
WITHOUT_EFFECT = ("time_decay_offset", "time_decay_scale", "use_time_of_day_embedding")
"""Published entries of which nobody outside knows what they did."""
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?")


def query_words(text: str, path: str = "filter.query") -> str:
    """The words of a query with spaces between them; empty if it has none."""
    found = list(dict.fromkeys(words_of(text)))
    if len(found) > MOST_WORDS:
        raise BadInput(path, f"may have at most {MOST_WORDS} words, not {len(found)}.")
    return " ".join(found)


def _without_what_is_not_kept(given: Given) -> Given:
    for name, why in NOT_KEPT.items():
        if given.get(name):
            raise BadInput(f"filter.{to_camel_case(name)}", f"is not supported: {why}.")
    return {name: value for name, value in given.items() if name not in NOT_KEPT and name not in WITHOUT_EFFECT}


def _common(given: Given, radius: float) -> Given:
    """What the filters of events and groups share."""
    left = _without_what_is_not_kept(given)
    near, address = parsed_circle(left, radius), parsed_address(left)
    words = query_words(left.pop("query", ""))
    category = left.pop("category_id", None) or left.pop("topic_category_id", None)
    left.pop("topic_category_id", None)
    known = {"near": near, "address": address, "words": words}
    parsed = {**left, **{name: value for name, value in known.items() if value}}
    return {**parsed, "category": as_number(category)} if category else parsed


def event_filter(given: Given) -> Given:
    """Which events to look for."""
    parsed = _common(given, EVENTS_RADIUS)
    for name, key in (("start_time", "from_clock"), ("end_time", "to_clock")):
        if name in parsed:
            parsed[key] = _clock(parsed.pop(name), f"filter.{to_camel_case(name)}")
    if "from_clock" in parsed and "to_clock" in parsed:
        parsed["over_midnight"] = parsed["from_clock"] > parsed["to_clock"]
    return parsed


def recommended_events_filter(given: Given) -> Given:
    """Which events to recommend."""
    parsed = event_filter(given)
    for name in ("start_date_range", "end_date_range"):
        if name in parsed:
            parsed[name] = _moment(parsed[name], f"filter.{to_camel_case(name)}", last=name == "end_date_range")
    return _with_ids(parsed, "group_list", "topic_list")


def group_filter(given: Given) -> Given:
    """Which groups to look for."""
    return _common(given, GROUPS_RADIUS)


def recommended_groups_filter(given: Given) -> Given:
    """Which groups to recommend."""
    return _with_ids(_common(given, RECOMMENDED_RADIUS), "topics_list")


def _with_ids(parsed: Given, *names: str) -> Given:
    return {**parsed, **{name: [as_number(key) for key in parsed[name]] for name in names if name in parsed}}


def _clock(text: str, path: str) -> int:
    """A time of day as milliseconds since midnight."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise BadInput(path, "must be a time of day like 18:30.")
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000


def _moment(text: str, path: str, last: bool) -> int:
    """A date, which is one of UTC and counts whole, or a date and time with its offset."""
    try:
        parsed = datetime.fromisoformat(text.strip().removesuffix("[UTC]"))
    except ValueError:
        parsed = None
    is_date = len(text.strip()) == len("2026-05-07")
    if parsed is None or (parsed.tzinfo is None and not is_date):
        raise BadInput(path, "must be a date like 2026-05-07, or a date and time like 2026-05-07T18:00:00+02:00.")
    if is_date and last:
        parsed = parsed.replace(hour=23, minute=59, second=59, microsecond=999_000)
    return round((parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp() * 1000)
