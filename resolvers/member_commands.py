"""What members do for themselves: saving events, and reading what they were told."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, update

import db
from db.expressions import within
from resolvers.commands import Act, Problem, Refused, command
from resolvers.errors import Code
from resolvers.event_commands import locked_event
from resolvers.keys import as_number

MOST_AT_ONCE = 500


def save_event(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Keep an event in mind. Doing so twice changes nothing."""
    event = locked_event(act, args["input"]["event_id"])
    row = act.upsert(db.SavedEvent).values(event_id=event.id, member_id=act.viewer_id, created_at=act.now)
    act.all.execute(row.on_conflict_do_nothing())
    return {"event": event.id}


def unsave_event(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Keep it in mind no more."""
    event = locked_event(act, args["input"]["event_id"])
    act.all.execute(delete(db.SavedEvent).filter_by(event_id=event.id, member_id=act.viewer_id))
    return {"event": event.id}


def mark_notifications_read(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Mark one's own notifications as read, those that are named or all; whoever follows one has read it."""
    given, n = args["input"], db.Notification
    own = update(n).where(n.member_id == act.viewer_id).execution_options(synchronize_session=False)
    if "ids" in given:
        if len(given["ids"]) > MOST_AT_ONCE:
            raise Refused(Problem(Code.BAD_USER_INPUT, f"At most {MOST_AT_ONCE} at once.", "ids"))
        own = own.where(within(n.id, [as_number(key) for key in given["ids"]]))
    act.all.execute(own.where(n.read_at.is_(None)).values(read_at=act.now))
    if given.get("clicked"):
        act.all.execute(own.where(n.clicked_at.is_(None)).values(clicked_at=act.now))
    return {"member": act.viewer_id}


MEMBER_COMMANDS = {
    "save_event": command(save_event),
    "unsave_event": command(unsave_event),
    "mark_notifications_read": command(mark_notifications_read),
}
