"""The demo data: its counts, its tallies, its determinism, and that it shows every column."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, Engine, Executable, Row, func, insert, select

import db
from db import demo, engines, tokens
from db.demo.ids import START
from db.demo.rows import Rows
from db.enums import (
    DuesStatus,
    EventStatus,
    EventType,
    GroupJoinMode,
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

NOW = 1_790_000_000_123
DAY = 24 * 60 * 60 * 1000

ROUNDUP = {
    "API-Meetup": 884,
    "api-craft-san-francisco": 662,
    "DC-Web-API-User-Group": 1306,
    "Austin-Homegrown-API": 717,
    "Seattle-API-Meetup": 463,
    "API-Craft-Chicago": 394,
    "api-craft-nyc": 343,
    "LA-RESTful-API-Working-Group": 191,
    "Houston-Area-API-Meetup": 141,
    "API-Craft-Detroit": 246,
    "API-Craft-Boston": 426,
    "DFW-API-Professionals": 107,
    "All-Things-API": 895,
    "NashAPI": 185,
    "baltimoreapi": 76,
    "api-montreal": 229,
    "api-toronto": 201,
    "Minnesota-API-Developers-Group": 169,
    "TRI-REST": 196,
}
"""As the roundup of January 2016 counts them."""

COUNTS = [MembershipStatus.ACTIVE, MembershipStatus.LEADER]

GRAMMAR = {"<p", "</p", "<br/", "<a", "</a", "<b", "</b", "<i", "</i"}

NEVER_SET = {
    "tokens.expires_at",
    "tokens.consumer_id",
    "attendees.seed",
    "blocks.hold_id",
    "webhook_deliveries.next_try_at",
    "calendar_connections.url",
    "calendar_connections.problem",
    *(f"{table}.*" for table in ("consumers", "holds", "changes", "idempotency_keys", "messages")),
    "photos.event_id",
    "photos.storage_key",
    *(f"{table}.*" for table in ("group_drafts", "photo_uploads")),
}
"""Columns that are empty throughout: the demo's tokens do not expire and belong to no program, its secrets were made
by chance, no slot is held, no webhook is told anything, no other machine is asked for a calendar, and nobody has
changed or uploaded anything yet. `table.*` is a table without rows.
"""

NOWS = [
    datetime(2015, 7, 8, 22, 6, tzinfo=UTC),
    datetime(2026, 3, 8, 9, 59, tzinfo=UTC),
    datetime(2026, 11, 1, 6, 30, tzinfo=UTC),
    datetime(2027, 12, 31, 23, 59, tzinfo=UTC),
    datetime(2028, 2, 29, 4, 0, tzinfo=UTC),
]
"""The day of the recordings, both changes of the clocks, and two edges of the calendar."""


def new_engine(directory: Path) -> Engine:
    engine = engines.writing_engine(engines.parse(f"sqlite:///{directory / 'demo.db'}"))
    db.Base.metadata.create_all(engine)
    return engine


@pytest.fixture(scope="module")
def said() -> list[tuple[str, int, int]]:
    return []


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, said: list[tuple[str, int, int]]) -> Iterator[Engine]:
    engine = new_engine(tmp_path_factory.mktemp("demo"))
    with engine.begin() as connection:
        demo.load(connection, NOW, lambda noun, done, total: said.append((noun, done, total)))
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        yield connection


def pairs(connection: Connection, statement: Executable) -> dict[Any, Any]:
    """The first column's values with the second's."""
    return {row[0]: row[1] for row in connection.execute(statement)}


def all_of(connection: Connection, model: type[db.Base]) -> list[Row[Any]]:
    return list(connection.execute(select(model.__table__)))


def taking_part(connection: Connection) -> dict[tuple[int, int], int]:
    """When whoever counts as a member joined, by group and member."""
    m = db.Membership
    statement = select(m.group_id, m.member_id, m.joined_at).where(m.status.in_(COUNTS))
    return {(row.group_id, row.member_id): row.joined_at for row in connection.execute(statement)}


def digest(connection: Connection) -> str:
    """A hash over every row of every table."""
    total = hashlib.sha256()
    for table in db.Base.metadata.sorted_tables:
        for row in connection.execute(select(table).order_by(*table.primary_key.columns)):
            total.update(repr((table.name, tuple(row))).encode())
    return total.hexdigest()


# Counts


def test_every_group_of_the_roundup_has_its_members(connection: Connection) -> None:
    counted = pairs(
        connection,
        select(db.Group.urlname, func.count())
        .join(db.Membership, db.Membership.group_id == db.Group.id)
        .where(db.Membership.status.in_(COUNTS))
        .group_by(db.Group.urlname),
    )
    private = counted.pop(demo.PRIVATE_GROUP)
    assert counted == ROUNDUP
    assert sum(counted.values()) == 7831
    tallied = pairs(connection, select(db.Group.urlname, db.Group.member_count))
    assert tallied == {**ROUNDUP, demo.PRIVATE_GROUP: private}


def test_members_are_distinct_people(connection: Connection) -> None:
    in_groups = Counter(member_id for _, member_id in taking_part(connection))
    assert 6_000 < len(in_groups) < 6_400
    assert max(in_groups.values()) > 2
    active = pairs(connection, select(db.Member.id, db.Member.status))
    assert {active[member_id] for member_id in in_groups} == {MemberStatus.ACTIVE}


@pytest.mark.parametrize(
    ("status", "column"),
    [
        (RsvpStatus.YES, "yes_count"),
        (RsvpStatus.NO, "no_count"),
        (RsvpStatus.MAYBE, "maybe_count"),
        (RsvpStatus.WAITLIST, "waitlist_count"),
    ],
)
def test_rsvp_tallies_include_guests(connection: Connection, status: RsvpStatus, column: str) -> None:
    r = db.Rsvp
    seats = func.sum(1 + r.guests)
    counted = pairs(connection, select(r.event_id, seats).where(r.status == status).group_by(r.event_id))
    tallied = pairs(connection, select(db.Event.id, getattr(db.Event, column)))
    assert tallied == {event_id: counted.get(event_id, 0) for event_id in tallied}
    assert counted


def test_comments_and_photos_are_counted(connection: Connection) -> None:
    comment, photo = db.EventComment, db.Photo
    comments = pairs(connection, select(comment.event_id, func.count()).group_by(comment.event_id))
    tallied = pairs(connection, select(db.Event.id, db.Event.comment_count))
    assert tallied == {event_id: comments.get(event_id, 0) for event_id in tallied}
    photos = pairs(connection, select(photo.album_id, func.count()).group_by(photo.album_id))
    photos.pop(None)
    assert pairs(connection, select(db.PhotoAlbum.id, db.PhotoAlbum.photo_count)) == photos


@pytest.mark.parametrize("model", [db.Event, db.Group])
def test_ratings_are_averaged(connection: Connection, model: type[db.Event] | type[db.Group]) -> None:
    key = db.Event.id if model is db.Event else db.Event.group_id
    statement = (
        select(key, func.avg(db.EventRating.rating), func.count())
        .join(db.Event, db.Event.id == db.EventRating.event_id)
        .group_by(key)
    )
    counted = {row[0]: (row[1], row[2]) for row in connection.execute(statement)}
    for row in connection.execute(select(model.id, model.rating_average, model.rating_count)):
        average, count = counted.get(row.id, (None, 0))
        assert row.rating_average == pytest.approx(average)
        assert row.rating_count == count


# The same every time


def test_two_loads_give_equal_rows(connection: Connection, tmp_path: Path) -> None:
    engine = new_engine(tmp_path)
    with engine.begin() as other:
        demo.load(other, NOW, lambda *_: None)
        assert digest(other) == digest(connection)
    engine.dispose()


def timeless(rows: Rows) -> dict[str, list[dict[str, Any]]]:
    def stays(column: str) -> bool:
        return not column.endswith(("_at", "_until")) and column not in ("sort_time", "utc_offset")

    return {
        table: [{column: row[column] for column in row if stays(column)} for row in part]
        for table, part in rows.by_table.items()
    }


@cache
def usual() -> dict[str, list[dict[str, Any]]]:
    return timeless(demo.build(NOW))


@pytest.mark.parametrize("now", NOWS, ids=str)
def test_another_now_moves_the_times_only(now: datetime) -> None:
    instant = int(now.timestamp() * 1000)
    rows = demo.build(instant)
    assert timeless(rows) == usual()
    check_times(rows, instant)
    upcoming = [
        (event["sort_time"], event["id"])
        for event in rows.of(db.Event)
        if event["group_id"] == START[db.Group] + 2 and event["ends_at"] > instant
    ]
    assert min(upcoming)[1] == demo.DEMO_EVENT_ID


def check_times(rows: Rows, now: int) -> None:
    """Nothing was written in the future, and everything in order."""
    for table, part in rows.by_table.items():
        for row in part:
            begun = row.get("created_at") or row.get("joined_at") or 0
            assert begun <= (row.get("updated_at") or now) <= now, (table, row)
            assert begun <= (row.get("visited_at") or now) <= now, (table, row)
            assert begun <= (row.get("announced_at") or now) <= now, (table, row)
    starts = {event["id"]: event["starts_at"] or now for event in rows.of(db.Event)}
    ends = {event["id"]: event["ends_at"] for event in rows.of(db.Event)}
    assert all(rsvp["updated_at"] < starts[rsvp["event_id"]] for rsvp in rows.of(db.Rsvp))
    assert all(rating["created_at"] > ends[rating["event_id"]] for rating in rows.of(db.EventRating))
    assert all(album["created_at"] > ends.get(album["event_id"], 0) for album in rows.of(db.PhotoAlbum))
    said = {comment["id"]: comment["created_at"] for comment in rows.of(db.EventComment)}
    for comment in rows.of(db.EventComment):
        assert said.get(comment["in_reply_to_id"], 0) <= comment["created_at"]


# Times


def test_offsets_are_those_of_the_zone(connection: Connection) -> None:
    statement = select(db.Event, db.Group.timezone).join(db.Group, db.Group.id == db.Event.group_id)
    offsets = set()
    for event in connection.execute(statement.where(db.Event.starts_at.is_not(None))):
        start = datetime.fromtimestamp(event.starts_at / 1000, ZoneInfo(event.timezone))
        assert start.utcoffset() == timedelta(milliseconds=event.utc_offset)
        assert start.hour == 8 if event.recurring_id else start.hour in (18, 19)
        assert start.weekday() < 5
        offsets.add((event.timezone, event.utc_offset))
    assert len(offsets) == 2 * len({zone for zone, _ in offsets})


def test_groups_have_a_past_and_a_future(connection: Connection) -> None:
    e = db.Event
    past = pairs(connection, select(e.group_id, func.count()).where(e.ends_at < NOW).group_by(e.group_id))
    ahead = pairs(connection, select(e.group_id, func.count()).where(e.sort_time > NOW).group_by(e.group_id))
    assert min(past.values()) == 8
    assert min(ahead.values()) == 4
    assert len(past) == len(ahead) == 20
    starts = [start for start in connection.scalars(select(e.starts_at)) if start is not None]
    assert min(starts) > NOW - 731 * DAY
    assert max(starts) < NOW + 123 * DAY


def test_sort_times_follow_from_starts(connection: Connection) -> None:
    for event in all_of(connection, db.Event):
        expected = db.events.times(event.starts_at, event.duration)
        assert (event.sort_time, event.ends_at) == (expected["sort_time"], expected["ends_at"])


def test_series_have_string_ids(connection: Connection) -> None:
    ids = connection.scalars(select(db.Event.recurring_id).where(db.Event.recurring_id.is_not(None))).all()
    assert all(re.fullmatch("[a-z]{12}", recurring_id or "") for recurring_id in ids)
    assert len({(recurring_id or "")[:6] for recurring_id in ids}) == 5


# Who comes


def test_only_members_rsvp(connection: Connection) -> None:
    joined = taking_part(connection)
    statement = select(db.Rsvp, db.Event.group_id).join(db.Event, db.Event.id == db.Rsvp.event_id)
    for rsvp in connection.execute(statement):
        assert joined[rsvp.group_id, rsvp.member_id] <= rsvp.created_at


def test_everybody_else_is_a_member_too(connection: Connection) -> None:
    joined = taking_part(connection)
    for model in (db.EventHost, db.EventComment, db.EventRating, db.EventWatch):
        statement = select(model.member_id, db.Event.group_id).join(db.Event, db.Event.id == model.event_id)
        assert all((row.group_id, row.member_id) in joined for row in connection.execute(statement))
    for group in all_of(connection, db.Group):
        assert (group.id, group.organizer_id) in joined


def test_those_without_paid_dues_do_not_rsvp(connection: Connection) -> None:
    statement = (
        select(func.count())
        .select_from(db.Rsvp)
        .join(db.Event, db.Event.id == db.Rsvp.event_id)
        .join(
            db.Membership,
            (db.Membership.group_id == db.Event.group_id) & (db.Membership.member_id == db.Rsvp.member_id),
        )
        .where(db.Membership.dues_status == DuesStatus.UNPAID)
    )
    assert connection.scalar(statement) == 0


def test_capacity_is_kept(connection: Connection) -> None:
    full = Counter[str]()
    watched = set(connection.scalars(select(db.EventWatch.event_id)))
    for event in all_of(connection, db.Event):
        assert event.rsvp_limit is None or event.yes_count <= event.rsvp_limit
        is_full = event.yes_count == event.rsvp_limit
        full[event.waitlist_mode] += is_full
        assert is_full or event.waitlist_count == 0
        assert (event.id in watched) == (is_full and event.waitlist_mode == WaitlistMode.OFF)
        assert (event.waitlist_count > 0) == (is_full and event.waitlist_mode != WaitlistMode.OFF)
    assert min(full[mode] for mode in WaitlistMode) >= 3


def test_guests_stay_within_the_limit(connection: Connection) -> None:
    statement = select(db.Rsvp.guests, db.Event.guest_limit).join(db.Event, db.Event.id == db.Rsvp.event_id)
    guests = [(row.guests, row.guest_limit or 0) for row in connection.execute(statement)]
    assert all(0 <= brought <= limit for brought, limit in guests)
    assert max(guests)[0] == 2


def test_payments_match_rsvps(connection: Connection) -> None:
    settled = (PayStatus.PAID, PayStatus.REFUNDED)
    paying = select(db.Rsvp.event_id, db.Rsvp.member_id, db.Rsvp.pay_status, db.Rsvp.guests)
    expected = {tuple(row[:3]): row.guests for row in connection.execute(paying) if row.pay_status in settled}
    fees = pairs(connection, select(db.EventFee.event_id, db.EventFee.amount))
    payments = [payment for payment in all_of(connection, db.Payment) if payment.event_id is not None]
    assert len(payments) == len(expected)
    for payment in payments:
        guests = expected[payment.event_id, payment.member_id, payment.status]
        assert payment.amount == fees[payment.event_id] * (1 + guests)


def test_answers_belong_to_the_event_and_to_a_yes(connection: Connection) -> None:
    statement = (
        select(db.Rsvp.status, db.Rsvp.event_id, db.SurveyQuestion.event_id.label("asked_by"))
        .join(db.RsvpAnswer, db.RsvpAnswer.rsvp_id == db.Rsvp.id)
        .join(db.SurveyQuestion, db.SurveyQuestion.id == db.RsvpAnswer.question_id)
    )
    answers = connection.execute(statement).all()
    assert answers
    assert all(row.status == RsvpStatus.YES and row.event_id == row.asked_by for row in answers)


# What it looks like


def plain(html: str) -> str:
    """The rule by which the old API made plain text of a description."""
    text = re.sub(r'<a href="[^"]*" class="linkified">(.*?)</a>', r"\1", html)
    text = re.sub(r'<a href="([^"]*)">(.*?)</a>', r"\2 (\1)", text)
    text = re.sub(r"\s*</p>\s*", "\n\n", text).replace("<br/>", "\n")
    text = unescape(re.sub(r"<[^>]+>", "", text))
    text = re.sub(r" +\n", "\n", re.sub(r" +", " ", text.replace("\xa0", " ")))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def test_descriptions_follow_the_grammar(connection: Connection) -> None:
    e = db.Event
    texts = pairs(connection, select(e.description_html, e.description_text))
    texts.pop(None)
    for html, text in texts.items():
        assert set(re.findall(r"</?\w+/?", html)) <= GRAMMAR
        assert re.fullmatch(r"<p>.*</p>", html)
        assert "</p><p>" not in html
        assert text == plain(html)


def test_every_column_is_filled_somewhere(connection: Connection) -> None:
    empty = set()
    for table in db.Base.metadata.sorted_tables:
        columns = [column.name for column in table.columns]
        counts = connection.execute(select(*[func.count(column) for column in table.columns])).one()
        unset = [column for column, count in zip(columns, counts, strict=True) if count == 0]
        empty |= {f"{table.name}.*"} if unset == columns else {f"{table.name}.{column}" for column in unset}
    assert empty == NEVER_SET


VOCABULARIES: dict[Any, set[Any]] = {
    db.Event.status: {"ACTIVE", "CANCELLED", "DRAFT", "PROPOSED", "SUGGESTED"},
    db.Event.event_type: set(EventType),
    db.Event.visibility: set(Visibility),
    db.Event.venue_visibility: set(VenueVisibility),
    db.Event.waitlist_mode: set(WaitlistMode),
    db.Event.featured: {False, True},
    db.Event.announced: {False, True},
    db.Event.is_simple_html: {False, True},
    db.Event.rsvps_closed: {False, True},
    db.Event.email_reminders: {False, True},
    db.Event.rsvp_alerts: {False, True},
    db.EventFee.required: {False, True},
    db.EventFee.accepts: {PaymentMethod.CASH, PaymentMethod.PAYPAL},
    db.Group.join_mode: set(GroupJoinMode),
    db.Group.visibility: set(Visibility),
    db.Member.status: {"ACTIVE", "BLOCKED", "INVISIBLE", "REMOVED"},
    db.Membership.role: set(Role),
    db.Membership.status: {"ACTIVE", "LEADER", "PENDING", "UNAPPROVED", "BLOCKED", "BOOTED", "REMOVED"},
    db.Membership.dues_status: {None, *DuesStatus},
    db.Payment.status: {PayStatus.PAID, PayStatus.REFUNDED},
    db.Rsvp.status: {"YES", "NO", "MAYBE", "WAITLIST"},
    db.Rsvp.pay_status: {"NONE", "PAID", "PENDING", "EXEMPT", "REFUNDED"},
    db.Venue.online: {False, True},
    db.Venue.visibility: set(VenueVisibility),
}


@pytest.mark.parametrize("column", VOCABULARIES, ids=str)
def test_vocabularies_are_in_use(connection: Connection, column: Any) -> None:
    assert set(connection.scalars(select(column).distinct())) == VOCABULARIES[column]


def test_one_group_is_limited_and_one_private(connection: Connection) -> None:
    by_visibility = Counter(group.visibility for group in all_of(connection, db.Group))
    assert by_visibility == {Visibility.PUBLIC: 18, Visibility.PUBLIC_LIMITED: 1, Visibility.MEMBERS: 1}


def test_every_group_of_the_roundup_is_about_apis(connection: Connection) -> None:
    statement = select(db.GroupTopic.group_id, func.count()).group_by(db.GroupTopic.group_id)
    assert all(3 <= count <= 8 for count in pairs(connection, statement).values())
    api = select(db.Topic.id).where(db.Topic.urlkey == "api").scalar_subquery()
    first = select(db.GroupTopic.group_id).where(db.GroupTopic.topic_id == api, db.GroupTopic.position == 0)
    assert len(connection.scalars(first).all()) == 20


def test_hybrid_events_have_two_venues(connection: Connection) -> None:
    venues: dict[int, list[bool]] = {}
    statement = select(db.EventVenue.event_id, db.Venue.online).join(db.Venue, db.Venue.id == db.EventVenue.venue_id)
    for row in connection.execute(statement.order_by(db.EventVenue.event_id, db.EventVenue.position)):
        venues.setdefault(row.event_id, []).append(row.online)
    expected = {EventType.PHYSICAL: [False], EventType.ONLINE: [True], EventType.HYBRID: [False, True]}
    for event in all_of(connection, db.Event):
        assert venues.get(event.id, []) == ([] if event.starts_at is None else expected[event.event_type])


# Examples


def test_the_demo_organizer_runs_the_demo_group(connection: Connection) -> None:
    assert owner(connection, demo.DEMO_TOKEN) == demo.DEMO_ORGANIZER_ID
    group = connection.execute(select(db.Group.__table__).where(db.Group.urlname == demo.DEMO_GROUP)).one()
    assert group.organizer_id == demo.DEMO_ORGANIZER_ID
    roles = roles_of(connection, demo.DEMO_ORGANIZER_ID)
    assert roles.pop(demo.DEMO_GROUP) == Role.ORGANIZER
    assert demo.PRIVATE_GROUP in roles
    assert list(roles.values()) == [Role.MEMBER] * 3


def test_the_demo_member_belongs_to_several_public_groups(connection: Connection) -> None:
    assert owner(connection, demo.DEMO_MEMBER_TOKEN) == demo.DEMO_MEMBER_ID
    roles = roles_of(connection, demo.DEMO_MEMBER_ID)
    assert list(roles.values()) == [Role.MEMBER] * 4
    assert demo.PRIVATE_GROUP not in roles
    mine = connection.execute(select(db.Rsvp.__table__).where(db.Rsvp.member_id == demo.DEMO_MEMBER_ID)).all()
    assert {rsvp.status for rsvp in mine} >= {RsvpStatus.YES, RsvpStatus.NO, RsvpStatus.WAITLIST}
    assert demo.DEMO_EVENT_ID not in {rsvp.event_id for rsvp in mine}


def owner(connection: Connection, token: str) -> int | None:
    return connection.scalar(select(db.Token.member_id).where(db.Token.digest == tokens.digest(token)))


def roles_of(connection: Connection, member_id: int) -> dict[str, str]:
    return pairs(
        connection,
        select(db.Group.urlname, db.Membership.role)
        .join(db.Membership, db.Membership.group_id == db.Group.id)
        .where(db.Membership.member_id == member_id, db.Membership.status.in_(COUNTS)),
    )


def test_the_demo_event_is_open_to_everybody(connection: Connection) -> None:
    event = connection.execute(select(db.Event.__table__).where(db.Event.id == demo.DEMO_EVENT_ID)).one()
    assert (event.status, event.visibility) == (EventStatus.ACTIVE, Visibility.PUBLIC)
    assert event.starts_at > NOW
    assert event.rsvp_limit - event.yes_count > 20
    assert event.rsvp_open_at is event.rsvp_close_at is None
    assert not event.rsvps_closed
    assert event.creator_id == demo.DEMO_ORGANIZER_ID
    assert event.description_html
    assert event.photo_id
    hosts = select(db.EventHost.member_id).where(db.EventHost.event_id == event.id)
    assert demo.DEMO_ORGANIZER_ID in connection.scalars(hosts).all()
    for model in (db.EventFee, db.SurveyQuestion):
        assert not connection.scalars(select(model.event_id).where(model.event_id == event.id)).all()


def test_the_demo_group_has_something_for_its_organizer(connection: Connection) -> None:
    ids = select(db.Event.id).join(db.Group, db.Group.id == db.Event.group_id)
    mine = ids.where(db.Group.urlname == demo.DEMO_GROUP)
    assert connection.scalars(mine.where(db.Event.status == EventStatus.DRAFT)).all()
    for model in (db.SurveyQuestion, db.EventFee, db.EventRefundPolicy, db.Payment, db.PhotoAlbum):
        assert connection.scalars(select(model.event_id).where(model.event_id.in_(mine))).all()


def test_nobody_answers_to_what_they_cannot_see(connection: Connection) -> None:
    statement = select(db.Rsvp.member_id, db.Event.creator_id).join(db.Event, db.Event.id == db.Rsvp.event_id)
    hidden = statement.where(db.Event.status.in_([EventStatus.DRAFT, EventStatus.SUGGESTED]))
    assert all(row.member_id == row.creator_id for row in connection.execute(hidden))


# Bookings


def test_five_organizers_can_be_booked(connection: Connection) -> None:
    types, hosts = all_of(connection, db.MeetingType), all_of(connection, db.MeetingTypeHost)
    assert len({host.member_id for host in hosts}) == len(types) == 5
    assert types[0].member_id == demo.DEMO_ORGANIZER_ID
    statuses = Counter(row.status for row in all_of(connection, db.Appointment))
    assert statuses == {"CONFIRMED": 10, "CANCELLED": 5, "PENDING": 2}


# Loading


def test_progress_is_told_to_the_end(said: list[tuple[str, int, int]], connection: Connection) -> None:
    last = {noun: (done, total) for noun, done, total in said}
    assert last["members"] == (connection.scalar(select(func.count(db.Member.id))),) * 2
    assert all(done == total for done, total in last.values())
    assert sum(noun == "memberships" for noun, _, _ in said) > 1


@pytest.mark.parametrize("model", START, ids=lambda model: model.__tablename__)
def test_ids_lie_in_ranges_of_their_own(connection: Connection, model: Any) -> None:
    first, last = connection.execute(select(func.min(model.id), func.max(model.id))).one()
    following = [start for start in START.values() if start > START[model]]
    assert START[model] <= first <= last < min([*following, 2**31])


def test_new_rows_get_ids_after_the_demo(engine: Engine) -> None:
    with engine.connect() as connection:
        last = connection.scalar(select(func.max(db.Topic.id)))
        new = connection.execute(insert(db.Topic).values(name="New", urlkey="new").returning(db.Topic.id))
        assert new.scalar_one() == (last or 0) + 1
        connection.rollback()
