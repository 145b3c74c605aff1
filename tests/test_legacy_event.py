"""GET /2/event/:id as old programs knew it: every documented field, filters, credentials and errors."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import URL, text

from db import demo, tokens
from db.engines import writing_engine
from tests.conftest import NOW, SITE, Server

EVENT = demo.DEMO_EVENT_ID
ORGANIZER, MEMBER = demo.DEMO_ORGANIZER_ID, demo.DEMO_MEMBER_ID
Json = dict[str, Any]


class Field(NamedTuple):
    """A response field as documented: its JSON type; whether only those who run an event, or only past events show it;
    what it is in GraphQL, and how it was written; the words in `fields=` that ask for it.
    """

    name: str
    kind: tuple[type, ...]
    limits: str = "-"
    path: str = "-"
    way: str = "-"
    words: Sequence[str] = ()


DOCUMENT = """
announced                            bool   runs isAnnounced
announced_at                         int    runs announcedTime                      instant
comment_count                        int    -    commentCount                       -       +
created                              int    -    createdTime                        instant
description                          str    -    descriptionHtml
duration                             int    -    duration                           length
email_reminders                      bool   runs emailReminders                     -       +
event_hosts                          list   -    -                                  -       +
event_hosts.member_id                int    -    eventHosts.memberId                int
event_hosts.member_name              str    -    eventHosts.name
event_url                            str    -    eventUrl
featured                             bool   -    isFeatured                         -       +
fee                                  dict
fee.accepts                          str    -    feeSettings.accepts                word
fee.amount                           number -    feeSettings.amount
fee.currency                         str    -    feeSettings.currency
fee.description                      str    -    feeSettings.description
fee.label                            str    -    feeSettings.label
fee.required                         str    -    feeSettings.required               flag
group                                dict
group.approved                       bool   -    group.isApproved                   -       group_approved
group.category                       dict   -    -                                  -       group_category
group.category.id                    int    -    group.category.id                  int
group.category.name                  str    -    group.category.name
group.category.shortname             str    -    group.category.shortname
group.created                        int    -    group.foundedDate                  instant
group.group_lat                      number -    group.lat
group.group_lon                      number -    group.lon
group.group_photo                    dict   -    -                                  -       group_photo
group.group_photo.highres_link       str    -    group.keyGroupPhoto.highResUrl
group.group_photo.photo_id           int    -    group.keyGroupPhoto.id             int
group.group_photo.photo_link         str    -    group.keyGroupPhoto.standardUrl
group.group_photo.thumb_link         str    -    group.keyGroupPhoto.thumbUrl
group.id                             int    -    group.id                           int
group.join_mode                      str    -    group.joinMode                     word
group.membership_dues                dict   -    -                                  -       group_membership_dues
group.membership_dues.currency       str    -    group.duesSettings.currency
group.membership_dues.fee            number -    group.duesSettings.amount          hundredths
group.membership_dues.fee_desc       str    -    group.duesSettings.feeDescription
group.membership_dues.methods        list   -    group.duesSettings.methods
group.membership_dues.reasons        list   -    group.duesSettings.reasonWords
group.membership_dues.reasons_other  str    -    group.duesSettings.reasonsOther
group.membership_dues.refund_policy  list   -    group.duesSettings.refundPolicies
group.membership_dues.required       str    -    group.duesSettings.required        word
group.membership_dues.self_payment_required bool   -    group.duesSettings.isPaymentRequired
group.membership_dues.trial_days     int    -    group.duesSettings.trialPeriodDays
group.name                           str    -    group.name
group.self dict - - - self_membership_dues|group_status
group.self.membership_dues           dict   -    -                                  -       self_membership_dues
group.self.membership_dues.fee       number -    group.viewer.duesSettings.amount  hundredths
group.self.status                    str    -    group.viewer.status                standing group_status
group.topics                         list   -    -                                  -       group_topics
group.topics.id                      int    -    group.activeTopics.id              int
group.topics.name                    str    -    group.activeTopics.name
group.topics.urlkey                  str    -    group.activeTopics.urlkey
group.urlname                        str    -    group.urlname
group.who                            str    -    group.customMemberLabel
headcount                            int    -    headcount
how_to_find_us                       str    -    howToFindUs
id                                   str    -    id
is_simplehtml                        bool   -    isSimpleHtml                       -       +
maybe_rsvp_count                     int    -    rsvps.maybeCount
name                                 str    -    title
photo_album_id                       int    -    photoAlbum.id                      int     +
photo_count                          int    -    photoCount                         -       +
photo_url                            str    -    featuredEventPhoto.standardUrl
publish_status                       str    runs publishStatus                      word    +
rating                               dict   past
rating.average                       number past rating.average
rating.count                         int    past rating.count
rsvp_alerts                          bool   runs rsvpAlerts                         -       +
rsvp_limit                           int    -    maxTickets
rsvp_rules                           dict   -    -                                  -       +
rsvp_rules.close_time                int    -    rsvpSettings.rsvpCloseTime         instant
rsvp_rules.closed                    int    -    rsvpSettings.rsvpsClosed           int
rsvp_rules.guest_limit               int    -    rsvpSettings.guestLimit
rsvp_rules.open_time                 int    -    rsvpSettings.rsvpOpenTime          instant
rsvp_rules.refund_policy             dict
rsvp_rules.refund_policy.days        int    -    rsvpSettings.refundPolicy.days
rsvp_rules.refund_policy.notes       str    -    rsvpSettings.refundPolicy.notes    filled
rsvp_rules.refund_policy.policies    list   -    rsvpSettings.refundPolicy.policies
rsvp_rules.waitlisting               str    -    rsvpSettings.waitlistMode          word
rsvpable                             bool   -    isRsvpable                         -       +
self                                 dict   -    -                                  -       +
self.actions                         list   -    viewer.actions                     words
self.pay_status                      str    -    viewer.payStatus                   word
self.rated                           bool   -    viewer.hasRated
self.role                            str    -    viewer.role                        title
self.rsvp                            dict
self.rsvp.answers                    list   runs
self.rsvp.answers.answer             str    runs viewer.rsvp.answers.text           -       rsvp_answer_info
self.rsvp.answers.question           str    runs viewer.rsvp.answers.question       -       rsvp_answer_info
self.rsvp.answers.question_id        int    runs viewer.rsvp.answers.questionId     int     rsvp_answer_info
self.rsvp.answers.updated            int    runs viewer.rsvp.answers.updatedTime    instant rsvp_answer_info
self.rsvp.guests                     int    -    viewer.rsvp.guestsCount
self.rsvp.response                   str    -    viewer.rsvp.status                 word
self.watching                        bool   -    viewer.isWatching
short_link                           str    -    shortLink                          -       +
simple_html_description              str    -    simpleHtmlDescription              -       +
status                               str    -    status                             word
survey_questions                     list   -    -                                  -       +
survey_questions.id                  int    -    rsvpQuestions.questionId           int
survey_questions.question            str    -    rsvpQuestions.text
survey_questions.required            bool   -    rsvpQuestions.required
time                                 int    -    dateTime                           instant
timezone                             str    -    group.timezone                     -       +
trending_rank                        int    -    -                                  -       +
updated                              int    -    updatedTime                        instant
utc_offset                           int    -    dateTime                           offset
venue                                dict
venue.address_1                      str    -    eventVenues.venue.address
venue.address_2                      str    -    eventVenues.venue.address2
venue.address_3                      str    -    eventVenues.venue.address3
venue.city                           str    -    eventVenues.venue.city
venue.country                        str    -    eventVenues.venue.country
venue.id                             int    -    eventVenues.venue.id               int
venue.lat                            number -    eventVenues.lat
venue.lon                            number -    eventVenues.lon
venue.name                           str    -    eventVenues.venue.name
venue.phone                          str    -    eventVenues.venue.phone
venue.repinned                       bool   -    eventVenues.isRepinned
venue.state                          str    -    eventVenues.venue.state
venue.zip                            str    -    eventVenues.venue.postalCode
venue_visibility                     str    -    venueVisibility                    word    +
visibility                           str    -    visibility                         word
waitlist_count                       int    -    rsvps.waitlistCount
why                                  str    -    why
yes_rsvp_count                       int    -    rsvps.yesCount
"""
"""The document's response fields; `+` is one that its own name in `fields=` asks for. `distance` needs a search
around a place, which only other calls have."""

KINDS: dict[str, tuple[type, ...]] = {
    **{kind.__name__: (kind,) for kind in (bool, int, str, list, dict)},
    "number": (int, float),
}


def documented() -> Iterator[Field]:
    for line in DOCUMENT.strip().splitlines():
        name, kind, *rest = line.split()
        limits, path, way, asked = [*rest, *"----"[len(rest) :]]
        words = asked.replace("+", name).split("|") if asked != "-" else ()
        yield Field(name, KINDS[kind], limits, path, way, words)


FIELDS = {field.name: field for field in documented()}
OPTIONAL = {field.name for field in FIELDS.values() if field.words}
WORDS = sorted({word for field in FIELDS.values() for word in field.words})
FULL = "fields=" + ",".join(WORDS)


def words(text: str) -> list[str]:
    return text.split()


VALUES: dict[str, set[Any]] = {
    "fee.accepts": {"paypal", "amazon", "cash"},
    "fee.required": {"0", "1"},
    "group.join_mode": {"open", "approval", "closed"},
    "group.self.status": {"active", "pending"},
    "group.membership_dues.required": {"0", "1", "2"},
    "publish_status": {"published", "draft"},
    "rsvp_rules.closed": {0, 1},
    "rsvp_rules.waitlisting": {"auto", "manual", "off"},
    "self.pay_status": set(
        words("none paid partially_paid payment_pending echeck_pending refund_pending partially_refunded refunded")
    ),
    "self.role": {"Organizer", "Co-Organizer", "Assistant Organizer", "Event Organizer"},
    "self.rsvp.response": {"yes", "no", "waitlist"},
    "status": {"cancelled", "upcoming", "past", "proposed", "suggested", "draft"},
    "survey_questions.required": {False},
    "venue_visibility": {"members", "public"},
    "visibility": {"public", "members", "public_limited"},
}
"""Values that the document lists."""
LISTED: dict[str, set[str]] = {
    "group.membership_dues.methods": {"amazon_payments", "paypal", "credit_card", "other"},
    "group.membership_dues.reasons": {
        "compensate_organizer",
        "cover_costs",
        "encourage_engagement",
        "improve_meetups",
        "other",
        "provide_supplies",
        "reserve_fund",
    },
    "group.membership_dues.refund_policy": {"none", "member_leaves", "group_closes", "member_banned", "custom"},
    "rsvp_rules.refund_policy.policies": {
        "no_refunds",
        "member_cancellation",
        "event_cancellation",
        "event_rescheduled",
    },
    "self.actions": set(
        words("announce attendance payments publish edit edit_hosts delete rsvp wait watch unwatch dues")
    ),
}
"""Values that the document lists for the entries of lists."""

BY_ORGANIZER = "SELECT e.id, g.organizer_id FROM events e JOIN groups g ON g.id = e.group_id "
SCENES = {
    "everything filled in": f"SELECT {EVENT}, {ORGANIZER}",
    "the same for a member": f"SELECT {EVENT}, {MEMBER}",
    "over, rated, with photos": BY_ORGANIZER + "JOIN photo_albums a ON a.event_id = e.id WHERE e.rating_count > 0",
    "paid": BY_ORGANIZER + "JOIN event_fees f ON f.event_id = e.id JOIN event_refund_policies p ON p.event_id = e.id "
    f"WHERE p.days IS NOT NULL AND e.starts_at > {NOW}",
    "answered by one who runs it": "SELECT e.id, r.member_id FROM events e JOIN rsvps r ON r.event_id = e.id "
    "JOIN rsvp_answers a ON a.rsvp_id = r.id JOIN memberships m ON m.group_id = e.group_id "
    "AND m.member_id = r.member_id WHERE m.role = 'ORGANIZER'",
    "answered by a member": "SELECT e.id, r.member_id FROM events e JOIN rsvps r ON r.event_id = e.id "
    "JOIN rsvp_answers a ON a.rsvp_id = r.id JOIN memberships m ON m.group_id = e.group_id "
    "AND m.member_id = r.member_id WHERE m.role = 'MEMBER'",
    "owing dues": "SELECT e.id, m.member_id FROM events e JOIN group_dues d ON d.group_id = e.group_id "
    f"JOIN memberships m ON m.group_id = e.group_id WHERE m.dues_status = 'UNPAID' AND e.starts_at > {NOW}",
    "not open yet": BY_ORGANIZER + "WHERE e.rsvp_open_at IS NOT NULL AND e.rsvp_close_at IS NOT NULL",
    "closed by hand": BY_ORGANIZER + "WHERE e.rsvps_closed",
    "watched": f"SELECT e.id, w.member_id FROM events e JOIN event_watches w ON w.event_id = e.id "
    f"WHERE e.starts_at > {NOW}",
    "suggested": "SELECT e.id, e.creator_id FROM events e WHERE e.status = 'SUGGESTED'",
    "proposed": BY_ORGANIZER + "WHERE e.status = 'PROPOSED'",
    "a draft": BY_ORGANIZER + "WHERE e.status = 'DRAFT'",
    "cancelled": BY_ORGANIZER + "WHERE e.status = 'CANCELLED'",
    "repinned": BY_ORGANIZER + "JOIN event_venues v ON v.event_id = e.id WHERE v.pin_lat IS NOT NULL",
    "waiting to be a member": "SELECT e.id, m.member_id FROM events e JOIN memberships m ON m.group_id = e.group_id "
    "WHERE m.status = 'PENDING' AND e.visibility = 'PUBLIC'",
    "no longer a member": "SELECT e.id, m.member_id FROM events e JOIN memberships m ON m.group_id = e.group_id "
    "WHERE m.status = 'REMOVED' AND e.visibility = 'PUBLIC'",
    "one of a series": BY_ORGANIZER + f"WHERE e.recurring_id IS NOT NULL AND e.starts_at > {NOW}",
}
"""An event and somebody who looks at it; between them they show every field."""
STRANGER = (
    f"SELECT {NOW}, m.id FROM members m JOIN memberships s ON s.member_id = m.id WHERE m.status = 'ACTIVE' "
    "AND NOT EXISTS (SELECT 1 FROM memberships o JOIN groups g ON g.id = o.group_id WHERE o.member_id = m.id "
    f"AND (g.visibility <> 'PUBLIC' OR g.urlname = '{demo.DEMO_GROUP}'))"
)
"""A member who is in neither the private group, nor the one with limited events, nor the demo's own."""


