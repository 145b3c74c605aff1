"""RSVPs and what was answered with them."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from db.enums import PayStatus, RsvpStatus
from resolvers import nouns
from schema.fields import of, say
from schema.groups import Membership
from schema.members import Member
from schema.pages import CURSOR, EDGES, PAGE_INFO, TOTAL, PageInfo
from schema.places import Venue
from schema.scalars import DateTime

if TYPE_CHECKING:
    from schema.events import Event

_Event = Annotated["Event", strawberry.lazy("schema.events")]


@of(nouns.ANSWER, "An answer to a question of an event's survey.")
class RsvpAnswer:
    """Published as RsvpAnswer, with what the old API knew."""

    text: str = say("The answer.")
    question_id: strawberry.ID = say("Identifier of the question.")
    question: str | None = say("The question.")
    updated_time: DateTime | None = say("When the answer was last changed, in UTC.")


@of(nouns.RSVP, "A member's answer to an event.")
class Rsvp:
    """Published as Rsvp."""

    id: strawberry.ID = say("Identifier, a number.")
    status: RsvpStatus | None = say(
        "The answer, or what organizers noted of who came; that somebody did not is told to the member and to who runs "
        "the event."
    )
    response: RsvpStatus | None = say("The answer as it was given.")
    event: _Event = say("The event.")
    member: Member = say("Who answered.")
    membership: Membership | None = say("The member's place in the event's group.")
    guests_count: int = say("How many guests the member brings.")
    is_host: bool = say("Whether the member hosts the event.")
    is_first_event: bool = say("Whether it is the member's first RSVP, of those that the viewer sees.")
    venue: Venue | None = say("Where the member comes, if that was said; of an online event the online venue.")
    comments: str | None = say("What the member added.")
    pay_status: PayStatus | None = say("Where the payment stands; null for all but the member and the organizers.")
    created_time: DateTime | None = say("When the member first answered, in UTC.")
    updated: DateTime | None = say("When the answer was last changed, in UTC.")
    answer: RsvpAnswer | None = say("The answer to the first question; null for all but organizers and hosts.")
    answers: list[RsvpAnswer] = say("Answers to the event's survey; empty for all but organizers and hosts.")


@of(nouns.RSVP_EDGE, "An RSVP of an event.")
class RsvpEdge:
    """Published as RsvpEdge."""

    cursor: str = say(CURSOR)
    node: Rsvp = say("The RSVP.")


@of(nouns.EVENT_RSVPS, "RSVPs of an event, with the event's tallies.")
class RsvpConnection:
    """Published as RsvpConnection. The tallies are the event's own and do not depend on filters."""

    edges: list[RsvpEdge] = say(EDGES)
    page_info: PageInfo | None = say(PAGE_INFO)
    total_count: int | None = say(TOTAL)
    yes_count: int | None = say("How many come, guests included.")
    no_count: int | None = say("How many do not come.")
    waitlist_count: int | None = say("How many wait for a seat, guests included.")
    maybe_count: int | None = say("How many may come, guests included.")
    attended_count: int | None = say("How many RSVPs that the viewer sees are marked as attended.")
    absent_count: int | None = say("How many are marked as excused; null for all but organizers and hosts.")
    no_show_count: int | None = say("How many are marked as no-shows; null for all but organizers and hosts.")


@of(nouns.RSVP_SEARCH, "Found RSVPs of an event.")
class RsvpSearchConnection:
    """Published as RsvpSearchConnection."""

    edges: list[RsvpEdge] = say(EDGES)
    page_info: PageInfo = say(PAGE_INFO)
    total_count: int = say(TOTAL)


@of(nouns.HOST_RSVPS, "RSVPs of an event's hosts, whatever they answered.")
class HostRsvpConnection:
    """Published as HostRsvpConnection."""

    edges: list[RsvpEdge] = say(EDGES)
    page_info: PageInfo = say(PAGE_INFO)
    total_count: int = say(TOTAL)


@of(nouns.MEMBER_RSVPS, "RSVPs of a member to the events that the viewer sees.")
class MemberRsvpConnection:
    """Published as MemberRsvpConnection."""

    edges: list[RsvpEdge] = say(EDGES)
    page_info: PageInfo = say(PAGE_INFO)
    total_count: int = say(TOTAL)
