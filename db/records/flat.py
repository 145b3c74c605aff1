"""Takes a nested object apart into flat records: one for each row, or list of rows, that it tells something of."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from db.records import columns as c
from db.records.fields import Fields, Unfit, columns, count, flag, identifier, number, offset, part, parts, read, text

Known = Mapping[str, Any]

_NUMBER = re.compile(r"[0-9]{1,16}")
_NUMBER_IN_URL = re.compile(r"/events/([0-9]{1,16})/?$")
_LETTERS = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")


@dataclass
class Flat:
    """A record: its noun, its key as text, and the columns that are known.

    `path` is where in the object it stood. Of `soft` columns a later value may differ without contradicting.
    """

    noun: str
    key: str
    values: dict[str, Any]
    path: str = ""
    soft: frozenset[str] = frozenset()


@dataclass
class Flats:
    """The records of one object. Those it names on the way come before those that refer to them."""

    position: int | None = None
    records: list[Flat] = field(default_factory=list)

    def add(self, noun: str, key: Any, values: dict[str, Any], path: str = "", *soft: str) -> None:
        """Add a record."""
        self.records.append(Flat(noun, str(key), values, path, frozenset(soft)))


def taken_apart(noun: str, known: Known, position: int | None) -> list[Flat] | str:
    """The records of an object, or the reason why nothing can be made of it. Raises `Unfit`."""
    flats = Flats(position)
    reason = NOUNS[noun](known, flats)
    return reason or flats.records


def _identified(known: Known, path: str, fields: Fields, **values: Any) -> dict[str, Any]:
    number = read(identifier, known.get("id"), path + "id")
    return {"id": number, **columns(fields, known, path), **values}


def _category(known: Known, flats: Flats, path: str = "") -> int | None:
    values = _identified(known, path, c.CATEGORY)
    if not path and flats.position is not None:
        values["position"] = flats.position
    flats.add("category", values["id"], values, path, "position", "updated_at")
    return int(values["id"])


def _topics(known: Known, name: str, path: str, flats: Flats) -> list[int]:
    found = []
    for topic in parts(known, name, path):
        values = _identified(topic, f"{path}{name}.", c.TOPIC)
        flats.add("topic", values["id"], values, f"{path}{name}.")
        found.append(values["id"])
    return found


def _photo(known: Known, path: str, flats: Flats, **owner: Any) -> int:
    values = _identified(known, path, c.PHOTO, **owner)
    flats.add("photo", values["id"], values, path)
    return int(values["id"])


def _key_photo(noun: str, key: Any, known: Known, name: str, path: str, flats: Flats, **owner: Any) -> None:
    """The picture of a group or member, linked once both exist."""
    if "id" in part(known, name, path):
        photo = _photo(known[name], f"{path}{name}.", flats, **owner)
        flats.add(f"{noun} photo", key, {"photo_id": photo}, f"{path}{name}.")


def member(known: Known, flats: Flats, path: str = "") -> int:
    """A member with topics, services and picture."""
    values = _identified(known, path, c.MEMBER)
    key = values["id"]
    flats.add("member", key, values, path)
    if "topics" in known:
        flats.add("member topics", key, {"items": _topics(known, "topics", path, flats)}, f"{path}topics.")
    if "otherServices" in known:
        services = parts(known, "otherServices", path)
        at = f"{path}otherServices."
        pairs = [[read(text, s.get("service"), at), read(text, s.get("identifier"), at)] for s in services]
        flats.add("member services", key, {"items": sorted(pairs)}, at)
    _key_photo("member", key, known, "memberPhoto", path, flats, member_id=key)
    return int(key)


def group(known: Known, flats: Flats, path: str = "", **seen: Any) -> int:
    """A group with what hangs on it. `seen` tells that an event of it was seen, and perhaps how visible that was."""
    values = _identified(known, path, c.GROUP, **seen)
    key = values["id"]
    if "category" in known:
        values["category_id"] = _category(part(known, "category", path), flats, f"{path}category.")
    if "organizer" in known:
        values["organizer_id"] = member(part(known, "organizer", path), flats, f"{path}organizer.")
    flats.add("group", key, values, path, "seen_visibility")
    if "organizer_id" in values:
        _membership_of(key, values["organizer_id"], {"role": "ORGANIZER"}, path, flats)
    if "activeTopics" in known:
        topics = _topics(known, "activeTopics", path, flats)
        flats.add("group topics", key, {"items": topics}, f"{path}activeTopics.")
    if "duesSettings" in known:
        dues = columns(c.DUES, part(known, "duesSettings", path), f"{path}duesSettings.")
        flats.add("dues", key, {"group_id": key, **dues}, f"{path}duesSettings.")
    _key_photo("group", key, known, "keyGroupPhoto", path, flats, group_id=key)
    if "memberCount" in known:
        total = read(count, known["memberCount"], f"{path}memberCount")
        flats.add("group tally", key, {"members": total}, path)
    return int(key)


def _membership_of(group_id: int, member_id: int, values: dict[str, Any], path: str, flats: Flats) -> None:
    flats.add("membership", f"{group_id} {member_id}", {"group_id": group_id, "member_id": member_id, **values}, path)


def _membership(known: Known, flats: Flats) -> str | None:
    if "id" not in part(known, "group", "") or "id" not in part(known, "member", ""):
        return "it names no group or no member"
    group_id = group(known["group"], flats, "group.")
    member_id = member(known["member"], flats, "member.")
    _membership_of(group_id, member_id, columns(c.MEMBERSHIP, known, ""), "", flats)
    return None


def venue(known: Known, flats: Flats, path: str = "") -> int:
    """A venue."""
    values = _identified(known, path, c.VENUE)
    flats.add("venue", values["id"], values, path)
    return int(values["id"])


def event(known: Known, flats: Flats, path: str = "") -> str:
    """An event with what hangs on it. Returns the key that other records refer to it by."""
    values = columns(c.EVENT, known, path)
    key = _event_identity(known, path, values)
    if not str(known.get("dateTime", "Z")).endswith("Z"):
        values["utc_offset"] = read(offset, known["dateTime"], f"{path}dateTime")
    if known.get("publishStatus") == "DRAFT":
        values["status"] = "DRAFT"
    values.update(columns(c.EVENT_RATING, part(known, "rating", path), f"{path}rating."))
    rules = part(known, "rsvpSettings", path)
    values.update(columns(c.RSVP_RULES, rules, f"{path}rsvpSettings."))
    if "id" in part(known, "group", path):
        seen = {"seen_visibility": values["visibility"]} if "visibility" in values else {}
        values["group_id"] = group(known["group"], flats, f"{path}group.", seen=True, **seen)
    flats.add("event" if "id" in values else "event in letters", key, values, path)
    _event_parts(known, key, path, flats)
    if "refundPolicy" in rules:
        policy = columns(c.REFUND_POLICY, part(rules, "refundPolicy", path), f"{path}rsvpSettings.refundPolicy.")
        flats.add("refund policy", key, {"event": key, **policy}, f"{path}rsvpSettings.refundPolicy.")
    return key


def _event_identity(known: Known, path: str, values: dict[str, Any]) -> str:
    """Put the event's ids among its values: its number, the letters of a recurring one, or both where the URL tells."""
    shown = known.get("id")
    shown = str(shown) if type(shown) is int else str(read(text, shown, f"{path}id"))
    if _NUMBER.fullmatch(shown):
        values["id"] = read(identifier, shown, f"{path}id")
        return str(values["id"])
    if not _LETTERS.fullmatch(shown):
        raise Unfit(f"{path}id", "a number, or the letters and digits of a recurring event", shown)
    values["recurring_id"] = shown
    if number := _NUMBER_IN_URL.search(read(text, known.get("eventUrl", ""), f"{path}eventUrl")):
        values["id"] = int(number[1])
        return str(values["id"])
    return shown


