"""Where an event is: its venues, its own pin, and limits of single places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update

import db
from db.enums import EventType
from resolvers.commands import Act
from resolvers.errors import Code
from resolvers.event_inputs import LONGEST, Sheet
from resolvers.event_rows import change, replace
from resolvers.keys import as_number

ONLINE = "online"
LIMITS = {"rsvp_limit": "rsvpLimit", "guest_limit": "guestLimit"}
Row = Any


def places(act: Act, sheet: Sheet, event_id: int | None) -> list[Row] | None:
    """The venues that the input names, those with options besides those that there are; none if it names none."""
    named = [("venueIds", key) for key in sheet.given.get("venue_ids", ())]
    first, special = sheet.given.get("venue_id"), sheet.given.get("venue_options", ())
    adds = first is None and "venue_ids" not in sheet.given
    if adds and not special:
        return None
    named += [(f"venueOptions.{at}.venueId", each["venue_id"]) for at, each in enumerate(special)]
    if first not in (None, "", "0") and first not in [key for _, key in named]:
        named.insert(0, ("venueId", first))
    there = _there(act, event_id) if adds else ()
    found = [*there, *(_venue(act, sheet, *each) for each in named)]
    venues = {venue.id: venue for venue in found if venue is not None}
    if (len(venues) > 1 and [venue.online for venue in venues.values()].count(True) != 1) or len(venues) > 2:
        sheet.wrong("venueIds", "may name one place and the online venue, no more.")
    return sorted(venues.values(), key=lambda venue: bool(venue.online))


def _venue(act: Act, sheet: Sheet, name: str, key: str) -> Row | None:
    v = db.Venue
    wanted = v.online if key == ONLINE else v.id == as_number(key)
    found = act.seen.execute(select(v.id, v.online).where(wanted).order_by(v.id).limit(1)).one_or_none()
    if found is None and key == ONLINE:
        made = insert(v).values(name="Online event", online=True).returning(v.id, v.online)
        return act.all.execute(made).one()
    if found is None:
        sheet.wrong(name, f"names no venue that you may see: {key}.", Code.NOT_FOUND)
    return found


def kind_of(venues: Sequence[Row]) -> EventType:
    """Where an event at these venues is."""
    online = {bool(venue.online) for venue in venues}
    if online == {True}:
        return EventType.ONLINE
    return EventType.HYBRID if len(online) > 1 else EventType.PHYSICAL


def pin(act: Act, sheet: Sheet, event_id: int | None, venues: Sequence[Row] | None) -> dict[str, float] | None:
    """Where the event's own pin is to be: on the place among these venues, or where it is."""
    given = sheet.given.get("location")
    if given is None:
        return None
    for key, furthest in {"latitude": 90, "longitude": 180}.items():
        if key not in given:
            sheet.wrong(f"location.{key}", "is needed: a pin has a latitude and a longitude.")
        elif abs(given[key]) > furthest:
            sheet.wrong(f"location.{key}", f"must be from -{furthest} to {furthest}.")
    where = _first_room(act, event_id) if venues is None else any(not venue.online for venue in venues)
    if not where:
        sheet.wrong("location", "moves the event's pin on its venue: the event has none, send a venueId.")
    return {"pin_lat": given.get("latitude"), "pin_lon": given.get("longitude")}


def set_places(act: Act, event_id: int, venues: Sequence[Row]) -> None:
    """The event takes place at these venues; where one of them was, its pin and its limits stay."""
    v = db.EventVenue
    own = (v.pin_lat, v.pin_lon, v.rsvp_limit, v.guest_limit, v.how_to_find_us)
    known = act.all.execute(select(v.venue_id, *own).where(v.event_id == event_id))
    kept = {row.venue_id: dict(row._mapping) for row in known}
    blank = {column.key: None for column in own}
    rows = [{**blank, **kept.get(venue.id, {}), "venue_id": venue.id} for venue in venues]
    replace(act, v, event_id, rows)


def _first_room(act: Act, event_id: int | None) -> int | None:
    v, link = db.Venue, db.EventVenue
    at = select(link.venue_id).where(link.event_id == event_id, v.id == link.venue_id, v.online.is_(False))
    return act.all.scalar(at.order_by(link.position).limit(1))


def set_pin(act: Act, event_id: int, where: dict[str, float]) -> None:
    """Move the event's own pin."""
    link = db.EventVenue
    venue_id = _first_room(act, event_id)
    act.all.execute(update(link).where(link.event_id == event_id, link.venue_id == venue_id).values(where))


def _there(act: Act, event_id: int | None) -> Sequence[Row]:
    link, v = db.EventVenue, db.Venue
    rows = select(v.id, v.online).where(link.event_id == event_id, v.id == link.venue_id)
    return act.all.execute(rows.order_by(link.position)).all()


@dataclass(frozen=True)
class Limits:
    """What is special about single places, by their venues. `summed` if the event's limit follows from theirs."""

    by_venue: Mapping[int, Mapping[str, Any]]
    summed: bool

    def write(self, act: Act, event_id: int) -> None:
        """Write it. Where each place has a limit the event's is their sum."""
        link = db.EventVenue
        limits = select(link.rsvp_limit).where(link.event_id == event_id)
        before = set(act.all.scalars(limits))
        for venue_id, values in self.by_venue.items():
            if values:
                act.all.execute(update(link).where(link.event_id == event_id, link.venue_id == venue_id).values(values))
        after = list(act.all.scalars(limits))
        if self.summed and before | set(after) != {None}:
            change(act, event_id, {"rsvp_limit": None if None in after else sum(filter(None, after))})


def options(sheet: Sheet, venues: Sequence[Row] | None) -> Limits | None:
    """What the input says of single places."""
    if not sheet.given.get("venue_options"):
        return None
    found: dict[int, Mapping[str, Any]] = {}
    for at, given in enumerate(sheet.given.get("venue_options", ())):
        name, key = f"venueOptions.{at}", given["venue_id"]
        if given.get("fee_option"):
            sheet.wrong(f"{name}.feeOption", "is not supported by Convene: leave it out.")
        for column, field in LIMITS.items():
            if given.get(column, 0) < 0:
                sheet.wrong(f"{name}.{field}", "must be 0 or more.")
        way = sheet.checked(given.get("how_to_find_us"), f"{name}.howToFindUs", LONGEST["howToFindUs"])
        values = {column: given[column] for column in LIMITS if column in given}
        values |= {"rsvp_limit": values["rsvp_limit"] or None} if "rsvp_limit" in values else {}
        values |= {"how_to_find_us": way or None} if "how_to_find_us" in given else {}
        for venue in venues or ():
            if venue.id in found and _is(venue, key):
                sheet.wrong(f"{name}.venueId", "is named twice.")
            elif _is(venue, key):
                found[venue.id] = values
    return Limits(found, "rsvp_limit" not in sheet.given.get("rsvp_settings", {}))


def _is(venue: Row, key: str) -> bool:
    return bool(venue.online) if key == ONLINE else venue.id == as_number(key)
