"""A small world that holds every mapped class and every case of visibility: as rows in Python, then in a database."""

from dataclasses import dataclass, field
from itertools import product
from typing import Any

from sqlalchemy import BigInteger, Boolean, Connection, Float, Integer, Text, insert, inspect, update

import db
from db.base import TextList
from db.enums import (
    DuesStatus,
    EventStatus,
    GroupStatus,
    MembershipStatus,
    MemberStatus,
    PaymentMethod,
    PayStatus,
    Role,
    RsvpStatus,
    VenueVisibility,
    Visibility,
    WaitlistMode,
)
from db.events import times
from db.group_enums import ContentType, PhotoType, SocialNetworkStatus
from db.member_enums import Attendance, DuesMethod, MemberGender, ReasonForJoining, SocialNetworkService
from db.tokens import issue
from tests.conftest import NOW
from tests.visibility_bookings import add_bookings
from tests.visibility_networks import add_networks

Row = dict[str, Any]
DAY = 86_400_000
GROUPS = ("open", "limited", "private", "elsewhere")
GROUP_VISIBILITY = (Visibility.PUBLIC, Visibility.PUBLIC_LIMITED, Visibility.MEMBERS, Visibility.MEMBERS)

Standing = tuple[MembershipStatus, Role] | None
_ACTIVE: Standing = (MembershipStatus.ACTIVE, Role.MEMBER)
_PENDING: Standing = (MembershipStatus.PENDING, Role.MEMBER)
_BLOCKED: Standing = (MembershipStatus.BLOCKED, Role.COORGANIZER)
_EVENTS: Standing = (MembershipStatus.ACTIVE, Role.EVENT_ORGANIZER)
_ASSISTANT: Standing = (MembershipStatus.ACTIVE, Role.ASST_ORGANIZER)
_CO: Standing = (MembershipStatus.ACTIVE, Role.COORGANIZER)
_LEADER: Standing = (MembershipStatus.LEADER, Role.ORGANIZER)

PEOPLE: dict[str, tuple[MemberStatus, tuple[Standing, Standing, Standing, Standing]]] = {
    "stranger": (MemberStatus.ACTIVE, (None, None, None, _LEADER)),
    "member": (MemberStatus.ACTIVE, (_ACTIVE, _ACTIVE, _ACTIVE, _PENDING)),
    "pending": (MemberStatus.ACTIVE, (_PENDING, _PENDING, _PENDING, None)),
    "blocked": (MemberStatus.ACTIVE, (_BLOCKED, _BLOCKED, _BLOCKED, None)),
    "host": (MemberStatus.ACTIVE, (_ACTIVE, _ACTIVE, _ACTIVE, None)),
    "outside host": (MemberStatus.ACTIVE, (None, None, None, None)),
    "creator": (MemberStatus.ACTIVE, (None, _ACTIVE, None, None)),
    "event organizer": (MemberStatus.ACTIVE, (_EVENTS, _EVENTS, _EVENTS, None)),
    "co-organizer": (MemberStatus.ACTIVE, (_CO, _ASSISTANT, _CO, None)),
    "organizer": (MemberStatus.ACTIVE, (_LEADER, _LEADER, _LEADER, None)),
    "hidden": (MemberStatus.INVISIBLE, (_ACTIVE, _ACTIVE, _ACTIVE, None)),
    "removed": (MemberStatus.REMOVED, (_ACTIVE, _ACTIVE, _ACTIVE, _LEADER)),
}
"""Everybody, with their account and their standing in each of the groups."""

ANONYMOUS = "anonymous"
VIEWERS = (ANONYMOUS, *(name for name in PEOPLE if name != "removed"))

OPEN, GROUP = VenueVisibility.PUBLIC, VenueVisibility.GROUP
VARIANTS = (
    (EventStatus.ACTIVE, 1, GROUP, True),
    (EventStatus.ACTIVE, 2, GROUP, False),
    (EventStatus.ACTIVE, 3, OPEN, False),
    (EventStatus.ACTIVE, -4, OPEN, True),
    (EventStatus.CANCELLED, 5, OPEN, False),
    (EventStatus.DRAFT, 6, GROUP, True),
    (EventStatus.DRAFT, 7, OPEN, False),
    (EventStatus.SUGGESTED, 8, GROUP, False),
    (EventStatus.PROPOSED, None, GROUP, False),
)
"""Of each group's events of each visibility: status, days from now, who sees where, and whether both hosts host it."""

