"""Groups as clients write them: an input is read into columns, and everything that is wrong with it is gathered."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, delete, exists, insert, select, update
from sqlalchemy.exc import IntegrityError

import db
from db.group_enums import GroupVideoProvider
from resolvers import descriptions
from resolvers.commands import Act, Problem, Refused
from resolvers.errors import Code
from resolvers.event_inputs import Given, Sheet, Values
from resolvers.keys import as_number, folded
from resolvers.localities import HOME, of_point, of_zip
from resolvers.zones import UnknownZone, offset_at, zone_named

LONGEST_NAME, LONGEST_LABEL, LONGEST_TEXT, LONGEST_DESCRIPTION = 60, 32, 2000, 50_000
MOST_QUESTIONS, LONGEST_QUESTION, MOST_NETWORKS = 5, 250, 10
NO_ID = ("", "0")
"""What clients send as the id of a question that is new."""
_URLNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{4,58}[A-Za-z0-9]")
_LIST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,58}[a-z0-9])?")
COUNTRY = re.compile(r"[A-Za-z]{2}")
_HANDLE = re.compile(r"[\w.@-][\w.@/-]{0,99}", re.ASCII)
_FILMS = {
    "youtube.com": GroupVideoProvider.YOUTUBE,
    "youtu.be": GroupVideoProvider.YOUTUBE,
    "vimeo.com": GroupVideoProvider.VIMEO,
}


def line(sheet: Sheet, key: str, name: str, longest: int, least: int = 0) -> str | None:
    """One line of text without what surrounds it; none if it is not there or wrong."""
    given = sheet.given.get(key)
    text = sheet.checked(None if given is None else given.strip(), name, longest)
    if text is not None and not (text.isprintable() and len(text) >= least):
        sheet.wrong(name, f"must be one line of {least} to {longest} characters.")
        return None
    return text


def texts(sheet: Sheet, label: tuple[str, str], description: tuple[str, str]) -> Values:
    """Name, what members are called, and description; the latter two by the names that they have here."""
    values: Values = {}
    if (name := line(sheet, "name", "name", LONGEST_NAME, least=1)) is not None:
        values |= {"name": name, "name_key": folded(name)}
    if (who := line(sheet, *label, LONGEST_LABEL)) is not None:
        values["who"] = who or None
    about = sheet.checked(sheet.given.get(description[0]), description[1], LONGEST_DESCRIPTION)
    if about is not None:
        values["description"] = descriptions.from_html(about)["description_html"]
    return values


def urlname(act: Act, sheet: Sheet, group_id: int) -> str | None:
    """A name for addresses that no other group has, nor anything else of the site."""
    given = sheet.given.get("urlname")
    if given is None:
        return None
    if not _URLNAME.fullmatch(given):
        sheet.wrong("urlname", "must have 6 to 60 letters, digits and inner hyphens.")
    elif folded(given) in act.request.reserved:
        sheet.wrong("urlname", "is reserved: other addresses of this site begin with it.", Code.CONFLICT)
    elif _is_taken(act, db.Group.urlname_key == folded(given), group_id):
        sheet.wrong("urlname", "is another group's.", Code.CONFLICT)
    else:
        return str(given)
    return None


def list_address(act: Act, sheet: Sheet, group_id: int) -> Values:
    """The name of the group's mailing list."""
    given = sheet.given.get("list_address")
    if given is None:
        return {}
    if given and not _LIST.fullmatch(given):
        sheet.wrong("listAddress", "must have 1 to 60 small letters, digits, inner dots and hyphens.")
    elif given and _is_taken(act, db.Group.list_address == given, group_id):
        sheet.wrong("listAddress", "is another group's.", Code.CONFLICT)
    return {"list_address": given or None}


def _is_taken(act: Act, same: ColumnElement[bool], group_id: int) -> bool:
    return bool(act.all.scalar(select(exists().where(same, db.Group.id != group_id))))


def write(act: Act, group_id: int, values: Values) -> None:
    """Write columns of a group. Raises `Refused` if its names were taken in this very moment."""
    savepoint = act.connection.begin_nested()
    try:
        act.all.execute(update(db.Group).where(db.Group.id == group_id).values(**values))
    except IntegrityError:
        savepoint.rollback()
        raise Refused(Problem(Code.CONFLICT, "urlname has just been taken by another group.", "urlname")) from None
    savepoint.commit()


def location(act: Act, sheet: Sheet) -> Values:
    """Where the group is, by `location`: a postal code or a point."""
    given = sheet.given.get("location", {})
    geo, point = given.get("geo_location"), given.get("point_location")
    if geo is not None and point is not None:
        sheet.wrong("location", "is a geoLocation or a pointLocation, not both.")
    elif geo is not None:
        return by_zip(act, sheet, geo.get("zip", ""), geo.get("country"), "location.geoLocation.")
    elif point is not None:
        return by_point(act, sheet, point, "latitude", "longitude", "location.pointLocation.")
    return {}


def by_zip(act: Act, sheet: Sheet, zip_code: str, country: str | None, prefix: str = "") -> Values:
    """The place with a postal code."""
    if country is not None and not COUNTRY.fullmatch(country):
        sheet.wrong(f"{prefix}country", "must be a code of two letters, like us.")
        return {}
    place = of_zip(act, zip_code.strip(), country or HOME)
    if place is None:
        sheet.wrong(f"{prefix}zip", "is no postal code that is known here; send a point on the map.", Code.NOT_FOUND)
    return place or {}


