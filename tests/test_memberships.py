"""Belonging to groups: joining, leaving, being let in, roles; and comments on their events."""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from typing import Any

import pytest
from sqlalchemy import URL, delete, update

import db
from db.enums import GroupJoinMode, MembershipStatus, Role
from tests.conftest import NOW, Databases, Graph
from tests.rsvping import EVENT, add, change, emptied, members, say, standing, stored, tallies_hold

DAY = 86_400_000
MEMBERSHIP = "errors { code field } membership { role status bio }"
MUTATIONS = {
    "joinGroup": f"{MEMBERSHIP} group {{ memberCount isMember }}",
    "leaveGroup": f"{MEMBERSHIP} group {{ memberCount isMember }}",
    "approveMembership": MEMBERSHIP,
    "declineMembership": MEMBERSHIP,
    "updateGroupMembershipRole": MEMBERSHIP,
    "createEventComment": """errors { code field }
      comment { id text inReplyToId createdTime member { id } event { id } }""",
    "deleteEventComment": "errors { code field } event { id }",
}
OUT = [status for status in MembershipStatus if status not in (MembershipStatus.ACTIVE, MembershipStatus.LEADER)]
BANNED = {"BLOCKED", "BOOTED", "GROUP_BLOCKED", "GROUP_BLOCKED_ORG"}


@pytest.fixture(scope="module")
def graph(databases: Databases, kind: str) -> Iterator[Graph]:
    """The engine on a demo to write to."""
    made = Graph(databases.demo_to_change(kind), "ordinary")
    yield made
    made.close()


@pytest.fixture
def group(graph: Graph) -> int:
    """A public group of which the outsider is no member, open to all, without dues."""
    emptied(graph.url)
    found = int(stored(graph.url, db.Event.group_id, id=EVENT)[0][0])
    outsider = outsider_of(graph.url)
    change(
        graph.url,
        delete(db.Membership).where(db.Membership.member_id == outsider, db.Membership.group_id == found),
        delete(db.GroupDues).where(db.GroupDues.group_id == found),
        update(db.Group).where(db.Group.id == found).values(join_mode="OPEN", visibility="PUBLIC"),
    )
    recounted(graph.url, found)
    return found


@cache
def outsider_of(url: URL) -> int:
    """Somebody who has never belonged to the event's group."""
    return _strangers(url)[-1]


@cache
def nobody(url: URL) -> int:
    """Somebody else who has never belonged to the event's group."""
    return _strangers(url)[0]


def _strangers(url: URL) -> list[int]:
    group = stored(url, db.Event.group_id, id=EVENT)[0][0]
    inside = {row[0] for row in stored(url, db.Membership.member_id, group_id=group)}
    return [row[0] for row in stored(url, db.Member.id, status="ACTIVE") if row[0] not in inside]


def recounted(url: URL, group: int) -> None:
    """Let the group's tally be right before a test."""
    change(url, update(db.Group).where(db.Group.id == group).values(member_count=_taking_part(url, group)))


def _taking_part(url: URL, group: int) -> int:
    m = db.Membership
    return sum(len(stored(url, m.id, group_id=group, status=status)) for status in ("ACTIVE", "LEADER"))


def do(graph: Graph, mutation: str, viewer: int, **given: Any) -> Any:
    """What a mutation answers; the group's tally is right afterwards."""
    name = mutation[0].upper() + mutation[1:]
    document = f"mutation ($input: {name}Input!) {{ {mutation}(input: $input) {{ {MUTATIONS[mutation]} }} }}"
    answer: Mapping[str, Any] = graph.data(document, {"input": given}, viewer)[mutation]
    g, group_id = db.Group, stored(graph.url, db.Event.group_id, id=EVENT)[0][0]
    ((count, unlisted),) = stored(graph.url, g.member_count, g.unlisted_members, id=group_id)
    assert count == unlisted + _taking_part(graph.url, group_id)
    return answer


def result(answer: Any) -> str:
    """The standing that came of it, or the code of the refusal."""
    return str(answer["errors"][0]["code"] if answer["errors"] else answer["membership"]["status"])