ANSWERING = (
    ("member", RsvpStatus.YES),
    ("hidden", RsvpStatus.YES),
    ("removed", RsvpStatus.YES),
    ("blocked", RsvpStatus.WAITLIST),
    ("stranger", RsvpStatus.NO),
)
ATTENDANCE = {RsvpStatus.YES: Attendance.NO_SHOW, RsvpStatus.WAITLIST: Attendance.ATTENDED}
"""What was noted of those who answered so."""


@dataclass(eq=False)
class World:
    """The rows of every class. People and groups are known by name."""

    rows: dict[type[db.Base], list[Row]] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=lambda: {ANONYMOUS: 0})
    groups: dict[str, int] = field(default_factory=dict)
    _indexes: dict[Any, tuple[int, dict[tuple[Any, ...], list[Row]]]] = field(default_factory=dict)

    def add(self, model: type[db.Base], **given: Any) -> Any:
        """A row with every column filled but foreign keys, and its id if it has one."""
        rows = self.rows.setdefault(model, [])
        number = MODELS.index(model) * 10_000 + len(rows) + 1
        row = {column.name: _filling(column, number) for column in inspect(model).columns} | given
        rows.append(row)
        return row.get("id")

    def of(self, model: type[db.Base], **equal: Any) -> list[Row]:
        """The rows of a class with these values, at once once the world is made."""
        return self._by(model, tuple(equal)).get(tuple(equal.values()), [])

    def one(self, model: type[db.Base], **equal: Any) -> Row:
        """The only such row."""
        (row,) = self.of(model, **equal)
        return row

    def _by(self, model: type[db.Base], names: tuple[str, ...]) -> dict[tuple[Any, ...], list[Row]]:
        rows = self.rows.get(model, [])
        index = self._indexes.get((model, names))
        if index is None or index[0] != len(rows):
            found: dict[tuple[Any, ...], list[Row]] = {}
            for row in rows:
                found.setdefault(tuple(row[name] for name in names), []).append(row)
            index = self._indexes[model, names] = (len(rows), found)
        return index[1]


MODELS: list[type[db.Base]] = sorted(
    (mapper.class_ for mapper in db.Base.registry.mappers), key=lambda model: model.__name__
)
KEYS = {model: tuple(column.name for column in inspect(model).primary_key) for model in MODELS}
ILLUSTRATED = (db.Event, db.Group, db.Member, db.Network)
"""The classes with a picture, which exists only after they do."""


def _filling(column: Any, number: int) -> Any:
    if column.name == "id":
        return number
    if column.foreign_keys:
        return None
    if isinstance(column.type, Text) and column.default is not None:
        return column.default.arg
    whole = (
        NOW - number - len(column.name) * 10**6
        if column.name.endswith(("_at", "_until", "sort_time"))
        else number % 100 + 1
    )
    kinds = ((TextList, ["other"]), (Boolean, True), (Float, 1.5), (BigInteger | Integer, whole))
    return next((value for kind, value in kinds if isinstance(column.type, kind)), f"{column.name} {number}")


def world() -> World:
    """The rows, the same every time."""
    made = World()
    made.add(db.Category)
    for _ in range(2):
        made.add(db.Topic)
    for name, (status, _) in PEOPLE.items():
        told = {"gender": MemberGender.OTHER, "reasons_for_joining": [ReasonForJoining.SOCIALIZING]}
        member_id = made.people[name] = made.add(db.Member, name=name, status=status, **told)
        made.add(db.MemberTopic, member_id=member_id, topic_id=made.rows[db.Topic][0]["id"])
        made.add(db.MemberService, member_id=member_id)
    for name, visibility in zip(GROUPS, GROUP_VISIBILITY, strict=True):
        _group(made, name, visibility)
    _loose_ends(made)
    add_bookings(made)
    add_networks(made)
    return made


