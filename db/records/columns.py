"""Which column holds which GraphQL field, by noun. A field that follows from others is not here."""

from collections.abc import Mapping
from enum import StrEnum

from db.enums import (
    DuesRequired,
    EventStatus,
    EventType,
    GroupJoinMode,
    MembershipStatus,
    MemberStatus,
    PayStatus,
    Role,
    RsvpStatus,
    VenueVisibility,
    Visibility,
    WaitlistMode,
)
from db.records.fields import (
    Field,
    Fields,
    count,
    duration,
    flag,
    identifier,
    instant,
    number,
    text,
    texts,
    whole,
    word,
)

STORED = (
    EventStatus.ACTIVE,
    EventStatus.PAST,
    EventStatus.CANCELLED,
    EventStatus.DRAFT,
    EventStatus.PROPOSED,
    EventStatus.SUGGESTED,
)
NOT_STORED = tuple(status for status in EventStatus if status not in STORED)


def _status(value: object) -> str:
    """PAST follows from the clock, so it is not stored."""
    status = word(EventStatus, *NOT_STORED)(value)
    return str(EventStatus.ACTIVE) if status == EventStatus.PAST else status


def _same(names: str, read: object) -> dict[str, Field]:
    """Fields whose columns have their names."""
    return {name: Field(name, read) for name in names.split()}  # type: ignore[arg-type]


def _words(column: str, vocabulary: type[StrEnum]) -> Field:
    return Field(column, word(vocabulary))


CATEGORY: Fields = {**_same("name shortname", text), "updatedTime": Field("updated_at", instant)}
TOPIC: Fields = _same("name urlkey description", text)
PHOTO: Fields = {
    "baseUrl": Field("base_url", text),
    "highResUrl": Field("highres_link", text),
    "standardUrl": Field("photo_link", text),
    "thumbUrl": Field("thumb_link", text),
    "caption": Field("caption", text),
    "createdTime": Field("created_at", instant),
    "updatedTime": Field("updated_at", instant),
}
MEMBER: Fields = {
    **_same("name bio city state country zip hometown", text),
    **_same("lat lon", number),
    "startDate": Field("joined_at", instant),
    "visitedTime": Field("visited_at", instant),
    "status": _words("status", MemberStatus),
    "preferredLocale": Field("locale", text),
    "birthYear": Field("birth_year", whole),
}
GROUP: Fields = {
    **_same("urlname name description city state country zip timezone", text),
    **_same("lat lon", number),
    "customMemberLabel": Field("who", text),
    "utcOffset": Field("utc_offset", whole),
    "foundedDate": Field("founded_at", instant),
    "visibility": _words("visibility", Visibility),
    "joinMode": _words("join_mode", GroupJoinMode),
    "isApproved": Field("approved", flag),
    "rating": Field("rating_average", number),
    "welcomeBlurb": Field("welcome", text),
}
VENUE: Fields = {
    **_same("name address city state country phone", text),
    **_same("lat lon", number),
    "address2": Field("address_2", text),
    "address3": Field("address_3", text),
    "postalCode": Field("postal_code", text),
    "rating": Field("rating_average", number),
    "ratingCount": Field("rating_count", count),
}
EVENT: Fields = {
    **_same("title why", text),
    **_same("headcount", count),
    "descriptionHtml": Field("description_html", text),
    "plainTextDescription": Field("description_text", text),
    "simpleHtmlDescription": Field("simple_html_description", text),
    "isSimpleHtml": Field("is_simple_html", flag),
    "howToFindUs": Field("how_to_find_us", text),
    "hostInstructions": Field("host_instructions", text),
    "dateTime": Field("starts_at", instant),
    "duration": Field("duration", duration),
    "createdTime": Field("created_at", instant),
    "updatedTime": Field("updated_at", instant),
    "status": Field("status", _status),
    "eventType": _words("event_type", EventType),
    "visibility": _words("visibility", Visibility),
    "venueVisibility": _words("venue_visibility", VenueVisibility),
    "isAnnounced": Field("announced", flag),
    "announcedTime": Field("announced_at", instant),
    "isFeatured": Field("featured", flag),
    "emailReminders": Field("email_reminders", flag),
    "rsvpAlerts": Field("rsvp_alerts", flag),
    "maxTickets": Field("rsvp_limit", count),
    "commentCount": Field("comment_count", count),
}
RSVP_RULES: Fields = {
    "rsvpOpenTime": Field("rsvp_open_at", instant),
    "rsvpCloseTime": Field("rsvp_close_at", instant),
    "rsvpsClosed": Field("rsvps_closed", flag),
    "guestLimit": Field("guest_limit", count),
    "waitlistMode": _words("waitlist_mode", WaitlistMode),
}
EVENT_RATING: Fields = {"average": Field("rating_average", number), "count": Field("rating_count", count)}
FEE: Fields = {
    **_same("accepts currency description label", text),
    **_same("amount", number),
    **_same("required", flag),
}
REFUND_POLICY: Fields = {**_same("notes", text), **_same("days", count), **_same("policies", texts)}
DUES: Fields = {
    **_same("interval", text),
    "currencyCode": Field("currency", text),
    "fee": Field("amount", number),
    **_same("methods", texts),
    "feeDescription": Field("fee_description", text),
    "reasonWords": Field("reasons", texts),
    "reasonsOther": Field("reasons_other", text),
    "refundPolicies": Field("refund_policies", texts),
    "required": _words("required", DuesRequired),
    "trialPeriodDays": Field("trial_days", count),
}
RSVP: Fields = {
    "response": _words("status", RsvpStatus),
    "guestsCount": Field("guests", count),
    "comments": Field("comments", text),
    "payStatus": _words("pay_status", PayStatus),
    "createdTime": Field("created_at", instant),
    "updated": Field("updated_at", instant),
}
MEMBERSHIP: Fields = {
    **_same("bio title", text),
    "role": _words("role", Role),
    "status": _words("status", MembershipStatus),
    "joinTime": Field("joined_at", instant),
    "updatedTime": Field("updated_at", instant),
    "lastAccessTime": Field("visited_at", instant),
}
ALBUM: Fields = {**_same("title", text)}
QUESTION: Fields = {"questionId": Field("id", identifier), "text": Field("text", text)}
ANSWER: Fields = {
    "questionId": Field("question_id", identifier),
    "text": Field("text", text),
    "updatedTime": Field("updated_at", instant),
}
TALLIES: Mapping[str, str] = {
    "yesCount": "yes",
    "waitlistCount": "waitlist",
    "maybeCount": "maybe",
    "noCount": "no",
}