def holder(url: URL, group: int, role: str) -> int:
    """Somebody who has this role in the group."""
    return int(stored(url, db.Membership.member_id, group_id=group, role=role)[0][0])


def test_joining_and_leaving(graph: Graph, group: int) -> None:
    outsider = outsider_of(graph.url)
    count = _taking_part(graph.url, group)
    answer = do(graph, "joinGroup", outsider, groupId=str(group), bio="Hello")
    assert answer["membership"] == {"role": "MEMBER", "status": "ACTIVE", "bio": "Hello"}
    assert answer["group"] == {"memberCount": count + 1, "isMember": True}
    assert result(do(graph, "joinGroup", outsider, groupId=str(group))) == "ACTIVE"
    assert say(graph, outsider, "YES") == "YES"
    answer = do(graph, "leaveGroup", outsider, groupId=str(group))
    assert answer["membership"]["status"] == "REMOVED"
    assert answer["group"] == {"memberCount": count, "isMember": False}
    assert result(do(graph, "leaveGroup", outsider, groupId=str(group))) == "CONFLICT"
    assert say(graph, outsider, "YES") == "MEMBERSHIP_REQUIRED"
    noted = stored(graph.url, db.Change.id, db.Change.action, noun="group")
    assert [action for _, action in noted] == ["joined", "left"]


def test_a_group_is_named_one_way(graph: Graph, group: int) -> None:
    outsider = outsider_of(graph.url)
    urlname = stored(graph.url, db.Group.urlname, id=group)[0][0]
    assert result(do(graph, "joinGroup", outsider)) == "BAD_USER_INPUT"
    assert result(do(graph, "joinGroup", outsider, groupId=str(group), groupUrlname=urlname)) == "BAD_USER_INPUT"
    assert result(do(graph, "joinGroup", outsider, groupUrlname="no-such")) == "NOT_FOUND"
    assert result(do(graph, "joinGroup", outsider, groupId=str(group), bio="x" * 251)) == "BAD_USER_INPUT"
    assert result(do(graph, "joinGroup", outsider, groupUrlname=urlname.swapcase())) == "ACTIVE"


@pytest.mark.parametrize(("mode", "status"), list(product(GroupJoinMode, [None, *OUT])))
def test_who_may_join(graph: Graph, group: int, mode: GroupJoinMode, status: MembershipStatus | None) -> None:
    outsider = outsider_of(graph.url)
    change(graph.url, update(db.Group).where(db.Group.id == group).values(join_mode=mode))
    if status:
        add(graph.url, db.Membership, group_id=group, member_id=outsider, status=status)
    expected = {"OPEN": "ACTIVE", "APPROVAL": "PENDING", "CLOSED": "FORBIDDEN"}[mode]
    expected = "FORBIDDEN" if status in BANNED else expected
    assert result(do(graph, "joinGroup", outsider, groupId=str(group))) == expected


def test_a_private_group_is_not_there_for_strangers(graph: Graph, group: int) -> None:
    change(graph.url, update(db.Group).where(db.Group.id == group).values(visibility="MEMBERS"))
    assert result(do(graph, "joinGroup", outsider_of(graph.url), groupId=str(group))) == "NOT_FOUND"


def test_dues_to_join_and_one_trial(graph: Graph, group: int) -> None:
    outsider = outsider_of(graph.url)
    dues: dict[str, Any] = {"amount": 5.0, "currency": "USD", "methods": [], "reasons": [], "refund_policies": []}
    add(graph.url, db.GroupDues, group_id=group, **dues, required="TO_JOIN", trial_days=None)
    assert result(do(graph, "joinGroup", outsider, groupId=str(group))) == "DUES_REQUIRED"
    change(graph.url, update(db.GroupDues).where(db.GroupDues.group_id == group).values(trial_days=30))
    assert result(do(graph, "joinGroup", outsider, groupId=str(group))) == "ACTIVE"
    m = db.Membership
    standing = stored(graph.url, m.dues_status, m.dues_trial_until, group_id=group, member_id=outsider)
    assert standing == [("TRIAL", NOW + 30 * DAY)]
    assert result(do(graph, "leaveGroup", outsider, groupId=str(group))) == "REMOVED"
    change(graph.url, update(m).where(m.group_id == group, m.member_id == outsider).values(dues_status="UNPAID"))
    assert result(do(graph, "joinGroup", outsider, groupId=str(group))) == "DUES_REQUIRED"
    change(graph.url, update(db.GroupDues).where(db.GroupDues.group_id == group).values(required="TO_RSVP"))
    assert result(do(graph, "joinGroup", outsider, groupId=str(group))) == "ACTIVE"
    assert say(graph, outsider, "YES") == "DUES_REQUIRED"
    assert say(graph, outsider, "NO") == "NO"