def by_point(act: Act, sheet: Sheet, given: Given, lat: str, lon: str, prefix: str = "") -> Values:
    """The place at a point."""
    before = len(sheet.problems)
    for name, furthest in {lat: 90, lon: 180}.items():
        if name not in given:
            sheet.wrong(f"{prefix}{name}", "is needed: a point has a latitude and a longitude.")
        elif abs(given[name]) > furthest:
            sheet.wrong(f"{prefix}{name}", f"must be from -{furthest} to {furthest}.")
    return {} if len(sheet.problems) > before else of_point(act, given[lat], given[lon])


def clocks(sheet: Sheet, place: Values, now: int) -> Values:
    """The columns of a place, with the zone that the input may name and the zone's present offset."""
    zone = sheet.given.get("timezone") or place.get("timezone")
    if zone is None:
        return place
    try:
        zone_named(zone)
    except UnknownZone:
        sheet.wrong("timezone", "must be a name of the time zone database, like Europe/Berlin.")
        return place
    return {**place, "timezone": zone, "utc_offset": offset_at(zone, now)}


def replace(act: Act, model: type[db.Base], group_id: int, rows: Sequence[Values]) -> None:
    """Put these rows in the place of a group's, in this order."""
    table: Any = model
    act.all.execute(delete(table).where(table.group_id == group_id))
    if rows:
        act.all.execute(insert(table), [{"group_id": group_id, "position": at, **row} for at, row in enumerate(rows)])


def questions(act: Act, sheet: Sheet, group_id: int) -> list[Values] | None:
    """The group's questions as they are to be, `id` none for new ones."""
    if "questions" not in sheet.given:
        return None
    q = db.GroupQuestion
    known = set(act.all.scalars(select(q.id).where(q.group_id == group_id)).all())
    given = sheet.given["questions"]
    if len(given) > MOST_QUESTIONS:
        sheet.wrong("questions", f"may be {MOST_QUESTIONS} at most.")
    asked = [_question(sheet, f"questions.{at}", each, known) for at, each in enumerate(given)]
    named = [each["id"] for each in asked if each["id"] is not None]
    if len(set(named)) < len(named):
        sheet.wrong("questions", "names a question twice.")
    return sorted(asked, key=lambda each: each["sort"])


def _question(sheet: Sheet, name: str, given: Values, known: set[int]) -> Values:
    text = sheet.checked(given["question"].strip(), f"{name}.question", LONGEST_QUESTION)
    if text == "":
        sheet.wrong(f"{name}.question", "must not be empty: leave out what is to be asked no more.")
    number = None if given.get("id", "") in NO_ID else as_number(given["id"])
    if number is not None and number not in known:
        sheet.wrong(f"{name}.id", "names no question of this group. A new one has the id 0.", Code.NOT_FOUND)
    return {"id": number, "text": text, "sort": given["sort"]}


def set_questions(act: Act, group_id: int, wanted: Sequence[Values]) -> None:
    """The group asks these questions. What was answered to those that stay is kept."""
    q = db.GroupQuestion
    stay = [each["id"] for each in wanted if each["id"] is not None]
    act.all.execute(delete(q).where(q.group_id == group_id, q.id.not_in(stay)))
    for position, each in enumerate(wanted):
        values = {"group_id": group_id, "position": position, "text": each["text"]}
        known = each["id"] is not None
        act.all.execute(update(q).where(q.id == each["id"]).values(values) if known else insert(q).values(values))


def networks(sheet: Sheet) -> list[Values] | None:
    """Where else the group is."""
    given = sheet.given.get("social_networks")
    if given is None:
        return None
    if len(given) > MOST_NETWORKS:
        sheet.wrong("socialNetworks", f"may be {MOST_NETWORKS} at most.")
    for at, each in enumerate(given):
        identifier = each["identifier"]
        sheet.checked(identifier, f"socialNetworks.{at}.identifier", LONGEST_QUESTION)
        if not (_HANDLE.fullmatch(identifier) or _is_address(identifier)):
            sheet.wrong(f"socialNetworks.{at}.identifier", "must be a name, or an address that begins with https://.")
    return [{name: each[name] for name in ("service", "identifier", "status")} for each in given]


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and text.isprintable() and " " not in text


def video(sheet: Sheet) -> Values:
    """The group's film; an empty address takes it away."""
    given = sheet.given.get("video")
    if given is None:
        return {}
    url = given.get("url")
    if url == "" or given == {}:
        return {"video_provider": None, "video_url": None}
    host = urlsplit(url).hostname if url and _is_address(url) else None
    provider = _FILMS.get((host or "").removeprefix("www.").removeprefix("m."))
    if provider is None or len(url) > LONGEST_TEXT:
        sheet.wrong("video.url", "must be the address of a film at YouTube or Vimeo.")
    elif given.get("provider", provider) is not provider:
        sheet.wrong("video.provider", f"is not where the film is: that is {provider}.")
    return {"video_provider": provider, "video_url": url}