class Api:
    """An old program's way to one server, with a token for whoever it speaks for."""

    def __init__(self, url: str, database: URL) -> None:
        self.url = url
        self.client = httpx.Client(base_url=url)
        self.engine = writing_engine(database)
        self.tokens = {ORGANIZER: demo.DEMO_TOKEN, MEMBER: demo.DEMO_MEMBER_TOKEN}
        self.found: dict[str, tuple[Any, int]] = {}
        self.answers: dict[str, Json] = {}

    def token(self, member: int) -> str:
        """A token of a member. It is added to the demo, where nothing but the door looks for it."""
        if member not in self.tokens:
            with self.engine.begin() as connection:
                self.tokens[member] = tokens.issue(connection, member, NOW)
        return self.tokens[member]

    def find(self, sql: str) -> tuple[Any, int]:
        """The first row of an event and a member."""
        if sql not in self.found:
            with self.engine.connect() as connection:
                event, member = connection.execute(text(sql + " ORDER BY 1, 2 LIMIT 1")).one()
            self.found[sql] = event, member
        return self.found[sql]

    def call(self, target: str, member: int = ORGANIZER, method: str = "GET") -> httpx.Response:
        """The response to a call, whose target is sent as it is written."""
        return self.client.request(method, target, headers={"Authorization": f"Bearer {self.token(member)}"})

    def event(self, query: str = "", key: Any = EVENT, member: int = ORGANIZER) -> Json:
        """An event that there is."""
        response = self.call(f"/2/event/{key}?{query}", member)
        assert response.status_code == 200, response.text
        answer: Json = response.json()
        return answer

    def scene(self, name: str, query: str = FULL) -> Json:
        """What a scene's member sees."""
        event, member = self.find(SCENES[name])
        return self.event(query, event, member)

    def scenes(self) -> dict[str, Json]:
        """All scenes with all fields."""
        if not self.answers:
            self.answers = {name: self.scene(name) for name in SCENES}
        return self.answers

    def graphql(self, fields: str, key: Any = EVENT, member: int = ORGANIZER) -> Json:
        """An event's fields by GraphQL."""
        query = {"query": f"query ($id: ID!) {{ event(id: $id) {{ {fields} }} }}", "variables": {"id": str(key)}}
        headers = {"Authorization": f"Bearer {self.token(member)}"}
        event: Json = self.client.post("/graphql", json=query, headers=headers).json()["data"]["event"]
        return event


