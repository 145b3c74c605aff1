"""What members change of their own: saved events, notifications, messages; attendance; the groups of a pro network."""

import strawberry

from db.member_enums import Attendance
from resolvers.mutations import (
    event_payload,
    message_payload,
    network_payload,
    payload_of,
)
from resolvers.nouns import MEMBER, THREAD
from schema.events import Event
from schema.fields import entries, of, say
from schema.groups import Group
from schema.inputs import may
from schema.members import Member
from schema.networks import ProNetwork
from schema.payloads import REFUSALS, PayloadError
from schema.threads import Message, MessageThread

THE_EVENT = "The event as it is now."


@entries("Which event to save.")
class SaveEventInput:
    """Ours."""

    event_id: strawberry.ID = strawberry.field(description="The event.")


@of(event_payload(), "What came of saving an event.")
class SaveEventPayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    event: Event | None = say(THE_EVENT)


@entries("Which event to save no more.")
class UnsaveEventInput:
    """Ours."""

    event_id: strawberry.ID = strawberry.field(description="The event.")


@of(event_payload(), "What came of saving an event no more.")
class UnsaveEventPayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    event: Event | None = say(THE_EVENT)


@entries("Whether a member was there.")
class MemberAttendanceInput:
    """Ours."""

    member_id: strawberry.ID = strawberry.field(description="A member who was expected.")
    attendance: Attendance | None = may("What to note; null takes back what was noted.")


@entries("Who was there.")
class TakeAttendanceInput:
    """Ours, after the old API's attendance."""

    event_id: strawberry.ID = strawberry.field(description="The event, which must have begun.")
    members: list[MemberAttendanceInput] | None = may("Up to 500 members; others keep what was noted of them.")
    headcount: int | None = may("How many came in all, as somebody counted.")


@of(event_payload(), "What came of taking attendance.")
class TakeAttendancePayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    event: Event | None = say(THE_EVENT)


@entries("Which of one's own notifications to mark.")
class MarkNotificationsReadInput:
    """Ours."""

    ids: list[strawberry.ID] | None = may("Up to 500 of them; all if not given.")
    clicked: bool | None = may("Whether they were also followed.")


@of(payload_of(MEMBER, "member"), "What came of marking notifications as read.")
class MarkNotificationsReadPayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    member: Member | None = say("The viewer, with the notifications as they are now.")


@entries("What to write, and to whom.")
class SendMessageInput:
    """Ours."""

    text: str = strawberry.field(description="The text, 1 to 2,000 characters.")
    thread_id: strawberry.ID | None = may("The conversation to go on with.")
    member_ids: list[strawberry.ID] | None = may(
        "Up to 20 members to begin one with: of one's own groups, or organizers of groups that one sees."
    )
    subject: str | None = may("What a new conversation is about, up to 100 characters.")


@of(message_payload(), "What came of writing to members.")
class SendMessagePayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    thread: MessageThread | None = say("The conversation.")
    message: Message | None = say("The message.")


@entries("What was read.")
class MarkThreadReadInput:
    """Ours."""

    thread_id: strawberry.ID = strawberry.field(description="The conversation.")
    message_id: strawberry.ID | None = may("Up to this message; all of it if not given.")


@of(payload_of(THREAD, "thread"), "What came of marking messages as read.")
class MarkThreadReadPayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    thread: MessageThread | None = say("The conversation.")


@entries("Which group to take into which pro network.")
class AddGroupToNetworkInput:
    """Published as AddGroupToNetworkInput."""

    group_id: strawberry.ID = strawberry.field(description="A group that the viewer organizes.")
    network_id: strawberry.ID = strawberry.field(description="A pro network that the viewer administers.")


@of(network_payload(), "What came of taking a group into a pro network.")
class AddGroupToNetworkPayload:
    """Published as AddGroupToNetworkPayload."""

    errors: list[PayloadError] | None = say(REFUSALS)
    group: Group | None = say("The group.")
    network: ProNetwork | None = say("The network.")