def _event_parts(known: Known, key: str, path: str, flats: Flats) -> None:
    for place in parts(known, "eventVenues", path)[:1]:
        _place(place, key, f"{path}eventVenues.", flats)
    if "feeSettings" in known:
        fee = columns(c.FEE, part(known, "feeSettings", path), f"{path}feeSettings.")
        flats.add("fee", key, {"event": key, **fee}, f"{path}feeSettings.")
    if "eventHosts" in known:
        _hosts(known, key, f"{path}eventHosts.", flats)
    if "rsvpQuestions" in known:
        asked = [columns(c.QUESTION, q, f"{path}rsvpQuestions.") for q in parts(known, "rsvpQuestions", path)]
        flats.add("questions", key, {"event": key, "items": asked}, f"{path}rsvpQuestions.")
    link = part(known, "featuredEventPhoto", path).get("standardUrl")
    if link is not None:
        at = f"{path}featuredEventPhoto.standardUrl"
        flats.add("event photo", key, {"event": key, "photo_link": read(text, link, at)}, at)
    tallies = part(known, "rsvps", path)
    totals = {c.TALLIES[n]: read(count, v, f"{path}rsvps.{n}") for n, v in tallies.items() if n in c.TALLIES}
    if totals:
        flats.add("event tally", key, {"event": key, **totals}, f"{path}rsvps.")