@pytest.fixture(scope="session")
def apis() -> Iterator[Callable[[str, URL], Api]]:
    made: dict[str, Api] = {}

    def api(url: str, database: URL) -> Api:
        if url not in made:
            made[url] = Api(url, database)
        return made[url]

    yield api
    for each in made.values():
        each.client.close()
        each.engine.dispose()


@pytest.fixture
def api(apis: Callable[[str, URL], Api], each_server: Server, demo_urls: Callable[[str], URL], kind: str) -> Api:
    return apis(each_server.url, demo_urls(kind))


# What an answer is made of


def values(old: Any, name: str) -> list[Any]:
    """The values under a dotted name, of every entry where there are lists on the way."""
    if isinstance(old, list):
        return [value for entry in old for value in values(entry, name)]
    head, _, rest = name.partition(".")
    if not isinstance(old, dict) or head not in old:
        return []
    return values(old[head], rest) if rest else [old[head]]


def picked(old: Json, names: set[str]) -> Json:
    """The part of an answer under these dotted names."""
    part: Json = {}
    for name, value in old.items():
        within = {other.removeprefix(f"{name}.") for other in names if other.startswith(f"{name}.")}
        if name in names:
            part[name] = value
        elif within and isinstance(value, list):
            part[name] = [picked(entry, within) for entry in value]
        elif within and isinstance(value, dict):
            part[name] = picked(value, within)
    return part


