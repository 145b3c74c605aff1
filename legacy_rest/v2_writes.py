"""The calls of version 2 of the old API that change something."""

from typing import Any

from legacy_rest.tables import Call, Parameter, Write
from legacy_rest.v2_objects import EVENT, MESSAGE, RSVP, RSVP_GIVEN
from legacy_rest.values import count, degrees, length, moment, moment_or_none, numbers

BOOLEAN = {"true": True, "false": False}


def _question(_number: str, value: str) -> dict[str, Any]:
    return {"text": value}


def _edited(number: str, value: str) -> dict[str, Any]:
    return {"id": number, "text": value}


def _answer(number: str, value: str) -> dict[str, Any]:
    return {"questionId": number, "text": value}


NAME = "Name, up to 80 characters."
GROUP_ID = Parameter("group_id", "The group that hosts it.", "input.groupId")
QUESTION = Parameter(
    "question_{index}",
    "A question of the survey, up to 250 characters, 6 in all; `index` gives their order.",
    "input.questions",
    entry=_question,
)
SHARED = (
    Parameter("description", "Description in HTML, up to 50,000 characters.", "input.description", clears=True),
    Parameter(
        "simple_html_description",
        "Description in simple HTML, up to 50,000 characters; instead of `description`.",
        "input.simpleHtmlDescription",
        clears=True,
    ),
    Parameter("duration", "Length in milliseconds; 0 for none.", "input.duration", length),
    Parameter(
        "email_reminders", "False for no reminders. For organizers and hosts.", "input.emailReminders", values=BOOLEAN
    ),
    Parameter("guest_limit", "Guests that a member may bring, 0 or more.", "input.rsvpSettings.guestLimit", count),
    Parameter("host_instructions", "Instructions for the hosts.", "input.hostInstructions", clears=True),
    Parameter("hosts", "Up to 5 members who host it, by number, with commas.", "input.eventHosts", numbers),
    Parameter("how_to_find_us", "How members find the place.", "input.howToFindUs", clears=True),
    Parameter(
        "publish_status",
        "Whether it is a draft. For organizers.",
        "input.publishStatus",
        values={"draft": "DRAFT", "published": "PUBLISHED"},
    ),
    Parameter("rsvp_alerts", "False for no alerts of answers.", "input.rsvpAlerts", values=BOOLEAN),
    Parameter(
        "rsvp_close",
        "When RSVPs close: milliseconds, or d, w, m from now; 0 for never.",
        "input.rsvpSettings.rsvpCloseTime",
        moment_or_none,
    ),
    Parameter("rsvp_limit", "Seats, guests included; 0 for any number.", "input.rsvpSettings.rsvpLimit", count),
    Parameter(
        "rsvp_open",
        "When RSVPs open: milliseconds, or d, w, m from now; 0 for at once.",
        "input.rsvpSettings.rsvpOpenTime",
        moment_or_none,
    ),
    Parameter("time", "Start: milliseconds, or d, w, m from now.", "input.startDateTime", moment),
    Parameter("venue_id", "The venue, by number; 0 for none.", "input.venueId"),
    Parameter(
        "venue_visibility",
        "Who sees the venue.",
        "input.venueVisibility",
        values={"public": "PUBLIC", "members": "GROUP"},
    ),
    Parameter(
        "waitlisting",
        "Who moves up when a seat is free: the next in line, whom an organizer picks, or nobody, without a line.",
        "input.waitlisting",
        values={"auto": "AUTO", "manual": "MANUAL", "off": "OFF"},
    ),
    Parameter("why", "We should do this because ..., up to 250 characters.", "input.why", clears=True),
)
EVENT_CREATE = Call(
    "v2",
    "POST",
    "/2/event",
    "Event Create",
    "createEvent(input: $input)",
    EVENT,
    {"input": "CreateEventInput!"},
    (
        Parameter("name", NAME, "input.title", required=True),
        GROUP_ID,
        Parameter("group_urlname", "The group that hosts it, by urlname.", "input.groupUrlname"),
        *SHARED,
        QUESTION,
    ),
    write=Write(
        "event",
        status=201,
        location=("/2/event/", "oldId"),
        subjects=("group_id", "group_urlname"),
        always={"selfHost": False},
    ),
)
EVENT_EDIT = Call(
    "v2",
    "POST",
    "/2/event/:id",
    "Event Edit",
    "editEvent(input: $input)",
    EVENT,
    {"input": "EditEventInput!"},
    (
        Parameter("id", "The event: its number, or its letters if it belongs to a series.", "input.eventId"),
        Parameter("name", NAME, "input.title", clears=True),
        Parameter("group_id", "The group that it moves to.", "input.groupId"),
        *SHARED,
        Parameter(
            "question_edit_{id}",
            "Another text for the question of this number; empty to take it away.",
            "input.questions",
            clears=True,
            entry=_edited,
        ),
        QUESTION,
        Parameter("lat", "Moves the event's own pin on the map (with lon).", "input.location.latitude", degrees(90)),
        Parameter("lon", "Moves the event's own pin (with lat).", "input.location.longitude", degrees(180)),
        Parameter("announce", "True to tell the group's members of it, once.", "input.announce", values=BOOLEAN),
        Parameter("announce_message", "Said with it, up to 500 characters.", "input.announceMessage"),
    ),
    write=Write("event"),
)
EVENT_DELETE = Call(
    "v2",
    "DELETE",
    "/2/event/:id",
    "Event Delete",
    "deleteEvent(input: $input)",
    MESSAGE,
    {"input": "DeleteEventInput!"},
    (Parameter("id", "The event: its number, or its letters if it belongs to a series.", "input.eventId"),),
    write=Write(message="The event id {id} has been deleted."),
)
RSVP_CREATE = Call(
    "v2",
    "POST",
    "/2/rsvp",
    "RSVP Create and Update",
    "rsvp(input: $input)",
    RSVP_GIVEN,
    {"input": "RsvpInput!"},
    (
        Parameter(
            "event_id",
            "The event: its number, or its letters if it belongs to a series.",
            "input.eventId",
            required=True,
        ),
        Parameter(
            "rsvp",
            "The answer. A yes becomes a waitlist where there is no seat, and a waitlist a yes where there is one.",
            "input.response",
            values={"yes": "YES", "no": "NO", "waitlist": "WAITLIST"},
            required=True,
        ),
        Parameter("guests", "Guests that come along; as before if not given.", "input.guestsCount", count),
        Parameter("comments", "Something to add.", "input.comments", clears=True),
        Parameter(
            "answer_{qid}",
            "The answer to the question of this number, up to 250 characters; empty to take it back.",
            "input.answers",
            clears=True,
            entry=_answer,
        ),
        Parameter("agree_to_refund", "True to agree to the refund policy.", "input.agreeToRefund", values=BOOLEAN),
        Parameter("opt_to_pay", "True to pay a fee that need not be paid.", "input.optToPay", values=BOOLEAN),
        Parameter("member_id", "The member whom an organizer or host answers for.", "input.memberId"),
    ),
    write=Write(
        "rsvp",
        status=201,
        location=("/2/rsvp/", "id"),
        subjects=("event_id",),
        always={"showNumber": True},
    ),
)
RSVP_GET = Call(
    "v2",
    "GET",
    "/2/rsvp/:id",
    "RSVP Get",
    "rsvp(id: $id)",
    RSVP,
    {"id": "ID!"},
    (Parameter("id", "The RSVP.", "id"),),
)

WRITES = (EVENT_CREATE, EVENT_EDIT, EVENT_DELETE, RSVP_CREATE)
