"""Belonging to a group: joining, leaving, being let in, and who does what for it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import aliased

import db
from db.enums import DuesRequired, DuesStatus, EventStatus, GroupJoinMode, MembershipStatus, Role, RsvpStatus
from resolvers.commands import Act, Problem, Refused, command
from resolvers.errors import Code
from resolvers.groups import ACTIVE
from resolvers.joining import answers_of, keep_answers
from resolvers.keys import as_number, folded
from resolvers.seats import Facts, answer, promote

BANNED = (
    MembershipStatus.BLOCKED,
    MembershipStatus.BOOTED,
    MembershipStatus.GROUP_BLOCKED,
    MembershipStatus.GROUP_BLOCKED_ORG,
)
LONGEST_BIO = 250
DAY = 86_400_000
RANKS = list(Role)
"""Roles from the least to the most."""
MISSING_MEMBERSHIP = Problem(Code.NOT_FOUND, "There is no such member in the group.", "memberId")


def locked_group(act: Act, given: Mapping[str, Any]) -> Facts:
    """A group that the viewer sees, by `groupId` or `groupUrlname`. Until the command ends nobody else changes who
    belongs to it. Raises `Refused`.
    """
    if ("group_id" in given) == ("group_urlname" in given):
        raise Refused(Problem(Code.BAD_USER_INPUT, "Give groupId or groupUrlname, and not both.", "groupId"))
    g, field = db.Group, "groupId" if "group_id" in given else "groupUrlname"
    wanted = (
        g.id == as_number(given["group_id"]) if field == "groupId" else g.urlname_key == folded(given["group_urlname"])
    )
    group_id = act.all.scalar(select(g.id).where(wanted).with_for_update(key_share=True))
    seen = aliased(g)
    columns = (seen.id, seen.name, seen.join_mode, seen.organizer_id, seen.needs_photo, seen.needs_questions)
    found = act.seen.execute(select(*columns).where(seen.id == (group_id or 0))).one_or_none()
    if found is None:
        raise Refused(Problem(Code.NOT_FOUND, "There is no such group, or you may not see it.", field))
    return found


def membership(act: Act, group_id: int, member_id: int) -> Facts | None:
    """A member's place in a group, whatever it is."""
    m = db.Membership
    columns = (m.id, m.status, m.role, m.dues_status, m.dues_trial_until)
    own = select(*columns).where(m.group_id == group_id, m.member_id == member_id).with_for_update(key_share=True)
    return act.all.execute(own).one_or_none()


def enter(act: Act, group_id: int, member_id: int, values: Mapping[str, Any]) -> int:
    """Write a member's place in a group and count anew: the id of the membership."""
    m, row = db.Membership, {**values, "updated_at": act.now}
    fresh = {"group_id": group_id, "member_id": member_id}
    theirs = update(m).where(m.group_id == group_id, m.member_id == member_id).values(row).returning(m.id)
    entered = act.all.execute(theirs).scalar_one_or_none()
    if entered is None:
        entered = act.all.execute(insert(m).values({**fresh, **row}).returning(m.id)).scalar_one()
    known = select(func.count(m.id)).where(m.group_id == group_id, m.status.in_(ACTIVE)).scalar_subquery()
    counted = update(db.Group).where(db.Group.id == group_id)
    act.all.execute(counted.values(member_count=db.Group.unlisted_members + known))
    return int(entered)