def without(old: Json, names: set[str]) -> Json:
    """An answer less what is under these dotted names."""
    part: Json = {}
    for name, value in old.items():
        within = {other.removeprefix(f"{name}.") for other in names if other.startswith(f"{name}.")}
        if name not in names:
            part[name] = without(value, within) if within and isinstance(value, dict) else value
    return part


def paths(old: Any, within: str = "") -> set[str]:
    """The dotted names in an answer."""
    if isinstance(old, list):
        return set().union(*(paths(entry, within) for entry in old))
    if not isinstance(old, dict):
        return set()
    return {within + name for name in old}.union(*(paths(value, f"{within}{name}.") for name, value in old.items()))


def in_order(old: Json) -> list[Any]:
    """An answer with the order of its keys."""
    return [(name, in_order(value) if isinstance(value, dict) else value) for name, value in old.items()]


# Fields


def test_every_documented_field_is_answered_somewhere_in_its_type(api: Api) -> None:
    seen: set[str] = set()
    for scene, answer in api.scenes().items():
        for field in FIELDS.values():
            for value in values(answer, field.name):
                assert type(value) in field.kind, (scene, field.name, value)
                seen.add(field.name)
    assert set(FIELDS) - seen == set()


def test_only_documented_fields_are_answered(api: Api) -> None:
    """And the dues of `group.self`, which have the form of the group's."""
    dues = {name.replace("group.", "group.self.") for name in FIELDS if name.startswith("group.membership_dues")}
    for scene, answer in api.scenes().items():
        assert paths(answer) - set(FIELDS) - dues == set(), scene


def test_values_are_the_documented_ones(api: Api) -> None:
    for answer in api.scenes().values():
        for name, allowed in VALUES.items():
            assert set(values(answer, name)) <= allowed
        for name, allowed in LISTED.items():
            assert {entry for entries in values(answer, name) for entry in entries} <= allowed


def test_optional_fields_come_only_when_asked_for(api: Api) -> None:
    for scene in ("everything filled in", "over, rated, with photos", "owing dues", "proposed"):
        answer = api.scene(scene, "")
        assert in_order(answer) == in_order(without(api.scenes()[scene], OPTIONAL)), scene


PLAIN = {name for name in FIELDS if name not in OPTIONAL | {"id", "group"} and "." not in name}
"""What everybody gets without asking, less two."""


