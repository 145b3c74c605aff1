"""What members do for themselves: saved events, attendance, notifications and messages; lists of RSVPs, memberships and
events by every filter and sort.
"""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import URL, update

import db
from db import demo
from db.member_enums import Attendance
from tests.conftest import NOW, Databases, Graph
from tests.rsvping import change, stored

EVENT = 930000000
ORGANIZER, MEMBER = demo.DEMO_ORGANIZER_ID, demo.DEMO_MEMBER_ID
STRANGER = 920005593
"""Belongs to one group that the other two do not know."""


@pytest.fixture(scope="module")
def changing(databases: Databases, graphs: Callable[[URL, str], Graph]) -> Callable[[str], Graph]:
    """One demo of each kind for this module's writes."""
    urls: dict[str, URL] = {}
    return lambda kind: graphs(urls.setdefault(kind, databases.demo_to_change(kind)), "ordinary")


@pytest.fixture
def own(changing: Callable[[str], Graph], kind: str) -> Graph:
    """A demo to write to."""
    return changing(kind)


def do(graph: Graph, viewer: int, field: str, kind: str, answer: str, **given: Any) -> Any:
    """What a mutation answers."""
    text = f"mutation ($input: {kind}!) {{ {field}(input: $input) {{ {answer} errors {{ code field }} }} }}"
    return graph.data(text, {"input": given}, viewer)[field]


def code(answer: Any) -> tuple[str, str]:
    """Why a mutation was refused."""
    (error,) = answer["errors"]
    return error["code"], error["field"]


# Saved events


def test_an_event_is_saved_once_and_let_go(own: Graph) -> None:
    event = {"eventId": str(EVENT)}
    for _ in range(2):
        saved = do(own, STRANGER, "saveEvent", "SaveEventInput", "event { id isSaved }", **event)
        assert saved == {"event": {"id": str(EVENT), "isSaved": True}, "errors": None}
    listed = "{ self { savedEvents(first: 5) { totalCount edges { node { id } rsvpState } } } }"
    found = own.data(listed, viewer=STRANGER)["self"]["savedEvents"]
    assert found == {"totalCount": 1, "edges": [{"node": {"id": str(EVENT)}, "rsvpState": "NONE"}]}
    others = f'{{ member(id: "{STRANGER}") {{ savedEvents(first: 5) {{ totalCount }} }} }}'
    assert own.data(others, viewer=MEMBER)["member"]["savedEvents"]["totalCount"] == 0
    let_go = do(own, STRANGER, "unsaveEvent", "UnsaveEventInput", "event { isSaved }", **event)
    assert let_go["event"]["isSaved"] is False
    assert code(do(own, STRANGER, "saveEvent", "SaveEventInput", "event { id }", eventId="1")) == (
        "NOT_FOUND",
        "eventId",
    )


def test_saved_events_are_told_apart_by_the_clock(graph: Graph) -> None:
    document = """{ self { all: savedEvents(first: 50) { ...ids } past: savedEvents(first: 50, filter: PAST) { ...ids }
      future: savedEvents(first: 50, filter: FUTURE, sort: DESC) { ...ids } } }
      fragment ids on MemberEventConnection { edges { node { id endTime } } }"""
    found = graph.data(document, viewer=MEMBER)["self"]
    ids = {name: [edge["node"]["id"] for edge in part["edges"]] for name, part in found.items()}
    assert ids["all"] == ids["past"] + ids["future"][::-1]
    assert (len(ids["past"]), len(ids["future"])) == (2, 4)


# Attendance


def held(url: URL) -> tuple[int, int, list[int]]:
    """An event of the demo's group that was held, the group, and those who said yes to the event."""
    e, r = db.Event, db.Rsvp
    group = stored(url, e.group_id, id=EVENT)[0][0]
    rows = stored(url, e.id, e.ends_at, group_id=group, status="ACTIVE")
    past = next(key for key, ends_at in rows if ends_at < NOW)
    return past, group, [key for (key,) in stored(url, r.member_id, event_id=past, status="YES")]


