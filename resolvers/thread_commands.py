"""Writing to members: who may write to whom, and how far somebody has read."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import and_, func, insert, or_, select, update
from sqlalchemy.orm import aliased

import db
from db.base import word
from db.enums import Role
from resolvers.commands import Act, Problem, Refused, command
from resolvers.errors import Code
from resolvers.groups import ACTIVE, has_status
from resolvers.keys import as_number

LONGEST_TEXT, LONGEST_SUBJECT, MOST_MEMBERS = 2_000, 100, 20
MISSING = Problem(Code.NOT_FOUND, "There is no such conversation of yours.", "threadId")


def send_message(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Write to those of a thread, or to members with whom one begins one."""
    given = args["input"]
    _check_texts(act, given)
    if ("thread_id" in given) == ("member_ids" in given):
        raise Refused(Problem(Code.BAD_USER_INPUT, "Give threadId or memberIds, and not both.", "threadId"))
    thread_id = _own_thread(act, given["thread_id"]) if "thread_id" in given else _begun(act, given)
    row = {"thread_id": thread_id, "member_id": act.viewer_id, "text": given["text"], "created_at": act.now}
    message_id = act.all.execute(insert(db.ThreadMessage).values(row).returning(db.ThreadMessage.id)).scalar_one()
    act.all.execute(update(db.Thread).where(db.Thread.id == thread_id).values(updated_at=act.now))
    _tell_others(act, thread_id, given["text"])
    return {"thread": thread_id, "message": message_id}


def _check_texts(act: Act, given: Mapping[str, Any]) -> None:
    problems = []
    if not 1 <= len(given["text"].strip()) <= len(given["text"]) <= LONGEST_TEXT:
        problems.append(Problem(Code.BAD_USER_INPUT, f"1 to {LONGEST_TEXT} characters.", "text"))
    if len(given.get("subject", "")) > LONGEST_SUBJECT:
        problems.append(Problem(Code.BAD_USER_INPUT, f"At most {LONGEST_SUBJECT} characters.", "subject"))
    if "subject" in given and "thread_id" in given:
        problems.append(Problem(Code.BAD_USER_INPUT, "Only a new conversation is given a subject.", "subject"))
    for name in ("text", "subject"):
        if act.request.spam.finds(given.get(name, "")):
            problems.append(Problem(Code.SPAM, "This looks like spam.", name))
    if problems:
        raise Refused(*problems)


def _own_thread(act: Act, key: str) -> int:
    """A thread that the viewer takes part in; nobody else writes to it until the command ends."""
    t = aliased(db.Thread)
    found = act.seen.scalar(select(t.id).where(t.id == as_number(key)))
    if found is None:
        raise Refused(MISSING)
    act.all.execute(select(db.Thread.id).where(db.Thread.id == found).with_for_update())
    return int(found)


def _begun(act: Act, given: Mapping[str, Any]) -> int:
    """A new thread with these members."""
    wanted = list(dict.fromkeys(as_number(key) for key in given["member_ids"]))
    if not 1 <= len(wanted) <= MOST_MEMBERS or act.viewer_id in wanted:
        message = f"1 to {MOST_MEMBERS} members, without yourself."
        raise Refused(Problem(Code.BAD_USER_INPUT, message, "memberIds"))
    _check_may_write(act, wanted)
    row = {"subject": given.get("subject") or None, "created_at": act.now, "updated_at": act.now}
    thread_id = act.all.execute(insert(db.Thread).values(row).returning(db.Thread.id)).scalar_one()
    people = [act.viewer_id, *wanted]
    rows = [{"thread_id": thread_id, "member_id": each, "position": at} for at, each in enumerate(people)]
    act.all.execute(insert(db.ThreadMember), rows)
    return int(thread_id)


def _check_may_write(act: Act, member_ids: Sequence[int]) -> None:
    """To members of one's own groups, and to organizers of groups that one sees. Hidden ones are missing."""
    m = aliased(db.Member)
    seen = set(act.seen.scalars(select(m.id).where(m.id.in_(member_ids))))
    missing = [str(each) for each in member_ids if each not in seen]
    if missing:
        raise Refused(Problem(Code.NOT_FOUND, f"There is no such member: {', '.join(missing)}.", "memberIds"))
    theirs, own = aliased(db.Membership), aliased(db.Membership)
    shared = select(own.group_id).where(own.member_id == act.viewer_id, has_status(own, ACTIVE))
    near = or_(theirs.group_id.in_(shared), theirs.role != word(Role.MEMBER))
    may = select(theirs.member_id).where(and_(theirs.member_id.in_(member_ids), has_status(theirs, ACTIVE), near))
    strangers = [str(each) for each in member_ids if each not in set(act.seen.scalars(may))]
    if strangers:
        message = f"You may write to members of your groups and to organizers, not to {', '.join(strangers)}."
        raise Refused(Problem(Code.FORBIDDEN, message, "memberIds"))


def _tell_others(act: Act, thread_id: int, text: str) -> None:
    p = db.ThreadMember
    others = select(p.member_id).where(p.thread_id == thread_id, p.member_id != act.viewer_id)
    name = act.all.scalar(select(db.Member.name).where(db.Member.id == act.viewer_id))
    act.mail("message", others, f"{name} wrote to you", text)


def mark_thread_read(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Note that one has read a thread, up to a message or the last one."""
    given = args["input"]
    thread_id = _own_thread(act, given["thread_id"])
    m, p = db.ThreadMessage, db.ThreadMember
    messages = select(func.max(m.id)).where(m.thread_id == thread_id)
    if "message_id" in given:
        messages = messages.where(m.id == as_number(given["message_id"]))
    last = act.all.scalar(messages)
    if last is None:
        raise Refused(Problem(Code.NOT_FOUND, "There is no such message in the conversation.", "messageId"))
    own = update(p).where(p.thread_id == thread_id, p.member_id == act.viewer_id)
    act.all.execute(own.values(read_id=last))
    return {"thread": thread_id}


THREAD_COMMANDS = {
    "send_message": command(send_message),
    "mark_thread_read": command(mark_thread_read),
}