def test_each_word_in_fields_shows_what_it_stands_for(api: Api) -> None:
    for word in WORDS:
        scene = next(scene for scene, answer in api.scenes().items() if _shows(answer, word))
        asked = {"self", word} if word == "rsvp_answer_info" else {word}
        hidden = {name for name in OPTIONAL if not asked & set(FIELDS[name].words)}
        answer = api.scene(scene, f"fields={','.join(asked)}&omit={','.join(PLAIN)}")
        assert answer == without(api.scenes()[scene], hidden | PLAIN), word


def _shows(answer: Json, word: str) -> bool:
    return all(values(answer, field.name) for field in FIELDS.values() if word in field.words)


def test_naming_an_optional_field_in_only_asks_for_it(api: Api) -> None:
    optional = {name for name in OPTIONAL if "rsvp_answer_info" not in FIELDS[name].words}
    for scene in ("everything filled in", "over, rated, with photos", "owing dues"):
        assert api.scene(scene, f"only={','.join(optional)}") == picked(api.scenes()[scene], optional)


RUNS = {name for name, field in FIELDS.items() if field.limits == "runs"}
PAST = {name for name, field in FIELDS.items() if field.limits == "past"}


def test_organizers_see_more_of_an_event(api: Api) -> None:
    """An announced event without a survey: whoever runs it sees all that is theirs, but for the survey's answers."""
    theirs = {name for name in RUNS if not name.startswith("self.rsvp.answers")}
    assert theirs <= paths(api.scenes()["everything filled in"])
    assert not RUNS & paths(api.scenes()["the same for a member"])
    assert not RUNS & paths(api.scenes()["answered by a member"])
    assert not RUNS & paths(api.event(FULL, member=api.find(STRANGER)[1]))


def test_answers_of_a_survey_are_texts_unless_more_is_asked_for(api: Api) -> None:
    told = api.scenes()["answered by one who runs it"]["self"]["rsvp"]["answers"]
    plain = api.scene("answered by one who runs it", "fields=self&only=self.rsvp")
    assert plain["self"]["rsvp"]["answers"] == [answer["answer"] for answer in told]


def test_only_past_events_have_a_rating(api: Api) -> None:
    for answer in api.scenes().values():
        assert not PAST & paths(answer) or answer["status"] == "past"
    assert paths(api.scenes()["over, rated, with photos"]) >= PAST


def test_strangers_are_told_nothing_about_themselves(api: Api) -> None:
    answer = api.event(FULL, member=api.find(STRANGER)[1])
    assert "self" not in answer
    assert "self" not in answer["group"]
    waiting = api.scenes()["waiting to be a member"]
    assert "self" not in waiting
    assert waiting["group"]["self"] == {"status": "pending"}
    assert "status" not in api.scenes()["no longer a member"]["group"]["self"]


RECORDED = words(
    "utc_offset venue headcount visibility waitlist_count created fee maybe_rsvp_count description how_to_find_us "
    "event_url yes_rsvp_count duration announced name id time updated group status"
)
RECORDED_VENUE = words("zip country city address_1 name lon id state lat repinned")
RECORDED_GROUP = words("join_mode created name group_lon id urlname group_lat who")
"""The order of keys in the recordings of 2015 (`GET /2/event/223796080`, `GET /2/events`)."""


def test_keys_come_in_the_order_of_the_recordings(api: Api) -> None:
    """A dateless event has just the keys of the recorded one, and those of its description."""
    for answer in api.scenes().values():
        assert [key for key in answer if key in RECORDED] == [key for key in RECORDED if key in answer]
        venue = answer.get("venue", {})
        assert [key for key in venue if key in RECORDED_VENUE] == [key for key in RECORDED_VENUE if key in venue]
        assert [key for key in answer["group"] if key in RECORDED_GROUP] == RECORDED_GROUP
    recorded = {"headcount", "visibility", "waitlist_count", "created", "maybe_rsvp_count", "event_url", "announced"}
    recorded |= {"yes_rsvp_count", "name", "id", "updated", "group", "status"}
    assert set(api.scene("proposed", "")) - {"publish_status", "rsvp_limit"} == recorded


OLD_WORDS = {
    "ACTIVE": "upcoming",
    "GROUP": "members",
    "NOTHING": "0",
    "TO_RSVP": "1",
    "EXEMPT": "none",
    "PENDING": "payment_pending",
    "ORGANIZER": "Organizer",
    "COORGANIZER": "Co-Organizer",
    "ASST_ORGANIZER": "Assistant Organizer",
    "EVENT_ORGANIZER": "Event Organizer",
}
STANDINGS = {"ACTIVE": "active", "LEADER": "active", "PENDING": "pending"}
MILLISECOND = timedelta(milliseconds=1)
WRITTEN: dict[str, Callable[[Any], Any]] = {
    "-": lambda value: value,
    "int": int,
    "flag": lambda value: "1" if value else "0",
    "filled": lambda value: value or None,
    "hundredths": lambda value: value / 100,
    "word": lambda value: OLD_WORDS.get(value, value.lower()),
    "words": lambda value: [word.lower() for word in value],
    "title": OLD_WORDS.get,
    "standing": STANDINGS.get,
    "instant": lambda value: round(datetime.fromisoformat(value).timestamp() * 1000),
    "offset": lambda value: (datetime.fromisoformat(value).utcoffset() or timedelta()) // MILLISECOND,
    "length": lambda value: int(value[2:-1]) * 3_600_000,
}