def test_attendance_is_taken_by_those_who_run_the_event(own: Graph) -> None:
    event, group, (a, b, *_) = held(own.url)
    change(own.url, update(db.Rsvp).where(db.Rsvp.event_id == event).values(attendance=None))
    before = stored(own.url, db.Membership.no_show_count, group_id=group, member_id=b)[0][0]
    members = [{"memberId": str(a), "attendance": "ATTENDED"}, {"memberId": str(b), "attendance": "NO_SHOW"}]
    answer = (
        "event { headcount rsvps(filter: {rsvpStatus: [ATTENDED, NO_SHOW]}) { totalCount attendedCount noShowCount } }"
    )
    given = {"eventId": str(event), "members": members, "headcount": 7}
    taken = do(own, ORGANIZER, "takeAttendance", "TakeAttendanceInput", answer, **given)
    assert taken["event"] == {"headcount": 7, "rsvps": {"totalCount": 2, "attendedCount": 1, "noShowCount": 1}}
    assert stored(own.url, db.Membership.no_show_count, group_id=group, member_id=b) == [(before + 1,)]
    shown = f'{{ event(id: "{event}") {{ rsvps(filter: {{rsvpStatus: [NO_SHOW]}}) {{ totalCount noShowCount }} }} }}'
    assert own.data(shown)["event"]["rsvps"] == {"totalCount": 0, "noShowCount": None}
    back = {"eventId": str(event), "members": [{"memberId": str(b)}]}
    do(own, ORGANIZER, "takeAttendance", "TakeAttendanceInput", "event { id }", **back)
    assert stored(own.url, db.Membership.no_show_count, group_id=group, member_id=b) == [(before,)]
    assert stored(own.url, db.Rsvp.attendance, event_id=event, member_id=b) == [(None,)]


@pytest.mark.parametrize(
    ("viewer", "given", "refused"),
    [
        (STRANGER, {}, ("FORBIDDEN", "eventId")),
        (ORGANIZER, {"eventId": str(EVENT)}, ("CONFLICT", "eventId")),
        (ORGANIZER, {"eventId": "1"}, ("NOT_FOUND", "eventId")),
        (ORGANIZER, {"headcount": -1}, ("BAD_USER_INPUT", "headcount")),
        (ORGANIZER, {"members": [{"memberId": "1", "attendance": "ATTENDED"}]}, ("NOT_FOUND", "members.0.memberId")),
    ],
)
def test_attendance_that_is_refused(own: Graph, viewer: int, given: dict[str, Any], refused: tuple[str, str]) -> None:
    wanted = {"eventId": str(held(own.url)[0]), **given}
    assert code(do(own, viewer, "takeAttendance", "TakeAttendanceInput", "event { id }", **wanted)) == refused


# Notifications


def test_notifications_are_marked_one_by_one_and_all_at_once(own: Graph) -> None:
    listed = "{ self { notifications(first: 50) { totalCount unreadCount edges { node { id read clicked } } } } }"
    before = own.data(listed, viewer=MEMBER)["self"]["notifications"]
    first = next(edge["node"]["id"] for edge in before["edges"] if not edge["node"]["read"])
    kind, answer = "MarkNotificationsReadInput", "member { notifications { unreadCount } }"
    one = do(own, MEMBER, "markNotificationsRead", kind, answer, ids=[first], clicked=True)
    assert one["member"]["notifications"]["unreadCount"] == before["unreadCount"] - 1
    assert do(own, STRANGER, "markNotificationsRead", kind, answer, ids=[first])["errors"] is None
    done = do(own, MEMBER, "markNotificationsRead", kind, answer)
    assert done["member"]["notifications"]["unreadCount"] == 0
    assert stored(own.url, db.Notification.read_at, id=int(first)) == [(NOW,)]
    others = f'{{ member(id: "{MEMBER}") {{ notifications {{ totalCount unreadCount }} }} }}'
    assert own.data(others, viewer=ORGANIZER)["member"]["notifications"] == {"totalCount": 0, "unreadCount": 0}


