"""What adds venues."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import aliased

import db
from db.enums import VenueVisibility
from db.visibility import member_of
from resolvers.commands import Act, Problem, Refused, command
from resolvers.errors import Code
from resolvers.event_inputs import Sheet
from resolvers.keys import as_number

LONGEST_LINE = 250
WITH_STATES = {"ca", "us"}


def _group_id(act: Act, sheet: Sheet) -> int | None:
    """The group that a venue is entered for, which must be one of the viewer's."""
    key = sheet.given.get("group_id")
    if key is None:
        return None
    g = aliased(db.Group)
    wanted = select(g.id, member_of(g.id).label("takes_part")).where(g.id == as_number(key))
    found = act.seen.execute(wanted).one_or_none()
    if found is None:
        raise Refused(Problem(Code.NOT_FOUND, "There is no such group, or you may not see it.", "groupId"))
    if not found.takes_part:
        sheet.wrong("groupId", "must be a group that you take part in.", Code.FORBIDDEN)
    return int(found.id)


def _lines(sheet: Sheet) -> dict[str, Any]:
    """Name and address, without what surrounds them."""
    lines: dict[str, Any] = {}
    for name in ("name", "address", "city", "state"):
        text = sheet.checked(sheet.given.get(name, "").strip(), name, LONGEST_LINE)
        if text is not None and not text.isprintable():
            sheet.wrong(name, "must be one line.")
        if text == "" and name != "state":
            sheet.wrong(name, "must not be empty.")
        lines[name] = text or None
    return lines


def _country(sheet: Sheet) -> str:
    country = str(sheet.given["country"]).lower()
    if not (len(country) == 2 and country.isascii() and country.isalpha()):
        sheet.wrong("country", "must be a code of two letters, like us.")
    if country in WITH_STATES and not sheet.given.get("state", "").strip():
        sheet.wrong("state", "is needed in the United States and in Canada.")
    return country


def _same(act: Act, values: Mapping[str, Any]) -> int | None:
    """A venue that the viewer sees under this name at this address."""
    v = db.Venue
    where = [getattr(v, name) == values[name] for name in ("name", "address", "city", "country")]
    return act.seen.scalar(select(func.min(v.id)).where(*where))


def create_venue(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Enter a place; one that is there already is pointed out instead."""
    given = args["input"]
    sheet = Sheet(given, act.request.spam)
    values = {**_lines(sheet), "country": _country(sheet), "group_id": _group_id(act, sheet)}
    values["visibility"] = given.get("visibility", VenueVisibility.PUBLIC)
    if values["visibility"] is VenueVisibility.GROUP and values["group_id"] is None:
        sheet.wrong("groupId", "must say whose venue it is that only a group may see.")
    sheet.done()
    there = _same(act, values)
    if there is not None:
        message = "There is this venue already, see didYouMean."
        return {"errors": [{"code": Code.CONFLICT.value, "message": message, "field": "name"}], "did_you_mean": there}
    made = insert(db.Venue).values(values).returning(db.Venue.id)
    return {"venue": act.all.execute(made).scalar_one()}


VENUE_COMMANDS = {"create_venue": command(create_venue)}