def selection(names: set[str]) -> str:
    """A GraphQL selection of dotted names."""
    heads = {name.partition(".")[0] for name in names}
    within = {head: {name.partition(".")[2] for name in names if name.startswith(f"{head}.")} for head in heads}
    return " ".join(f"{head} {{ {selection(within[head])} }}" if within[head] else head for head in sorted(heads))


def test_every_value_is_that_of_graphql(api: Api) -> None:
    """Worked out by hand, independently of the tables."""
    new = [field for field in FIELDS.values() if field.path != "-"]
    objects = {name for name, field in FIELDS.items() if field.kind == (dict,) or f"{name}." in DOCUMENT}
    assert {field.name for field in new} == set(FIELDS) - objects - {"trending_rank"}
    query = selection({field.path for field in new})
    for scene, old in api.scenes().items():
        answer = api.graphql(query, *api.find(SCENES[scene]))
        answer["eventVenues"] = answer["eventVenues"][:1]
        for field in new:
            written = [WRITTEN[field.way](value) for value in values(answer, field.path) if value is not None]
            assert values(old, field.name) == [value for value in written if value is not None], (scene, field.name)
        assert old["trending_rank"] == 0


def test_whole_amounts_have_no_point(api: Api) -> None:
    (paid, payer), (owing, debtor) = api.find(SCENES["paid"]), api.find(SCENES["owing dues"])
    cheap, _ = api.find("SELECT f.event_id, 0 FROM event_fees f WHERE f.amount = 5.0")
    assert b'"amount":12.5,' in api.call(f"/2/event/{paid}?only=fee", payer).content
    assert b'"amount":5,' in api.call(f"/2/event/{cheap}?only=fee").content
    assert b'"fee":24,' in api.call(f"/2/event/{owing}?only=group.membership_dues", debtor).content


# Filters

SUBSETS = {
    "only=name": {"name"},
    "only=venue.id,venue.name": {"venue.id", "venue.name"},
    "only=venue.lon,name,venue.id": {"venue.lon", "venue.id", "name"},
    "only=group": {
        name for name in FIELDS if name.startswith("group") and name not in OPTIONAL and name.count(".") == 1
    },
    "only=group,group.id": {
        name for name in FIELDS if name.startswith("group") and name not in OPTIONAL and name.count(".") == 1
    },
    "only=group.name,group.id,group.topics.urlkey": {"group.name", "group.id", "group.topics.urlkey"},
    "only=event_hosts.member_name,time": {"event_hosts.member_name", "time"},
    "only=group.category&fields=featured": {"group.category"},
    "only=group.id&fields=group_topics": {"group.id"},
    "only=group.id,group.topics&fields=group_topics": {"group.id", "group.topics"},
    "only=name,featured&omit=name": {"featured"},
    "only=group.name,group.id,name&omit=group": {"name"},
    "only=fee,rsvp_rules,name&omit=name,rsvp_rules.closed": {"rsvp_rules.guest_limit", "rsvp_rules.waitlisting"},
    "only=venue&omit=venue.name,venue.id,venue.lat,venue.lon,venue.repinned": {
        "venue." + name for name in words("zip country city address_1 address_2 address_3 phone state")
    },
    "only=self.rsvp.response,self.role": {"self.rsvp.response", "self.role"},
    "only=nonsense": set(),
    "only=nonsense,name": {"name"},
    "only=venue.nonsense,group.nonsense.id,name.first,venue.,.venue,..": set(),
    "only=name&omit=name": set(),
    "only=distance": set(),
    "only=*": set(),
}


@pytest.mark.parametrize("query", SUBSETS)
def test_only_keeps(api: Api, query: str) -> None:
    assert api.event(query) == picked(api.scenes()["everything filled in"], SUBSETS[query])


@pytest.mark.parametrize(
    "omitted",
    ["venue,fee,group", "group.name,group.id,venue.lat", "nonsense,venue.nonsense,name.first", "venue,venue.id"],
)
def test_omit_drops(api: Api, omitted: str) -> None:
    names = set(omitted.split(","))
    assert api.event(f"omit={omitted}") == without(api.scenes()["everything filled in"], OPTIONAL | names)
    assert api.event(f"{FULL}&omit={omitted}") == without(api.scenes()["everything filled in"], names)


def test_fields_that_nobody_knows_add_nothing(api: Api) -> None:
    assert api.event("fields=nonsense,*,venue,text_format,description") == api.event()


# One call, written in many ways

SPELLINGS = (
    "/2/event/{id}?only=id,name",
    "/2/event/{id}?only=id%2Cname",
    "/2/event/{id}?only=%20id%20,+name,,",
    "/2/event/{id}?&sign=true&photo-host=public&only=name,id",
    "/2/event/{id}?only=name,id&",
    "/2/event/{id}?fields=&topic_id=&omit=&limited_events=&text_format=&only=name,id",
    "/2/event/{id}?id={id}&only=name,id",
    "/2/event/{id}?id=1&only=name,id",
    "/2/event/{id}?only=name,id&only=time",
    "/2/event/{id}?only=name,id&ONLY=time&nonsense=1&page=20&format=json",
    "/2/event/{id}/?only=name,id",
    "//2/event/{id}?only=name,id",
    "//2/event/{id}//?only=name,id",
)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_spellings_of_one_call(api: Api, spelling: str) -> None:
    response = api.call(api.url + spelling.format(id=EVENT))
    assert response.status_code == 200
    assert response.json() == picked(api.scenes()["everything filled in"], {"id", "name"})
    assert response.headers["content-type"] == "application/json;charset=utf-8"