def test_who_leaves_gives_up_the_seat(graph: Graph, group: int) -> None:
    emptied(graph.url, rsvp_limit=2)
    outsider = outsider_of(graph.url)
    a, b, c = members(graph.url, 3)
    do(graph, "joinGroup", outsider, groupId=str(group))
    add(graph.url, db.EventHost, event_id=EVENT, member_id=outsider, position=9)
    assert [say(graph, each, "YES") for each in (outsider, a, b)] == ["YES", "YES", "WAITLIST"]
    assert say(graph, c, "YES", guestsCount=0) == "WAITLIST"
    do(graph, "leaveGroup", outsider, groupId=str(group))
    assert standing(graph.url) == {outsider: "NO", a: "YES", b: "YES", c: "WAITLIST"}
    assert tallies_hold(graph.url)
    assert stored(graph.url, db.EventHost.member_id, event_id=EVENT, member_id=outsider) == []


@pytest.mark.parametrize("role", [*Role, None])
@pytest.mark.parametrize(("mutation", "status"), [("approveMembership", "ACTIVE"), ("declineMembership", "UNAPPROVED")])
def test_who_lets_in(graph: Graph, group: int, mutation: str, status: str, role: Role | None) -> None:
    outsider = outsider_of(graph.url)
    viewer = with_role(graph.url, group, role)
    given = {"groupId": str(group), "memberId": str(outsider)}
    may = role in (Role.ASST_ORGANIZER, Role.COORGANIZER, Role.ORGANIZER)
    assert result(do(graph, mutation, viewer, **given)) == ("NOT_FOUND" if may else "FORBIDDEN")
    change(graph.url, update(db.Group).where(db.Group.id == group).values(join_mode="APPROVAL"))
    assert result(do(graph, "joinGroup", outsider, groupId=str(group))) == "PENDING"
    assert say(graph, outsider, "YES") == "MEMBERSHIP_REQUIRED"
    assert result(do(graph, mutation, viewer, **given)) == (status if may else "FORBIDDEN")
    if may:
        assert result(do(graph, mutation, viewer, **given)) == "CONFLICT"
        told = stored(graph.url, db.Message.id, db.Message.member_id, kind="membership")
        assert told[-1][1] == outsider


def with_role(url: URL, group: int, role: Role | None) -> int:
    """A member with this role, or a stranger."""
    if role is None:
        return _strangers(url)[1]
    return members(url, 1)[0] if role == Role.MEMBER else holder(url, group, role)


RANKS = list(Role)


@pytest.mark.parametrize(("by", "before", "after"), list(product([*Role, None], Role, Role)))
def test_who_gives_which_role(graph: Graph, group: int, by: Role | None, before: Role, after: Role) -> None:
    """One cell of the matrix: a viewer with one role, a member with another, and the role to be given."""
    viewer = with_role(graph.url, group, by)
    target = nobody(graph.url)
    status = "ACTIVE" if before == Role.MEMBER else "LEADER"
    add(graph.url, db.Membership, group_id=group, member_id=target, role=before, status=status)
    recounted(graph.url, group)
    organizer = stored(graph.url, db.Group.organizer_id, id=group)[0][0]
    given = {"groupId": str(group), "memberId": str(target), "role": after}
    got = result(do(graph, "updateGroupMembershipRole", viewer, **given))
    rank = RANKS.index(by) if by in (Role.COORGANIZER, Role.ORGANIZER) else 0
    may = RANKS.index(before) < rank and (by == Role.ORGANIZER or RANKS.index(after) < rank)
    assert got == (("ACTIVE" if after == Role.MEMBER else "LEADER") if may else "FORBIDDEN")
    if may and after == Role.ORGANIZER:
        assert stored(graph.url, db.Group.organizer_id, id=group) == [(target,)]
        assert stored(graph.url, db.Membership.role, group_id=group, member_id=viewer) == [("COORGANIZER",)]
        back = {"groupId": str(group), "memberId": str(viewer), "role": "ORGANIZER"}
        assert result(do(graph, "updateGroupMembershipRole", target, **back)) == "LEADER"
    assert stored(graph.url, db.Group.organizer_id, id=group) == [(organizer,)]
    change(graph.url, delete(db.Membership).where(db.Membership.member_id == target, db.Membership.group_id == group))
    recounted(graph.url, group)


