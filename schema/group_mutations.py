"""Belonging to groups, and saying something about their events."""

import strawberry

from db.enums import Role
from resolvers.mutations import comment_payload, event_payload, membership_payload, role_payload
from schema.comments import EventComment
from schema.events import Event
from schema.fields import entries, of, say
from schema.groups import Group, Membership
from schema.payloads import REFUSALS, PayloadError


@entries("An answer to one of a group's questions.")
class GroupAnswerInput:
    """Ours."""

    question_id: strawberry.ID = strawberry.field(description="The question.")
    answer: str = strawberry.field(description="The answer, up to 250 characters.")


@entries("Which group to join: one of `groupId` and `groupUrlname`.")
class JoinGroupInput:
    """Ours."""

    group_id: strawberry.ID | None = strawberry.field(default=None, description="The group.")
    group_urlname: str | None = strawberry.field(default=None, description="The group by its name in addresses.")
    bio: str | None = strawberry.field(
        default=None, description="What the member says about himself or herself to the group, up to 250 characters."
    )
    answers: list[GroupAnswerInput] | None = strawberry.field(
        default=None, description="Answers to `Group.questions`; all of them where the group `needsQuestions`."
    )


@of(membership_payload(), "What came of joining a group.")
class JoinGroupPayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    membership: Membership | None = say("The viewer's place in the group; PENDING where the organizers decide.")
    group: Group | None = say("The group as it is now.")


@entries("Which group to leave: one of `groupId` and `groupUrlname`.")
class LeaveGroupInput:
    """Ours."""

    group_id: strawberry.ID | None = strawberry.field(default=None, description="The group.")
    group_urlname: str | None = strawberry.field(default=None, description="The group by its name in addresses.")


@of(membership_payload(), "What came of leaving a group.")
class LeaveGroupPayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    membership: Membership | None = say("What is kept of the viewer's place in the group; null if it is private.")
    group: Group | None = say("The group as it is now; null if only members see it.")


@entries("Who has asked to join a group.")
class ApproveMembershipInput:
    """Ours."""

    group_id: strawberry.ID = strawberry.field(description="The group.")
    member_id: strawberry.ID = strawberry.field(description="The member who waits.")


@of(membership_payload(), "What came of letting a member in.")
class ApproveMembershipPayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    membership: Membership | None = say("The member's place in the group.")
    group: Group | None = say("The group as it is now.")


@entries("Who has asked to join a group and will not be let in.")
class DeclineMembershipInput:
    """Ours."""

    group_id: strawberry.ID = strawberry.field(description="The group.")
    member_id: strawberry.ID = strawberry.field(description="The member who waits.")


@of(membership_payload(), "What came of not letting a member in.")
class DeclineMembershipPayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    membership: Membership | None = say("The member's standing, UNAPPROVED.")
    group: Group | None = say("The group as it is now.")


@entries("What a member is to do for a group.")
class UpdateGroupMembershipRoleInput:
    """Published as UpdateGroupMembershipRoleInput."""

    group_id: strawberry.ID = strawberry.field(description="The group.")
    member_id: strawberry.ID = strawberry.field(description="The member.")
    role: Role = strawberry.field(
        description="The role. ORGANIZER hands the group over: the viewer becomes a co-organizer."
    )


@of(role_payload(), "What came of giving a member a role.")
class UpdateGroupMembershipRolePayload:
    """Published as UpdateGroupMembershipRolePayload."""

    errors: list[PayloadError] | None = say(REFUSALS)
    membership: Membership | None = say("The member's place in the group.")


@entries("What to say about an event.")
class CreateEventCommentInput:
    """Ours."""

    event_id: strawberry.ID = strawberry.field(description="The event.")
    text: str = strawberry.field(description="Up to 4,000 characters.")
    in_reply_to_id: strawberry.ID | None = strawberry.field(
        default=None, description="The comment that this one answers, of the same event."
    )


@of(comment_payload(), "What came of commenting on an event.")
class CreateEventCommentPayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    comment: EventComment | None = say("The comment.")
    event: Event | None = say("The event.")


@entries("Which comment to take away, with the answers to it.")
class DeleteEventCommentInput:
    """Ours."""

    comment_id: strawberry.ID = strawberry.field(description="The comment.")


@of(event_payload(), "What came of taking a comment away.")
class DeleteEventCommentPayload:
    """Ours."""

    errors: list[PayloadError] | None = say(REFUSALS)
    event: Event | None = say("The event that it was about.")