def test_the_first_of_two_values_wins_also_if_it_is_empty(api: Api) -> None:
    assert api.event("only=&only=name") == api.event()


def test_head_is_get_without_a_body(api: Api) -> None:
    get, head = api.call(f"/2/event/{EVENT}"), api.call(f"/2/event/{EVENT}", method="HEAD")
    assert (head.status_code, head.content) == (200, b"")
    for header in ("content-type", "content-length"):
        assert head.headers[header] == get.headers[header]
    assert api.call("/2/event/1", method="HEAD").status_code == 404


def test_events_of_a_series_are_found_by_letters_and_by_number(api: Api) -> None:
    number, member = api.find(SCENES["one of a series"])
    letters, _ = api.find(f"SELECT recurring_id, 0 FROM events WHERE id = {number}")
    answer = api.event(key=letters, member=member)
    assert answer == api.event(key=number, member=member)
    assert answer["id"] == letters
    assert answer["event_url"].startswith(f"{SITE}/")
    assert answer["event_url"].endswith(f"/events/{number}/")
    assert letters.isalpha()
    assert api.call(f"/2/event/{letters.upper()}", member).status_code == 404


# Parameters

TEN = {"id", "name", "utc_offset", "time", "duration", "yes_rsvp_count", "waitlist_count", "group", "visibility"}
LIMITED_EVENT = f"SELECT e.id, 0 FROM events e WHERE e.visibility = 'PUBLIC_LIMITED' AND e.starts_at > {NOW}"
BEYOND = {"status"}
"""Shown although the document's list of a limited event's fields does not have them."""


@pytest.mark.parametrize("value", ["true", "True", "TRUE"])
def test_limited_events_show_a_little_to_strangers_who_ask(api: Api, value: str) -> None:
    event, stranger = api.find(LIMITED_EVENT)[0], api.find(STRANGER)[1]
    answer = api.event(f"limited_events={value}", event, stranger)
    assert set(answer) - BEYOND == TEN
    whole = api.event(f"limited_events={value}", event, MEMBER)
    assert answer == {name: whole[name] for name in answer}
    assert set(whole) > {"event_url", "description", "venue"}
    assert "timezone" in api.event("limited_events=true&fields=timezone", event, stranger)


@pytest.mark.parametrize("query", ["", "limited_events=", "limited_events=false", "limited_events=False"])
def test_limited_events_are_left_out_unless_asked_for(api: Api, query: str) -> None:
    event, stranger = api.find(LIMITED_EVENT)[0], api.find(STRANGER)[1]
    assert api.call(f"/2/event/{event}?{query}", stranger).status_code == 404
    assert api.call(f"/2/event/{event}?{query}", MEMBER).status_code == 200


def test_descriptions_come_as_html_or_as_plain_text(api: Api) -> None:
    html = api.event("only=description")["description"]
    plain = api.event("only=description&text_format=plain")["description"]
    assert api.graphql("descriptionHtml plainTextDescription") == {
        "descriptionHtml": html,
        "plainTextDescription": plain,
    }
    assert html.startswith("<p>")
    assert html.endswith("</p>")
    assert "<" not in plain
    for query in ("text_format=html", "text_format=HTML", "text_format=", "fields=description"):
        assert api.event(f"only=description&{query}") == {"description": html}
    assert list(api.event("text_format=plain")) == list(api.event())
    assert api.event("text_format=plain&omit=description") == api.event("omit=description")


@pytest.mark.parametrize(
    ("query", "details"),
    [
        ("limited_events=maybe", "limited_events must be one of true, false"),
        ("limited_events=1", "limited_events must be one of true, false"),
        ("text_format=markdown", "text_format must be one of html, plain"),
        ("only=%00", "only must not contain NUL characters"),
        ("nonsense=a%00b", "nonsense must not contain NUL characters"),
    ],
)
def test_parameters_that_cannot_be_used(api: Api, query: str, details: str) -> None:
    response = api.call(f"/2/event/{EVENT}?{query}")
    assert response.status_code == 400
    problem = "Your command could not be completed"
    assert in_order(response.json()) == [("details", details), ("code", "bad_request"), ("problem", problem)]


def test_nul_in_the_path_is_refused(api: Api) -> None:
    response = api.call(f"/2/event/{EVENT}%00")
    assert response.status_code == 400
    assert response.json()["details"] == "id must not contain NUL characters"


# Credentials

BAD = "invalid access grant provided"
NONE = (
    "API requests must be key-signed, oauth-signed, or accompanied by a key: "
    "http://www.meetup.com/meetup_api/docs/#authentication"
)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer  "])
def test_a_token_in_the_header(api: Api, scheme: str) -> None:
    headers = {"Authorization": f"{scheme} {api.token(MEMBER)}"}
    response = api.client.get(f"/2/event/{EVENT}?fields=self&only=self.role,name", headers=headers)
    assert response.json() == {"name": api.event()["name"], "self": {}}


