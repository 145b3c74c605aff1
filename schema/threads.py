"""Messages between members."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from resolvers import nouns
from schema.fields import of, say
from schema.pages import CURSOR, EDGES, PAGE_INFO, TOTAL, PageInfo, paging
from schema.scalars import DateTime

if TYPE_CHECKING:
    from schema.members import Member

_Member = Annotated["Member", strawberry.lazy("schema.members")]


@of(nouns.THREAD_MESSAGE, "What a member wrote to others.")
class Message:
    """Ours."""

    id: strawberry.ID = say("Identifier, a number.")
    text: str = say("The text.")
    sender: _Member | None = say("Who wrote it; null if the viewer does not see that member any more.")
    is_read: bool = say("Whether the viewer has read it.")
    created_time: DateTime | None = say("When it was sent, in UTC.")


@of(nouns.THREAD_MESSAGE_EDGE, "A message of a thread.")
class MessageEdge:
    """Ours."""

    cursor: str = say(CURSOR)
    node: Message = say("The message.")


@of(nouns.THREAD_MESSAGES, "The messages of a thread, the newest first.")
class MessageConnection:
    """Ours."""

    edges: list[MessageEdge] = say(EDGES)
    page_info: PageInfo | None = say(PAGE_INFO)
    total_count: int | None = say(TOTAL)


@of(nouns.THREAD, "A conversation between members. Only they see it.")
class MessageThread:
    """Ours."""

    id: strawberry.ID = say("Identifier, a number.")
    subject: str | None = say("What it is about.")
    members: list[_Member] = say("Who takes part, whoever began it first.")
    unread_count: int = say("How many messages of others the viewer has not read.")
    last_message: Message | None = say("The newest message.")
    created_time: DateTime | None = say("When it began, in UTC.")
    updated_time: DateTime | None = say("When the newest message was sent, in UTC.")
    messages: MessageConnection = say("The messages, the newest first.", paging())


@of(nouns.THREAD_EDGE, "A thread of a member.")
class MessageThreadEdge:
    """Ours."""

    cursor: str = say(CURSOR)
    node: MessageThread = say("The thread.")


@of(nouns.MEMBER_THREADS, "The threads of a member, the one with the newest message first. Empty for everybody else.")
class MessageThreadConnection:
    """Ours."""

    edges: list[MessageThreadEdge] = say(EDGES)
    page_info: PageInfo | None = say(PAGE_INFO)
    total_count: int | None = say(TOTAL)
    unread_count: int | None = say("How many messages of others the member has not read, in all threads together.")