def test_organizers_ask_for_what_is_theirs(graph: Graph) -> None:
    document = "{ self { notifications(filter: {organizerOnly: true}) { edges { node { kind category link } } } } }"
    found = graph.data(document, viewer=ORGANIZER)["self"]["notifications"]["edges"]
    assert [edge["node"] for edge in found] == [{"kind": "PENDING_MEMBER", "category": "GROUP", "link": None}]


# Messages

SEND = "thread { id subject unreadCount members { id } messages { edges { node { text isRead } } } } message { id }"


def test_messages_go_to_the_others_and_count_until_they_are_read(own: Graph) -> None:
    given = {"memberIds": [str(ORGANIZER)], "subject": "Slides", "text": "Where are they?"}
    sent = do(own, MEMBER, "sendMessage", "SendMessageInput", SEND, **given)
    thread = sent["thread"]
    assert [one["id"] for one in thread["members"]] == [str(MEMBER), str(ORGANIZER)]
    unread = "{ self { messageThreads { unreadCount } } }"
    before = own.data(unread, viewer=ORGANIZER)["self"]["messageThreads"]["unreadCount"]
    reply = {"threadId": thread["id"], "text": "Linked in the description."}
    assert do(own, ORGANIZER, "sendMessage", "SendMessageInput", SEND, **reply)["thread"]["unreadCount"] == 1
    assert own.data(unread, viewer=ORGANIZER)["self"]["messageThreads"]["unreadCount"] == before
    read = do(own, ORGANIZER, "markThreadRead", "MarkThreadReadInput", "thread { unreadCount }", threadId=thread["id"])
    assert read["thread"]["unreadCount"] == 0
    assert own.data(unread, viewer=ORGANIZER)["self"]["messageThreads"]["unreadCount"] == before - 1
    hidden = f'{{ messageThread(id: "{thread["id"]}") {{ id }} }}'
    assert own.data(hidden, viewer=STRANGER) == {"messageThread": None}
    assert own.data(hidden, viewer=MEMBER) == {"messageThread": {"id": thread["id"]}}
    mails = stored(own.url, db.Message.member_id, db.Message.text, kind="message")
    assert mails == [(ORGANIZER, "Where are they?"), (MEMBER, "Linked in the description.")]


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"memberIds": [str(ORGANIZER)], "text": " "}, ("BAD_USER_INPUT", "text")),
        ({"memberIds": [str(ORGANIZER)], "text": "x" * 2001}, ("BAD_USER_INPUT", "text")),
        ({"memberIds": [], "text": "x"}, ("BAD_USER_INPUT", "memberIds")),
        ({"memberIds": [str(MEMBER)], "text": "x"}, ("BAD_USER_INPUT", "memberIds")),
        ({"memberIds": ["1"], "text": "x"}, ("NOT_FOUND", "memberIds")),
        ({"memberIds": [str(STRANGER)], "text": "x"}, ("FORBIDDEN", "memberIds")),
        ({"text": "x"}, ("BAD_USER_INPUT", "threadId")),
        ({"threadId": "1", "text": "x"}, ("NOT_FOUND", "threadId")),
    ],
)
def test_messages_that_are_refused(own: Graph, given: dict[str, Any], refused: tuple[str, str]) -> None:
    before = stored(own.url, db.ThreadMessage.id)
    assert code(do(own, MEMBER, "sendMessage", "SendMessageInput", "message { id }", **given)) == refused
    assert stored(own.url, db.ThreadMessage.id) == before


# Lists, counted from the demo's rows


@pytest.fixture(scope="module")
def rows() -> Any:
    """The demo without a database."""
    return demo.build(NOW)