@pytest.mark.parametrize("name", ["access_token", "key"])
def test_a_token_in_the_query(api: Api, name: str) -> None:
    response = api.client.get(f"/2/event/{EVENT}?only=id&{name}={api.token(MEMBER)}")
    assert (response.status_code, response.json()) == (200, {"id": str(EVENT)})
    empty = api.client.get(f"/2/event/{EVENT}?only=id&access_token=&key={api.token(MEMBER)}")
    assert empty.status_code == 200


def test_the_header_goes_before_the_query(api: Api) -> None:
    headers = {"Authorization": "Bearer nobody"}
    assert api.client.get(f"/2/event/{EVENT}?key={api.token(MEMBER)}", headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("query", "header", "details"),
    [
        ("", None, NONE),
        ("key=", None, NONE),
        ("access_token=", None, NONE),
        ("sign=true", None, NONE),
        ("key=nobody", None, BAD),
        ("access_token=nobody", None, BAD),
        ("key=" + "x" * 5000, None, BAD),
        ("", "Bearer nobody", BAD),
        ("", "Bearer", BAD),
        ("", "Basic bm9ib2R5Og==", BAD),
    ],
)
def test_without_a_valid_token_nothing_is_answered(api: Api, query: str, header: str | None, details: str) -> None:
    """The same for an event that there is and one that there is not."""
    for event in (EVENT, 1):
        headers = {"Authorization": header} if header else {}
        response = api.client.get(f"/2/event/{event}?{query}", headers=headers)
        assert response.status_code == 401
        assert response.headers["www-authenticate"] == f'OAuth realm="{SITE}/"'
        assert response.headers["content-type"] == "application/json;charset=utf-8"
        assert in_order(response.json()) == [
            ("details", details),
            ("code", "not_authorized"),
            ("problem", "You are not authorized to make that request"),
        ]


# Errors

NOT_FOUND = [
    ("details", "The resource you have requested can not be found"),
    ("code", "not_found"),
    ("problem", "Not Found"),
]
HIDDEN = {
    "another group's draft": "SELECT e.id, 0 FROM events e WHERE e.status = 'DRAFT'",
    "a suggestion": "SELECT e.id, 0 FROM events e WHERE e.status = 'SUGGESTED'",
    "of a private group": f"SELECT e.id, 0 FROM events e JOIN groups g ON g.id = e.group_id "
    f"WHERE g.urlname = '{demo.PRIVATE_GROUP}'",
    "for members": "SELECT e.id, 0 FROM events e JOIN groups g ON g.id = e.group_id "
    "WHERE e.visibility = 'MEMBERS' AND g.visibility = 'PUBLIC'",
    "limited": LIMITED_EVENT,
}


def test_hidden_and_missing_look_the_same(api: Api) -> None:
    stranger = api.find(STRANGER)[1]
    hidden = [api.find(sql)[0] for sql in HIDDEN.values()]
    missing = [
        1,
        0,
        -1,
        10**30,
        "nonsense",
        "%20",
        "9%2F3",
        "%F0%9F%8D%95",
        f"{EVENT}%20",
        f"0{EVENT}.0",
        "é",
        "%ED%A0%80",
    ]
    for event in [*hidden, *missing]:
        response = api.call(f"/2/event/{event}", stranger)
        assert (response.status_code, in_order(response.json())) == (404, NOT_FOUND), event
        assert response.headers["content-type"] == "application/json;charset=utf-8"


@pytest.mark.parametrize("path", ["/2/", "/2/nonsense", "//2/event/1/2", "/2/event/1/rsvps"])
def test_unknown_paths_are_not_found_in_the_old_dialect(api: Api, path: str) -> None:
    for method in ("GET", "POST", "OPTIONS"):
        response = api.call(api.url + path, method=method)
        assert (response.status_code, in_order(response.json())) == (404, NOT_FOUND)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "TRACE"])
def test_other_methods_are_refused_in_the_old_dialect(api: Api, method: str) -> None:
    response = api.call(f"/2/event/{EVENT}", method=method)
    assert response.status_code == 405
    allowed = "GET, POST, DELETE, HEAD, OPTIONS"
    assert response.headers["allow"] == allowed
    assert in_order(response.json()) == [
        ("details", f"use {allowed}"),
        ("code", "method_not_allowed"),
        ("problem", "Your command could not be completed"),
    ]


# Whatever somebody sends

names = st.sampled_from([*FIELDS, *WORDS, "nonsense", "*", "", "."])
junk = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
lists = st.lists(names | junk, max_size=5).map(",".join)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(only=lists, omit=lists, fields=lists)
def test_any_filters_give_a_part_of_the_whole(api: Api, only: str, omit: str, fields: str) -> None:
    parameters = {"only": only, "omit": omit, "fields": fields}
    response = api.client.get(
        f"/2/event/{EVENT}", params=parameters, headers={"Authorization": f"Bearer {api.token(ORGANIZER)}"}
    )
    assert response.status_code == 200
    assert is_part(response.json(), api.scenes()["everything filled in"])


def is_part(part: Any, whole: Any) -> bool:
    """Nothing but values of the whole, at their places and in their order."""
    if isinstance(part, dict):
        order = [name for name in whole if name in part]
        return list(part) == order and all(is_part(value, whole[name]) for name, value in part.items())
    if isinstance(part, list) and isinstance(whole, list):
        return len(part) == len(whole) and all(map(is_part, part, whole))
    return type(part) is type(whole) and part == whole