def _group(made: World, name: str, visibility: Visibility) -> None:
    organizer = "removed" if name == "elsewhere" else "organizer"
    group_id = made.groups[name] = made.add(
        db.Group,
        urlname=f"The-{name}",
        urlname_key=f"the-{name}",
        visibility=visibility,
        organizer_id=made.people[organizer],
        category_id=made.rows[db.Category][0]["id"],
        needs_photo=False,
        needs_questions=False,
    )
    _asking(made, group_id)
    for person, (_, standings) in PEOPLE.items():
        standing = standings[GROUPS.index(name)]
        if standing:
            member = {"group_id": group_id, "member_id": made.people[person]}
            dues = {"dues_status": DuesStatus.PAID, "dues_method": DuesMethod.CASH}
            membership = made.add(db.Membership, **member, **dues, status=standing[0], role=standing[1])
            made.add(db.GroupAnswer, question_id=made.rows[db.GroupQuestion][-1]["id"], membership_id=membership)
    made.add(db.GroupTopic, group_id=group_id, topic_id=made.rows[db.Topic][0]["id"])
    made.add(db.GroupDues, group_id=group_id)
    for whose, seen in product((group_id, None), VenueVisibility):
        made.add(db.Venue, group_id=whose, visibility=seen)
    _photos(made, group_id, made.add(db.PhotoAlbum, group_id=group_id))
    _photos(made, group_id, None)
    _payments(made, group_id, None)
    for of_event, variant in product(Visibility, VARIANTS):
        if name != "elsewhere" or variant[1] in (1, 3, 7):
            _event(made, group_id, of_event, *variant)


def _asking(made: World, group_id: int) -> None:
    made.add(db.GroupQuestion, group_id=group_id)
    for status in SocialNetworkStatus:
        made.add(db.SocialNetwork, group_id=group_id, service=SocialNetworkService.OTHER, status=status)


def _photos(made: World, group_id: int | None, album_id: int | None) -> None:
    for person in ("member", "hidden", None):
        _photo(made, group_id=group_id, album_id=album_id, member_id=person and made.people[person])


def _photo(made: World, **given: Any) -> int:
    """One that lies elsewhere, and has come, unless something else is given."""
    there = {"event_id": None, "storage_key": None, "pending": False}
    return int(made.add(db.Photo, **{**there, **given}))


def _payments(made: World, group_id: int, event_id: int | None) -> None:
    for person in ("member", "blocked", "hidden"):
        made.add(
            db.Payment,
            group_id=group_id,
            event_id=event_id,
            member_id=made.people[person],
            status=PayStatus.PAID,
            method=PaymentMethod.CASH,
        )


def _event(
    made: World,
    group_id: int,
    visibility: Visibility,
    status: EventStatus,
    days: int | None,
    place: VenueVisibility,
    hosted: bool,
) -> None:
    rule = {"weekly_days": ["MONDAY"], "monthly_day": "TUESDAY"}
    event_id = made.add(
        db.Event,
        series_id=made.add(db.EventSeries, group_id=group_id, **rule),
        group_id=group_id,
        creator_id=made.people["organizer" if hosted else "creator"],
        recurring_id=None,
        **times(None if days is None else NOW + days * DAY, 2 * 3_600_000),
        utc_offset=-5 * 3_600_000,
        visibility=visibility,
        status=status,
        venue_visibility=place,
        waitlist_mode=WaitlistMode.OFF,
    )
    if days == -4:
        made.one(db.Event, id=event_id)["recurring_id"] = f"series{event_id}"
    _of_event(made, group_id, event_id, [*(["host", "outside host", "blocked"] if hosted else []), "hidden", "removed"])
    for person, answer in ANSWERING:
        _rsvp(made, event_id, made.people[person], answer)