_PARTS: Mapping[str, Mapping[str, Fields]] = {
    "category": {"": CATEGORY},
    "topic": {"": TOPIC},
    "photo": {"": PHOTO},
    "member": {"": MEMBER},
    "group": {"": GROUP},
    "venue": {"": VENUE},
    "event": {"": EVENT, "rating.": EVENT_RATING, "rsvpSettings.": RSVP_RULES},
    "event in letters": {"": EVENT, "rating.": EVENT_RATING, "rsvpSettings.": RSVP_RULES},
    "fee": {"": FEE},
    "refund policy": {"": REFUND_POLICY},
    "dues": {"": DUES},
    "rsvp": {"": RSVP},
    "membership": {"": MEMBERSHIP},
    "album": {"": ALBUM},
}
_OTHERS: Mapping[tuple[str, str], str] = {
    **{("event tally", tally): name for name, tally in TALLIES.items()},
    ("group tally", "members"): "memberCount",
    ("event", "recurring_id"): "id",
    ("event", "utc_offset"): "dateTime",
    ("event", "group_id"): "group.id",
    ("group", "category_id"): "category.id",
    ("group", "organizer_id"): "organizer.id",
    ("place", "venue_id"): "venue.id",
    ("place", "pin_lat"): "lat",
    ("place", "pin_lon"): "lon",
    ("rsvp", "event"): "event.id",
    ("rsvp", "member_id"): "member.id",
}


def told_by(noun: str, column: str) -> str:
    """The GraphQL field that a column of a record came from, below where the record stood; `` if it was all of it."""
    for path, fields in _PARTS.get(noun, {}).items():
        for name, field in fields.items():
            if field.column == column:
                return path + name
    return _OTHERS.get((noun, column), "")