def _hosts(known: Known, key: str, path: str, flats: Flats) -> None:
    hosts = []
    for host in parts(known, "eventHosts", ""):
        known_host = {("id" if name == "memberId" else name): value for name, value in host.items()}
        hosts.append(member(known_host, flats, path))
    flats.add("hosts", key, {"event": key, "items": hosts}, path)


def _place(known: Known, key: str, path: str, flats: Flats) -> None:
    """The venue of an event. Where the pin was moved, the coordinates are the event's, not the venue's."""
    own = part(known, "venue", path)
    if "id" not in own:
        return
    pin = {name: read(number, known[name], path + name) for name in ("lat", "lon") if name in known}
    moved = read(flag, known.get("isRepinned", False), f"{path}isRepinned")
    venue_id = venue(own if moved else {**own, **pin}, flats, f"{path}venue.")
    values = {"event": key, "venue_id": venue_id}
    if moved:
        values.update({f"pin_{name}": value for name, value in pin.items()})
    elif "isRepinned" in known:
        values.update({"pin_lat": None, "pin_lon": None})
    flats.add("place", key, values, path)


def _rsvp(known: Known, flats: Flats) -> str | None:
    if "id" not in part(known, "event", "") or "id" not in part(known, "member", ""):
        return "it names no event or no member"
    values = _identified(known, "", c.RSVP)
    values["event"] = event(known["event"], flats, "event.")
    values["member_id"] = member(known["member"], flats, "member.")
    flats.add("rsvp", values["id"], values)
    answers = [columns(c.ANSWER, answer, "answers.") for answer in parts(known, "answers", "")]
    for noun, told in (("answers", True), ("answers to nothing", False)):
        items = [answer for answer in answers if ("question_id" in answer) == told]
        if items:
            flats.add(noun, values["id"], {"items": items}, "answers.")
    return None


def _single_photo(known: Known, flats: Flats) -> str | None:
    owner: dict[str, Any] = {}
    album = part(known, "photoAlbum", "")
    at = "photoAlbum."
    if "id" in album and "id" in part(album, "group", at):
        values = _identified(album, at, c.ALBUM)
        values["group_id"] = owner["group_id"] = read(identifier, album["group"]["id"], f"{at}group.id")
        if "id" in part(album, "event", at):
            values["event"] = read(text, album["event"]["id"], f"{at}event.id")
        flats.add("album", values["id"], values, at)
        owner["album_id"] = values["id"]
    if "id" in part(known, "member", ""):
        owner["member_id"] = member(known["member"], flats, "member.")
    _photo(known, "", flats, **owner)
    return None


def _topic(known: Known, flats: Flats) -> None:
    values = _identified(known, "", c.TOPIC)
    flats.add("topic", values["id"], values)


NOUNS: Mapping[str, Callable[[Known, Flats], Any]] = {
    "Category": lambda known, flats: _category(known, flats) and None,
    "Event": lambda known, flats: event(known, flats) and None,
    "Group": lambda known, flats: group(known, flats) and None,
    "Member": lambda known, flats: member(known, flats) and None,
    "Membership": _membership,
    "Photo": _single_photo,
    "Rsvp": _rsvp,
    "Topic": _topic,
    "Venue": lambda known, flats: venue(known, flats) and None,
}