def test_rsvps_of_a_member_by_every_filter(graph: Graph, rows: Any) -> None:
    events = {row["id"]: row for row in rows.of(db.Event)}
    mine = [row for row in rows.of(db.Rsvp) if row["member_id"] == MEMBER]
    group = events[mine[0]["event_id"]]["group_id"]
    wanted = {
        "": [row for row in mine if row["status"] == "YES" and row["attendance"] in (None, "ATTENDED")],
        "rsvpStatus: [NO]": [row for row in mine if row["status"] == "NO"],
        "rsvpStatus: [HAVENT, YES]": [],
        f"rsvpStatus: [YES, NO, MAYBE, ATTENDED, NO_SHOW, EXCUSED_ABSENCE, WAITLIST], groupId: {group}": [
            row for row in mine if events[row["event_id"]]["group_id"] == group
        ],
        "rsvpStatus: [NO_SHOW]": [row for row in mine if row["attendance"] == Attendance.NO_SHOW],
        'startDate: "2026-11-01T00:00Z", endDate: "2027-02-01T00:00Z"': [
            row
            for row in mine
            if row["status"] == "YES"
            and row["attendance"] in (None, "ATTENDED")
            and 1793491200000 <= events[row["event_id"]]["starts_at"] <= 1801440000000
        ],
        "eventStatus: [UPCOMING]": [
            row
            for row in mine
            if row["status"] == "YES" and events[row["event_id"]]["status"] == "ACTIVE"
            if events[row["event_id"]]["ends_at"] >= NOW
        ],
        "onlyHosts: true": [],
    }
    for text, expected in wanted.items():
        query = f"{{ self {{ rsvps(first: 500, filter: {{{text}}}) {{ totalCount edges {{ node {{ id }} }} }} }} }}"
        found = graph.data(query, viewer=MEMBER)["self"]["rsvps"]
        assert [int(edge["node"]["id"]) for edge in found["edges"]] == sorted(row["id"] for row in expected), text
        assert found["totalCount"] == len(expected)


def test_what_is_not_here_is_refused_by_name(graph: Graph) -> None:
    for text, name in {
        "filter: {potentialMemberConnections: true}": "filter.potentialMemberConnections",
        "sort: {memberConnectionsFirst: true}": "sort.memberConnectionsFirst",
        "filter: {lat: 1}": "filter.lon",
        'filter: {startDate: "soon"}': "filter.startDate",
    }.items():
        answer = graph.ask(f'{{ event(id: "{EVENT}") {{ rsvps({text}) {{ totalCount }} }} }}')
        assert answer["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT", "argument": name}
    off = f'{{ event(id: "{EVENT}") {{ rsvps(filter: {{potentialMemberConnections: false}}) {{ totalCount }} }} }}'
    assert graph.data(off)["event"]["rsvps"]["totalCount"] > 0


def test_rsvps_in_every_order(graph: Graph) -> None:
    for field in ("DATETIME", "LOCAL_TIME", "NAME", "RELEVANCE", "RSVP_ID", "SHARED_GROUPS"):
        sort = f"sort: {{sortField: {field}, sortOrder: DESC, hostsFirst: true}}"
        query = f"""{{ event(id: "{EVENT}") {{ rsvps(first: 500, {sort}) {{ edges {{ node {{
          id updated isHost member {{ name }} }} }} }} }} }}"""
        found = [edge["node"] for edge in graph.data(query, viewer=MEMBER)["event"]["rsvps"]["edges"]]
        keys: dict[str, Callable[[Any], Any]] = {
            "NAME": lambda node: node["member"]["name"].lower(),
            "RSVP_ID": lambda node: int(node["id"]),
            "DATETIME": lambda node: node["updated"],
            "LOCAL_TIME": lambda node: node["updated"],
        }
        hosts = [node["isHost"] for node in found]
        assert hosts == sorted(hosts, reverse=True)
        if field in keys:
            rest = [keys[field](node) for node in found if not node["isHost"]]
            assert rest == sorted(rest, reverse=True), field