def _of_event(made: World, group_id: int, event_id: int, hosts: list[str]) -> None:
    at = {"event_id": event_id}
    for position, person in enumerate(hosts):
        made.add(db.EventHost, **at, member_id=made.people[person], position=position)
    for position, venue in enumerate(made.rows[db.Venue][-4:]):
        made.add(db.EventVenue, **at, venue_id=venue["id"], position=position)
    made.add(db.EventTopic, **at, topic_id=made.rows[db.Topic][1]["id"])
    made.add(db.EventFee, **at, accepts=PaymentMethod.CASH)
    made.add(db.EventRefundPolicy, **at)
    made.add(db.EventSpeaker, **at)
    made.add(db.SurveyQuestion, **at)
    for person in ("member", "hidden", "blocked"):
        member_id = made.people[person]
        made.add(db.EventComment, **at, member_id=member_id)
        made.add(db.EventRating, **at, member_id=member_id)
        made.add(db.EventWatch, **at, member_id=member_id)
        made.add(db.SavedEvent, **at, member_id=member_id)
        made.add(db.Message, **at, member_id=member_id)
        made.add(db.Notification, **at, member_id=member_id)
        made.add(db.IdempotencyKey, member_id=member_id)
    made.add(db.Consumer, redirect_uris=[], scopes=[])
    made.add(db.Change, **at, group_id=group_id)
    _photos(made, group_id, made.add(db.PhotoAlbum, **at, group_id=group_id))
    made.one(db.Event, id=event_id)["photo_id"] = made.rows[db.Photo][-1]["id"]
    _payments(made, group_id, event_id)


def _rsvp(made: World, event_id: int, member_id: int, status: RsvpStatus) -> None:
    noted = ATTENDANCE.get(status)
    said = {"status": status, "pay_status": PayStatus.PAID, "attendance": noted, "venue_id": None}
    rsvp_id = made.add(db.Rsvp, event_id=event_id, member_id=member_id, **said)
    made.add(db.RsvpAnswer, rsvp_id=rsvp_id, question_id=made.rows[db.SurveyQuestion][-1]["id"])


def _loose_ends(made: World) -> None:
    """Photos of nobody's group, everybody's picture, and a reply to a hidden member's comment."""
    _photos(made, None, None)
    for person, key in made.people.items():
        if person != ANONYMOUS:
            made.one(db.Member, id=key)["photo_id"] = made.rows[db.Photo][-1]["id"]
    for group, key in made.groups.items():
        made.one(db.Group, id=key)["photo_id"] = made.of(db.Photo, group_id=key)[GROUPS.index(group) % 3]["id"]
    _drafts_and_uploads(made)
    hidden = made.of(db.EventComment, member_id=made.people["hidden"])[0]
    made.add(
        db.EventComment,
        event_id=hidden["event_id"],
        member_id=made.people["member"],
        in_reply_to_id=hidden["id"],
    )


def _drafts_and_uploads(made: World) -> None:
    """A draft of the organizer's, and pictures that were made for an event or have not come yet."""
    draft = {"visibility": Visibility.MEMBERS, "status": GroupStatus.ABANDONED}
    named = {"urlname": "The-draft", "urlname_key": "the-draft"}
    group_id = made.add(db.Group, **draft, **named, organizer_id=made.people["organizer"])
    made.add(db.GroupDues, group_id=group_id)
    made.add(db.GroupDraft, group_id=group_id)
    for event in made.rows[db.Event][::4]:
        _photo(made, group_id=event["group_id"], event_id=event["id"])
    photo_id = _photo(made, group_id=made.groups["open"], member_id=made.people["member"], pending=True)
    made.add(db.PhotoUpload, photo_id=photo_id, photo_type=PhotoType.GROUP_PHOTO, content_type=ContentType.PNG)


def token_of(person: str) -> str:
    """The credential of a person."""
    return f"token of {person}"


def store(made: World, connection: Connection) -> None:
    """Put the rows into a database, photos' links last, and a token for every person."""
    classes = {inspect(model).local_table: model for model in MODELS}
    for table in db.Base.metadata.sorted_tables:
        model = classes[table]
        rows = [{**row, "photo_id": None} if model in ILLUSTRATED else row for row in made.rows.get(model, [])]
        if rows:
            connection.execute(insert(model), rows)
    for model in ILLUSTRATED:
        for row in made.rows[model]:
            connection.execute(update(model).where(model.id == row["id"]).values(photo_id=row["photo_id"]))
    for person in PEOPLE:
        issue(connection, made.people[person], NOW, token=token_of(person))
