"""What members say about events."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from resolvers import nouns
from schema.fields import of, say
from schema.members import Member
from schema.pages import CURSOR, EDGES, PAGE_INFO, TOTAL, PageInfo
from schema.scalars import DateTime

if TYPE_CHECKING:
    from schema.events import Event

_Event = Annotated["Event", strawberry.lazy("schema.events")]


@of(nouns.COMMENT, "What a member said about an event.")
class EventComment:
    """Ours, after the old API's event comment."""

    id: strawberry.ID = say("Identifier, a number.")
    text: str = say("What was said.")
    in_reply_to_id: strawberry.ID | None = say("The comment that this one answers.")
    event: _Event = say("The event.")
    member: Member = say("Who said it.")
    created_time: DateTime = say("When, in UTC.")


@of(nouns.COMMENT_EDGE, "A comment on an event.")
class EventCommentEdge:
    """Ours."""

    cursor: str = say(CURSOR)
    node: EventComment = say("The comment.")


@of(nouns.COMMENTS, "What members have said about an event.")
class EventCommentConnection:
    """Ours."""

    edges: list[EventCommentEdge] = say(EDGES)
    page_info: PageInfo = say(PAGE_INFO)
    total_count: int = say(TOTAL)