def test_memberships_by_every_filter(graph: Graph, rows: Any) -> None:
    mine = [
        row for row in rows.of(db.Membership) if row["member_id"] == ORGANIZER and row["status"] in ("ACTIVE", "LEADER")
    ]
    dues = {row["group_id"] for row in rows.of(db.GroupDues)}
    coming = {row["group_id"] for row in rows.of(db.Event) if row["status"] == "ACTIVE" and row["ends_at"] >= NOW}
    wanted = {
        "": mine,
        "leaderSubset: PRIMARY, status: [LEADER]": [row for row in mine if row["role"] == "ORGANIZER"],
        "leaderSubset: SECONDARY, status: [LEADER]": [],
        "onlyDues: true": [row for row in mine if row["group_id"] in dues],
        "noUpcomingEvents: false": [row for row in mine if row["group_id"] in coming],
        "groupStatus: [PAID]": mine,
        "groupStatus: [GRACE]": [],
        "guestEventHosted: true": [],
        f"groupIds: [{mine[0]['group_id']}]": mine[:1],
    }
    for text, expected in wanted.items():
        query = f"{{ self {{ memberships(first: 50, filter: {{{text}}}) {{ edges {{ node {{ id }} }} }} }} }}"
        found = graph.data(query, viewer=ORGANIZER)["self"]["memberships"]["edges"]
        assert {int(edge["node"]["id"]) for edge in found} == {row["group_id"] for row in expected}, text


def test_events_that_a_member_hosts_need_no_answer(graph: Graph, rows: Any) -> None:
    hosted = {row["event_id"] for row in rows.of(db.EventHost) if row["member_id"] == ORGANIZER}
    over = {row["id"] for row in rows.of(db.Event) if row["ends_at"] < NOW and row["status"] == "ACTIVE"}
    for sort in ("CTIME", "LOCAL_TIME", "MTIME", "ROLE"):
        given = f"isHosting: true, eventStatus: [PAST], sort: {{sortField: {sort}}}"
        given += ", membershipsFilter: {leaderSubset: PRIMARY}"
        inner = "totalCount edges { node { id } rsvpState }"
        query = f"{{ self {{ memberEvents(first: 500, {given}) {{ {inner} }} }} }}"
        found = graph.data(query, viewer=ORGANIZER)["self"]["memberEvents"]
        assert {int(edge["node"]["id"]) for edge in found["edges"]} == hosted & over
        assert found["totalCount"] == len(hosted & over)


def test_topics_are_recommended_from_ones_own_groups(graph: Graph, rows: Any) -> None:
    own = {row["topic_id"] for row in rows.of(db.MemberTopic) if row["member_id"] == MEMBER}
    groups = {row["group_id"] for row in rows.of(db.Membership) if row["member_id"] == MEMBER}
    wanted = {row["topic_id"] for row in rows.of(db.GroupTopic) if row["group_id"] in groups} - own
    document = "{ %s { recommendedTopics(first: 100) { totalCount edges { node { id } } } } }"
    found = graph.data(document % "self", viewer=MEMBER)["self"]["recommendedTopics"]
    assert {int(edge["node"]["id"]) for edge in found["edges"]} == wanted
    other = graph.data(document % f'member(id: "{MEMBER}")', viewer=ORGANIZER)["member"]["recommendedTopics"]
    assert (other["totalCount"], other["edges"]) == (0, [])


def test_the_most_active_members_have_a_name(graph: Graph) -> None:
    query = """{ groupByUrlname(urlname: "api-craft-san-francisco") {
      all: memberships { totalCount }
      top: memberships(filter: {namedQuery: TOP_ACTIVE_MEMBERS_IN_GROUP}) { totalCount } } }"""
    found = graph.data(query)["groupByUrlname"]
    assert 0 < found["top"]["totalCount"] < found["all"]["totalCount"]
