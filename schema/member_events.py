"""The events of a member."""

from db.enums import RsvpState
from resolvers import nouns
from schema.events import Event
from schema.fields import of, say
from schema.pages import CURSOR, EDGES, PAGE_INFO, TOTAL, PageInfo


@of(nouns.MEMBER_EVENT_EDGE, "An event of a member.")
class MemberEventEdge:
    """Published as MemberEventEdge."""

    cursor: str = say(CURSOR)
    node: Event = say("The event.")
    rsvp_state: RsvpState | None = say("What the member answered: YES, WAITLIST, NO, or NONE.")


@of(nouns.MEMBER_EVENTS, "Events of a member.")
class MemberEventConnection:
    """Published as MemberEventConnection."""

    edges: list[MemberEventEdge] = say(EDGES)
    page_info: PageInfo | None = say(PAGE_INFO)
    total_count: int | None = say(TOTAL)