def test_stepping_back(graph: Graph, group: int) -> None:
    for role, to, expected in [
        ("ORGANIZER", "COORGANIZER", "CONFLICT"),
        ("ORGANIZER", "ORGANIZER", "LEADER"),
        ("ASST_ORGANIZER", "ORGANIZER", "FORBIDDEN"),
        ("EVENT_ORGANIZER", "MEMBER", "ACTIVE"),
    ]:
        viewer = holder(graph.url, group, role)
        given = {"groupId": str(group), "memberId": str(viewer), "role": to}
        assert result(do(graph, "updateGroupMembershipRole", viewer, **given)) == expected
    assert result(do(graph, "leaveGroup", holder(graph.url, group, "ORGANIZER"), groupId=str(group))) == "CONFLICT"
    m = db.Membership
    theirs = (m.group_id == group, m.member_id == viewer)
    change(graph.url, update(m).where(*theirs).values(role="EVENT_ORGANIZER", status="LEADER"))


def test_comments(graph: Graph, group: int) -> None:
    outsider = outsider_of(graph.url)
    a, b = members(graph.url, 2)
    organizer = holder(graph.url, group, "ORGANIZER")
    (before,) = stored(graph.url, db.Event.comment_count, id=EVENT)[0]
    hello = {"eventId": str(EVENT), "text": "Is there a lift?"}
    first = do(graph, "createEventComment", a, **hello)["comment"]
    at = "2026-11-18T11:06:40Z"
    said = {"text": hello["text"], "createdTime": at, "member": {"id": str(a)}, "event": {"id": str(EVENT)}}
    assert first == {"id": first["id"], "inReplyToId": None, **said}
    reply = do(graph, "createEventComment", b, **hello, inReplyToId=first["id"])["comment"]
    assert reply["inReplyToId"] == first["id"]
    assert stored(graph.url, db.Event.comment_count, id=EVENT) == [(before + 2,)]
    wrong = {"eventId": str(EVENT), "text": " \n"}
    refusals = [
        (do(graph, "createEventComment", outsider, **hello), "MEMBERSHIP_REQUIRED", "eventId"),
        (do(graph, "createEventComment", a, **wrong), "BAD_USER_INPUT", "text"),
        (do(graph, "createEventComment", a, **{**hello, "text": "x" * 4001}), "BAD_USER_INPUT", "text"),
        (do(graph, "createEventComment", a, **hello, inReplyToId="1"), "NOT_FOUND", "inReplyToId"),
        (do(graph, "createEventComment", a, eventId="1", text="?"), "NOT_FOUND", "eventId"),
        (do(graph, "deleteEventComment", b, commentId=first["id"]), "FORBIDDEN", "commentId"),
        (do(graph, "deleteEventComment", b, commentId="1"), "NOT_FOUND", "commentId"),
    ]
    for answer, code, field in refusals:
        assert answer["errors"] == [{"code": code, "field": field}]
    assert do(graph, "deleteEventComment", a, commentId=first["id"])["errors"] is None
    assert stored(graph.url, db.EventComment.id, id=int(reply["id"])) == []
    assert stored(graph.url, db.Event.comment_count, id=EVENT) == [(before,)]
    another = do(graph, "createEventComment", a, **hello)["comment"]["id"]
    assert do(graph, "deleteEventComment", organizer, commentId=another)["errors"] is None
    assert stored(graph.url, db.Event.comment_count, id=EVENT) == [(before,)]
    assert stored(graph.url, db.Membership.visited_at, group_id=group, member_id=b) == [(NOW,)]
