"""Events as clients write them: an input is read into columns, and everything that is wrong with it is gathered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from db.events import times
from resolvers import descriptions
from resolvers.commands import Problem, Refused
from resolvers.errors import Code
from resolvers.event_times import BadTime, Zone, event_length, length, moment
from resolvers.spam import SpamRule

T = TypeVar("T")
Given = Mapping[str, Any]
Values = dict[str, Any]

LONGEST = {
    "title": 80,
    "why": 250,
    "announceMessage": 500,
    "question": 250,
    "howToFindUs": 1000,
    "hostInstructions": 1000,
    "speakerDetails.name": 80,
    "speakerDetails.description": 1000,
    "description": 50_000,
    "simpleHtmlDescription": 50_000,
}
"""Characters, by the field of the input."""
NOT_HERE = {
    "attributes": "attributes",
    "covid_precautions": "covidPrecautions",
    "delete_zoom_meeting": "deleteZoomMeeting",
    "fundraising": "fundraising",
    "is_copy": "isCopy",
    "pro_network_events": "proNetworkEvents",
    "template_id": "templateId",
    "zoom_meeting_id": "zoomMeetingId",
}
"""Published inputs that stand for something that Convene does not have. What switches nothing on may be sent."""


@dataclass
class Sheet:
    """An input and what is wrong with it. Fields are named as clients spell them."""

    given: Given
    spam: SpamRule
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, name: str, message: str, code: Code = Code.BAD_USER_INPUT) -> None:
        """Note that a field is wrong; the message begins with its name."""
        self.problems.append(Problem(code, f"{name} {message}", name))

    def words(self, key: str, name: str) -> str | None:
        """A text of the input that is short enough and no spam; none if it is not there or wrong."""
        return self.checked(self.given.get(key), name, LONGEST[name])

    def checked(self, text: str | None, name: str, longest: int) -> str | None:
        """A text, or none if it is too long or spam."""
        if text is not None and len(text) > longest:
            self.wrong(name, f"may not be longer than {longest} characters; it has {len(text)}.")
            return None
        if text is not None and self.spam.finds(text):
            self.wrong(name, "contains what is not allowed here as spam.", Code.SPAM)
            return None
        return text

    def time(self, text: str, name: str, read: Callable[[str], T]) -> T | None:
        """A time as `read` understands it; none if it is wrong."""
        try:
            return read(text)
        except BadTime as error:
            self.wrong(name, str(error))
            return None

    def done(self) -> None:
        """Raises `Refused` if anything was wrong."""
        if self.problems:
            raise Refused(*self.problems)


def refuse_what_is_not_here(sheet: Sheet) -> None:
    """Nothing is taken and left undone."""
    for key, name in NOT_HERE.items():
        given = sheet.given.get(key)
        switched_off = isinstance(given, dict) and given.get("enabled") is False
        if given and not switched_off:
            sheet.wrong(name, "is not supported by Convene: leave it out.")


def texts(sheet: Sheet) -> Values:
    """Title, why, the way there, what hosts are told, and the description."""
    values: Values = {}
    if "title" in sheet.given:
        title = sheet.words("title", "title")
        values |= {"title": title, "title_key": (title or "").casefold()}
        if title is not None and not (title.strip() and title.isprintable()):
            sheet.wrong("title", "must be one line with at least 1 character.")
    for key, name in {"why": "why", "how_to_find_us": "howToFindUs", "host_instructions": "hostInstructions"}.items():
        if key in sheet.given:
            values[key] = sheet.words(key, name) or None
    return values | _description(sheet)


def _description(sheet: Sheet) -> Values:
    html = sheet.words("description", "description")
    simple = sheet.words("simple_html_description", "simpleHtmlDescription")
    if html and simple:
        sheet.wrong("simpleHtmlDescription", "and description say the same in two ways: send one of them.")
    if simple is not None:
        return descriptions.from_simple(simple)
    return {} if html is None else descriptions.from_html(html)


def start_and_length(sheet: Sheet, zone: Zone, now: int, before: Values) -> Values:
    """The time columns, if the input says anything about them."""
    given, known = sheet.given, {"starts_at": before.get("starts_at"), "duration": before.get("duration")}
    if "start_date_time" in given:
        start = sheet.time(given["start_date_time"], "startDateTime", lambda text: moment(text, zone))
        known["starts_at"] = start
        if start is not None and start < now and start != before.get("starts_at"):
            sheet.wrong("startDateTime", "must not lie in the past.")
    if "duration" in given:
        known["duration"] = sheet.time(given["duration"], "duration", event_length)
    at = now if known["starts_at"] is None else known["starts_at"]
    same_time = before and known["starts_at"] == before["starts_at"] and "group_id" not in given
    return times(**known) | ({} if same_time else {"utc_offset": zone.offset(at)})


def rsvp_settings(sheet: Sheet, zone: Zone, starts_at: int | None, before: Values) -> Values:
    """Limits, and when answers are taken."""
    given = sheet.given.get("rsvp_settings", {})
    values: Values = {}
    for key, name in {"guest_limit": "guestLimit", "rsvp_limit": "rsvpLimit"}.items():
        if key in given:
            values[key] = given[key]
            if given[key] < 0:
                sheet.wrong(f"rsvpSettings.{name}", "must be 0 or more.")
    if "rsvp_limit" in values:
        values["rsvp_limit"] = values["rsvp_limit"] or None
    values |= _edge(sheet, zone, starts_at, "open") | _edge(sheet, zone, starts_at, "close")
    window = {**before, **values}
    opens, closes = window.get("rsvp_open_at"), window.get("rsvp_close_at")
    changes = bool({"rsvp_open_at", "rsvp_close_at"} & values.keys())
    if changes and opens is not None and closes is not None and opens >= closes:
        sheet.wrong("rsvpSettings.rsvpCloseTime", "must be later than rsvpSettings.rsvpOpenTime.")
    return values


def _edge(sheet: Sheet, zone: Zone, starts_at: int | None, word: str) -> Values:
    """When answers begin or cease to be taken: an instant, or how long before the start."""
    given, name = sheet.given.get("rsvp_settings", {}), f"rsvpSettings.rsvp{word.title()}"
    at, ahead = given.get(f"rsvp_{word}_time"), given.get(f"rsvp_{word}_duration")
    if at is None and ahead is None:
        return {}
    if at is not None and ahead is not None:
        sheet.wrong(f"{name}Duration", f"and {name}Time say the same in two ways: send one of them.")
        return {}
    if ahead is None:
        return {f"rsvp_{word}_at": sheet.time(at, f"{name}Time", lambda text: moment(text, zone))}
    before_start = sheet.time(ahead, f"{name}Duration", length)
    if before_start and starts_at is None:
        sheet.wrong(f"{name}Duration", "counts back from the start: the event needs a startDateTime.")
    elif before_start and starts_at is not None and before_start > starts_at:
        sheet.wrong(f"{name}Duration", "must not lead back before 1970.")
    return {f"rsvp_{word}_at": starts_at - before_start if before_start and starts_at is not None else None}


SWITCHES = {
    "email_reminders": "email_reminders",
    "rsvp_alerts": "rsvp_alerts",
    "waitlisting": "waitlist_mode",
    "venue_visibility": "venue_visibility",
    "featured": "featured",
}


def switches(sheet: Sheet) -> Values:
    """What is taken as it is."""
    return {column: sheet.given[key] for key, column in SWITCHES.items() if key in sheet.given}