def join_group(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Become a member, or ask to become one where the organizers decide."""
    given = args["input"]
    _check_bio(act, given)
    group = locked_group(act, given)
    own = membership(act, group.id, act.viewer_id)
    asks = group.join_mode == GroupJoinMode.APPROVAL
    if own and (own.status in ACTIVE or (asks and own.status == MembershipStatus.PENDING)):
        return {"membership": own.id, "group": group.id}
    if own and own.status in BANNED:
        raise Refused(Problem(Code.FORBIDDEN, "The group's organizers do not want you to join.", "groupId"))
    if group.join_mode == GroupJoinMode.CLOSED:
        raise Refused(Problem(Code.FORBIDDEN, "The group takes no new members.", "groupId"))
    answers = answers_of(act, group, given)
    status = MembershipStatus.PENDING if asks else MembershipStatus.ACTIVE
    values = {"status": status, "role": Role.MEMBER, "joined_at": act.now, "visited_at": act.now}
    values |= _dues(act, group.id, own) | ({"bio": given["bio"] or None} if "bio" in given else {})
    membership_id = enter(act, group.id, act.viewer_id, values)
    keep_answers(act, membership_id, answers)
    if asks:
        _tell_managers(act, group)
    act.changed("group", "requested" if asks else "joined", group.id)
    return {"membership": membership_id, "group": group.id}


def _check_bio(act: Act, given: Mapping[str, Any]) -> None:
    if len(given.get("bio", "")) > LONGEST_BIO:
        raise Refused(Problem(Code.BAD_USER_INPUT, f"At most {LONGEST_BIO} characters.", "bio"))
    if act.request.spam.finds(given.get("bio", "")):
        raise Refused(Problem(Code.SPAM, "This looks like spam.", "bio"))


def _dues(act: Act, group_id: int, own: Facts | None) -> dict[str, Any]:
    """How a new member stands with the dues: as before, on trial for the first time, or owing them."""
    d = db.GroupDues
    dues = act.all.execute(select(d.required, d.trial_days).where(d.group_id == group_id)).one_or_none()
    before = own.dues_status if own else None
    if dues is None or before not in (None, DuesStatus.UNPAID):
        return {}
    if dues.trial_days and not (own and own.dues_trial_until):
        return {"dues_status": DuesStatus.TRIAL, "dues_trial_until": act.now + dues.trial_days * DAY}
    if dues.required == DuesRequired.TO_JOIN:
        raise Refused(Problem(Code.DUES_REQUIRED, "The group's dues must be paid first.", "groupId"))
    return {"dues_status": DuesStatus.UNPAID}


def _tell_managers(act: Act, group: Facts) -> None:
    m = db.Membership
    name = act.all.scalar(select(db.Member.name).where(db.Member.id == act.viewer_id))
    managing = select(m.member_id).where(m.group_id == group.id, m.status.in_(ACTIVE), m.role.in_(_from(_MANAGES)))
    text = f"{name} would like to join {group.name}"
    act.mail("membership_request", managing, text, f"{text}. Please let them in or decline.")
    act.notify("membership_request", managing, text)


def leave_group(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Be a member no more, or ask to be one no more. Seats at events to come are given up."""
    group = locked_group(act, args["input"])
    own = membership(act, group.id, act.viewer_id)
    if own is None or own.status not in (*ACTIVE, MembershipStatus.PENDING):
        raise Refused(Problem(Code.CONFLICT, "You are not a member of the group.", "groupId"))
    if own.role == Role.ORGANIZER and not _others_organize(act, group.id):
        raise Refused(Problem(Code.CONFLICT, "Make somebody else the organizer first.", "groupId"))
    enter(act, group.id, act.viewer_id, {"status": MembershipStatus.REMOVED, "role": Role.MEMBER})
    _give_up_seats(act, group.id)
    act.changed("group", "left", group.id)
    return {"membership": own.id, "group": group.id}


def _others_organize(act: Act, group_id: int) -> bool:
    m = db.Membership
    others = select(m.id).where(m.group_id == group_id, m.role == Role.ORGANIZER, m.status.in_(ACTIVE))
    return act.all.scalar(others.where(m.member_id != act.viewer_id).limit(1)) is not None


def _give_up_seats(act: Act, group_id: int) -> None:
    """The events to come go on without the viewer: as guest, in line, watching, or as host."""
    e, r = db.Event, db.Rsvp
    to_come = select(e.id).where(e.group_id == group_id, e.ends_at >= act.now, e.status != EventStatus.CANCELLED)
    for model in (db.EventWatch, db.EventHost):
        theirs = delete(model).where(model.member_id == act.viewer_id, model.event_id.in_(to_come))
        act.all.execute(theirs.execution_options(synchronize_session=False))
    own = select(r.event_id).where(r.member_id == act.viewer_id, r.status.in_((RsvpStatus.YES, RsvpStatus.WAITLIST)))
    held = act.all.scalars(to_come.where(e.id.in_(own)).order_by(e.id).with_for_update()).all()
    for event_id in held:
        answer(act, event_id, act.viewer_id, {"status": RsvpStatus.NO, "guests": 0})
        act.changed("rsvps", "answered", group_id, event_id)
        promote(act, event_id)


_MANAGES, _APPOINTS = Role.ASST_ORGANIZER, Role.COORGANIZER
"""From which role on one lets members in, and from which on one gives roles."""


def _from(least: Role) -> list[Role]:
    return RANKS[RANKS.index(least) :]


def _own_rank(act: Act, group: Facts, least: Role) -> int:
    """The viewer's rank in a group. Raises `Refused` if it is lower than that of `least`."""
    own = membership(act, group.id, act.viewer_id)
    if own is None or own.status not in ACTIVE or own.role not in _from(least):
        raise Refused(Problem(Code.FORBIDDEN, "Only the group's organizers may do this.", "groupId"))
    return RANKS.index(own.role)


def _decide(act: Act, args: Mapping[str, Any], to: MembershipStatus) -> Mapping[str, Any]:
    given = args["input"]
    group = locked_group(act, given)
    _own_rank(act, group, _MANAGES)
    member_id = as_number(given["member_id"])
    asking = membership(act, group.id, member_id)
    if asking is None:
        raise Refused(MISSING_MEMBERSHIP)
    if asking.status != MembershipStatus.PENDING:
        raise Refused(Problem(Code.CONFLICT, "This member does not wait to be let in.", "memberId"))
    approved = to == MembershipStatus.ACTIVE
    enter(act, group.id, member_id, {"status": to} | ({"joined_at": act.now} if approved else {}))
    subject = f"Welcome to {group.name}" if approved else f"{group.name} could not take you in"
    act.mail("membership", [member_id], subject, "The organizers have answered your request to join.")
    act.notify("membership", [member_id], subject)
    act.changed("group", "joined" if approved else "declined", group.id)
    return {"membership": asking.id, "group": group.id}


def approve_membership(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Let in a member who has asked."""
    return _decide(act, args, MembershipStatus.ACTIVE)


def decline_membership(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Do not let in a member who has asked; the member may ask again."""
    return _decide(act, args, MembershipStatus.UNAPPROVED)


def update_role(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give a member a role below one's own, hand over the group, or step back."""
    given = args["input"]
    group, role, member_id = locked_group(act, given), Role(given["role"]), as_number(given["member_id"])
    rank = _own_rank(act, group, Role.EVENT_ORGANIZER)
    target = membership(act, group.id, member_id)
    if target is None or target.status not in ACTIVE:
        raise Refused(MISSING_MEMBERSHIP)
    _check_role(act, rank, target, role, member_id)
    if role == Role.ORGANIZER and target.role != Role.ORGANIZER:
        act.all.execute(update(db.Group).where(db.Group.id == group.id).values(organizer_id=member_id))
        enter(act, group.id, act.viewer_id, _in_role(Role.COORGANIZER))
    enter(act, group.id, member_id, _in_role(role))
    act.changed("group", "role", group.id)
    return {"membership": target.id}


def _in_role(role: Role) -> dict[str, Any]:
    return {"role": role, "status": MembershipStatus.ACTIVE if role == Role.MEMBER else MembershipStatus.LEADER}


def _check_role(act: Act, rank: int, target: Facts, role: Role, member_id: int) -> None:
    before, after = RANKS.index(target.role), RANKS.index(role)
    if member_id == act.viewer_id:
        if target.role == Role.ORGANIZER and role != Role.ORGANIZER:
            raise Refused(Problem(Code.CONFLICT, "Make somebody else the organizer first.", "role"))
        if after > before:
            raise Refused(Problem(Code.FORBIDDEN, "Nobody gives himself or herself a higher role.", "role"))
        return
    organizer = rank == RANKS.index(Role.ORGANIZER)
    if RANKS[rank] not in _from(_APPOINTS) or before >= rank or (after >= rank and not organizer):
        message = "Co-organizers and the organizer may give roles below their own, to members who rank below them."
        raise Refused(Problem(Code.FORBIDDEN, message, "role"))


GROUP_COMMANDS = {
    "join_group": command(join_group),
    "leave_group": command(leave_group),
    "approve_membership": command(approve_membership),
    "decline_membership": command(decline_membership),
    "update_group_membership_role": command(update_role),
}
