"""What can be changed: every command by its field, and what the payloads lead to."""

from resolvers import nouns, roots
from resolvers.attendance_commands import ATTENDANCE_COMMANDS
from resolvers.booking_mutations import BOOKING_MUTATIONS
from resolvers.comment_commands import COMMENT_COMMANDS
from resolvers.event_commands import EVENT_COMMANDS
from resolvers.event_edits import EDIT_COMMANDS
from resolvers.fields import Column, Many, Noun, One
from resolvers.group_commands import GROUP_COMMANDS
from resolvers.group_mutations import PAGE_MUTATIONS
from resolvers.member_commands import MEMBER_COMMANDS
from resolvers.network_commands import NETWORK_COMMANDS
from resolvers.payment_commands import PAYMENT_COMMANDS
from resolvers.rsvp_commands import RSVP_COMMANDS
from resolvers.thread_commands import THREAD_COMMANDS
from resolvers.venue_commands import VENUE_COMMANDS
from resolvers.visits import VISIT_COMMANDS
from resolvers.webhook_commands import WEBHOOK_COMMANDS

nouns.MUTATION.fields = {
    **EVENT_COMMANDS,
    **EDIT_COMMANDS,
    **RSVP_COMMANDS,
    **PAYMENT_COMMANDS,
    **GROUP_COMMANDS,
    **COMMENT_COMMANDS,
    **VENUE_COMMANDS,
    **VISIT_COMMANDS,
    **BOOKING_MUTATIONS,
    **WEBHOOK_COMMANDS,
    **ATTENDANCE_COMMANDS,
    **MEMBER_COMMANDS,
    **NETWORK_COMMANDS,
    **THREAD_COMMANDS,
    **PAGE_MUTATIONS,
}

nouns.PROBLEM.fields = {name: Column(name) for name in ("code", "message", "field")}
ERRORS = {"errors": Column("errors")}


def event_payload() -> Noun:
    """A payload that holds an event. Each payload's type has a noun of its own."""
    return payload_of(nouns.EVENT, "event")


def success_payload() -> Noun:
    """A payload that holds nothing."""
    return plain_payload("success")


def venue_payload() -> Noun:
    """A payload that holds a venue, or the one that was there already."""
    there = Many(nouns.VENUE, to="id", order=("id",), key="did_you_mean")
    return Noun(None, {**ERRORS, "venue": One(nouns.VENUE, key="venue"), "did_you_mean": there})


def rsvp_payload() -> Noun:
    """A payload that holds an RSVP and its event."""
    return Noun(None, {**event_payload().fields, "rsvp": One(nouns.RSVP, key="rsvp")})


def payload_of(noun: Noun, name: str) -> Noun:
    """A payload that holds one row."""
    return Noun(None, {**ERRORS, name: One(noun, key=name)})


def secret_payload(noun: Noun, name: str) -> Noun:
    """A payload that holds one row and the secret that was made with it."""
    return Noun(None, {**payload_of(noun, name).fields, "secret": Column("secret")})


def booking_payload(*also: str) -> Noun:
    """A payload that holds a booking."""
    return Noun(None, {**ERRORS, "booking": One(nouns.BOOKING, key="booking"), **{name: Column(name) for name in also}})


def plain_payload(*names: str) -> Noun:
    """A payload of values."""
    return Noun(None, {**ERRORS, **{name: Column(name) for name in names}})


def role_payload() -> Noun:
    """A payload that holds a membership."""
    return payload_of(nouns.MEMBERSHIP, "membership")


def membership_payload() -> Noun:
    """A payload that holds a membership and its group."""
    return Noun(None, {**role_payload().fields, "group": One(nouns.GROUP, key="group")})


def message_payload() -> Noun:
    """A payload that holds a thread and one of its messages."""
    return Noun(
        None, {**payload_of(nouns.THREAD, "thread").fields, **payload_of(nouns.THREAD_MESSAGE, "message").fields}
    )


def network_payload() -> Noun:
    """A payload that holds a group and its network."""
    return Noun(None, {**payload_of(nouns.NETWORK, "network").fields, **payload_of(nouns.GROUP, "group").fields})


def group_payload() -> Noun:
    """A payload that holds a group."""
    return payload_of(nouns.GROUP, "group")


def draft_payload() -> Noun:
    """A payload that holds a draft and its token."""
    return Noun(None, {**group_payload().fields, "token": Column("token")})


def upload_payload() -> Noun:
    """A payload that holds a photo and where to bring it."""
    values = {name: Column(name) for name in ("error", "image_path", "upload_url")}
    return Noun(None, {**payload_of(nouns.PHOTO, "photo").fields, **values})


def comment_payload() -> Noun:
    """A payload that holds a comment and its event."""
    return Noun(None, {**event_payload().fields, "comment": One(nouns.COMMENT, key="comment")})


FILLED = (roots,)
