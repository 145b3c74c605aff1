"""The errors a client may see, each with its code. Whatever else is raised is masked at the door."""

from enum import StrEnum

from graphql import GraphQLError


class Code(StrEnum):
    """`extensions.code` of a GraphQL error, and `code` of a refusal in a payload."""

    BAD_USER_INPUT = "BAD_USER_INPUT"
    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    NOT_FOUND = "NOT_FOUND"
    CONFLICT = "CONFLICT"
    SPAM = "SPAM"
    RSVPS_CLOSED = "RSVPS_CLOSED"
    RSVPS_NOT_OPEN = "RSVPS_NOT_OPEN"
    EVENT_PAST = "EVENT_PAST"
    EVENT_CANCELLED = "EVENT_CANCELLED"
    EVENT_FULL = "EVENT_FULL"
    GUESTS_EXCEEDED = "GUESTS_EXCEEDED"
    DUES_REQUIRED = "DUES_REQUIRED"
    PAYMENT_REQUIRED = "PAYMENT_REQUIRED"
    REFUND_POLICY = "REFUND_POLICY"
    PHOTO_REQUIRED = "PHOTO_REQUIRED"
    ANSWERS_REQUIRED = "ANSWERS_REQUIRED"
    MEMBERSHIP_REQUIRED = "MEMBERSHIP_REQUIRED"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"
    UNAVAILABLE = "UNAVAILABLE"
    SLOT_OCCUPIED = "SLOT_OCCUPIED"
    OUTSIDE_HOURS = "OUTSIDE_HOURS"
    OFF_GRID = "OFF_GRID"
    NOTICE = "NOTICE"
    HORIZON = "HORIZON"
    LIMIT = "LIMIT"
    EXPIRED = "EXPIRED"
    RATE_LIMITED = "RATE_LIMITED"
    TIMEOUT = "TIMEOUT"
    FELL_BEHIND = "FELL_BEHIND"
    PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
    PERSISTED_QUERY_NOT_SUPPORTED = "PERSISTED_QUERY_NOT_SUPPORTED"
    INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR"


class BadInput(GraphQLError):
    """An argument that is well formed and still cannot be used; the message names it."""

    def __init__(self, argument: str, problem: str) -> None:
        super().__init__(
            f"{argument}: {problem}",
            extensions={"code": Code.BAD_USER_INPUT.value, "argument": argument},
        )
