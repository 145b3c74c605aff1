"""What members say about an event."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import aliased

import db
from db.visibility import member_of
from resolvers.commands import Act, Problem, Refused, command
from resolvers.errors import Code
from resolvers.event_commands import locked_event
from resolvers.keys import as_number
from resolvers.visits import visit

LONGEST_COMMENT = 4_000


def create_comment(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Say something about an event."""
    given = args["input"]
    _check_text(act, given["text"])
    event = locked_event(act, given["event_id"])
    e = aliased(db.Event)
    if not act.seen.scalar(select(member_of(e.group_id)).where(e.id == event.id)):
        message = "Only members of the group may comment: join it first."
        raise Refused(Problem(Code.MEMBERSHIP_REQUIRED, message, "eventId"))
    row = {"event_id": event.id, "member_id": act.viewer_id, "text": given["text"], "created_at": act.now}
    row["in_reply_to_id"] = _answered(act, event.id, given)
    comment_id = act.all.execute(insert(db.EventComment).values(row).returning(db.EventComment.id)).scalar_one()
    _count(act, event.id, 1)
    visit(act, event.group_id)
    act.changed("event", "commented", event.group_id, event.id)
    return {"comment": comment_id, "event": event.id}


def _check_text(act: Act, text: str) -> None:
    if not text.strip() or len(text) > LONGEST_COMMENT:
        raise Refused(Problem(Code.BAD_USER_INPUT, f"Say something, in up to {LONGEST_COMMENT} characters.", "text"))
    if act.request.spam.finds(text):
        raise Refused(Problem(Code.SPAM, "This looks like spam.", "text"))


def _answered(act: Act, event_id: int, given: Mapping[str, Any]) -> int | None:
    """The comment that another one answers."""
    if "in_reply_to_id" not in given:
        return None
    c, comment_id = aliased(db.EventComment), as_number(given["in_reply_to_id"])
    if act.seen.scalar(select(c.id).where(c.id == comment_id, c.event_id == event_id)) is None:
        raise Refused(Problem(Code.NOT_FOUND, "The event has no such comment.", "inReplyToId"))
    return comment_id


def delete_comment(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take a comment away, with the answers to it: one's own, or any if one runs the event."""
    c, comment_id = aliased(db.EventComment), as_number(args["input"]["comment_id"])
    found = act.seen.execute(select(c.event_id, c.member_id).where(c.id == comment_id)).one_or_none()
    missing = Problem(Code.NOT_FOUND, "There is no such comment, or you may not see it.", "commentId")
    if found is None:
        raise Refused(missing)
    event = locked_event(act, str(found.event_id))
    if found.member_id != act.viewer_id and not event.runs:
        message = "Only its author, the event's hosts and the group's organizers may delete a comment."
        raise Refused(Problem(Code.FORBIDDEN, message, "commentId"))
    before = _rows(act, event.id)
    gone = act.all.execute(
        delete(db.EventComment).where(db.EventComment.id == comment_id).returning(db.EventComment.id)
    )
    if gone.scalar_one_or_none() is None:
        raise Refused(missing)  # somebody else was quicker
    _count(act, event.id, _rows(act, event.id) - before)
    act.changed("event", "commented", event.group_id, event.id)
    return {"event": event.id}


def _rows(act: Act, event_id: int) -> int:
    return act.all.scalar(select(func.count(db.EventComment.id)).where(db.EventComment.event_id == event_id)) or 0


def _count(act: Act, event_id: int, more: int) -> None:
    """Keep the event's tally; an import may have counted comments that it did not bring."""
    e = db.Event
    act.all.execute(update(e).where(e.id == event_id).values(comment_count=e.comment_count + more))


COMMENT_COMMANDS = {
    "create_event_comment": command(create_comment),
    "delete_event_comment": command(delete_comment),
}
