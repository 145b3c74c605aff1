"""The closed vocabularies of the rows. Stored as these words, which are also the GraphQL names."""

from enum import StrEnum, auto


class _Name(StrEnum):
    @staticmethod
    def _generate_next_value_(name: str, start: int, count: int, last_values: list[str]) -> str:
        return name


class EventStatus(_Name):
    """Published statuses, and SUGGESTED, which only the old API knew.

    Stored are ACTIVE, CANCELLED, DRAFT, PROPOSED and SUGGESTED; PAST follows from the clock.
    """

    ACTIVE = auto()
    AUTOSCHED = auto()
    AUTOSCHED_CANCELLED = auto()
    AUTOSCHED_DRAFT = auto()
    AUTOSCHED_FINISHED = auto()
    BLOCKED = auto()
    CANCELLED = auto()
    CANCELLED_PERM = auto()
    DRAFT = auto()
    PAST = auto()
    PENDING = auto()
    PROPOSED = auto()
    SUGGESTED = auto()
    TEMPLATE = auto()


class EventType(_Name):
    """Where an event takes place."""

    HYBRID = auto()
    ONLINE = auto()
    PHYSICAL = auto()


class Visibility(_Name):
    """Who sees a group's events: everybody, its members, or everybody a little."""

    PUBLIC = auto()
    PUBLIC_LIMITED = auto()
    MEMBERS = auto()


class VenueVisibility(_Name):
    """Who sees where an event is: everybody or the group's members."""

    GROUP = auto()
    PUBLIC = auto()


class WaitlistMode(_Name):
    """What happens when an event is full."""

    AUTO = auto()
    MANUAL = auto()
    OFF = auto()


class PublishStatus(_Name):
    """Whether an event is still a draft."""

    DRAFT = auto()
    PUBLISHED = auto()


class GroupJoinMode(_Name):
    """How one becomes a member."""

    APPROVAL = auto()
    CLOSED = auto()
    OPEN = auto()


class GroupStatus(_Name):
    """A group's standing."""

    ABANDONED = auto()
    BLOCKED = auto()
    DEAD = auto()
    FAILED = auto()
    FROZEN = auto()
    GRACE = auto()
    ORG_CLOSED = auto()
    PAID = auto()


class MemberStatus(_Name):
    """A member's account."""

    ACTIVE = auto()
    BLOCKED = auto()
    BOUNCED = auto()
    INVISIBLE = auto()
    PENDING = auto()
    PENDREMOVED = auto()
    PREREGISTERED = auto()
    REMOVED = auto()
    UNVERIFIED = auto()


class MembershipStatus(_Name):
    """A member's standing in a group. ACTIVE and LEADER may take part; the others wait or are out."""

    ABANDONED = auto()
    ACTIVE = auto()
    BLOCKED = auto()
    BOOTED = auto()
    BOUNCED = auto()
    DEAD = auto()
    GROUP_BLOCKED = auto()
    GROUP_BLOCKED_ORG = auto()
    INCOMPLETE = auto()
    LEADER = auto()
    PENDING = auto()
    PENDING_PAYMENT = auto()
    REMOVED = auto()
    UNAPPROVED = auto()


class Role(_Name):
    """What a member does for a group, from the least to the most."""

    MEMBER = auto()
    EVENT_ORGANIZER = auto()
    ASST_ORGANIZER = auto()
    COORGANIZER = auto()
    ORGANIZER = auto()


class RsvpStatus(_Name):
    """An answer to an invitation, and what came of it."""

    ATTENDED = auto()
    EXCUSED_ABSENCE = auto()
    HAVENT = auto()
    MAYBE = auto()
    NO = auto()
    NO_SHOW = auto()
    WAITLIST = auto()
    YES = auto()
    YES_PENDING_PAYMENT = auto()


class PaymentMethod(_Name):
    """How a fee is paid. AMAZON and PAYPAL come from the old API's answers."""

    AMAZON = auto()
    CASH = auto()
    PAYPAL = auto()


class PayStatus(_Name):
    """Where a payment stands."""

    ECHECK_PENDING = auto()
    EXEMPT = auto()
    NONE = auto()
    PAID = auto()
    PARTIALLY_PAID = auto()
    PARTIAL_REFUND = auto()
    PENDING = auto()
    REFUNDED = auto()
    REFUND_PENDING = auto()


class DuesRequired(_Name):
    """What an unpaid member may not do: nothing is barred, joining, or RSVPs."""

    NOTHING = auto()
    TO_RSVP = auto()
    TO_JOIN = auto()


class DuesStatus(_Name):
    """Where a member's dues stand."""

    EXEMPT = auto()
    GRACE = auto()
    PAID = auto()
    TRIAL = auto()
    UNPAID = auto()


class SortOrder(_Name):
    """Which end of a list comes first."""

    ASC = auto()
    DESC = auto()


class GroupMembershipSortField(_Name):
    """What a group's memberships are sorted by."""

    DUES = auto()
    JOIN_DATE = auto()
    LAST_VISITED = auto()
    NAME = auto()
    ROLE = auto()


class GroupEventSortField(_Name):
    """What a group's events are sorted by."""

    DATETIME = auto()
    UPDATED = auto()


class RsvpSortField(_Name):
    """What RSVPs are sorted by."""

    DATETIME = auto()
    LOCAL_TIME = auto()
    NAME = auto()
    RELEVANCE = auto()
    RSVP_ID = auto()
    SHARED_GROUPS = auto()


class RsvpState(_Name):
    """What an event is to the viewer, from "may say yes" to "is over"."""

    CANCELLED = auto()
    CLOSED = auto()
    DUES = auto()
    EXTERNAL_YES = auto()
    FULL = auto()
    JOIN_APPROVAL = auto()
    JOIN_DUES_APPROVAL = auto()
    JOIN_OPEN = auto()
    NO = auto()
    NONE = auto()
    NOT_OPEN_YET = auto()
    PAST = auto()
    REQUESTED = auto()
    RSVP = auto()
    WAITLIST = auto()
    YES = auto()


class EventAction(_Name):
    """Something the viewer may do with an event."""

    ANNOUNCE = auto()
    ATTENDANCE = auto()
    DELETE = auto()
    DUES = auto()
    EDIT = auto()
    EDIT_HOSTS = auto()
    PAYMENTS = auto()
    PUBLISH = auto()
    RSVP = auto()
    UNWATCH = auto()
    WAIT = auto()
    WATCH = auto()


class GroupSortField(_Name):
    """What a list of groups is sorted by."""

    ID = auto()
    MEMBERS = auto()
    NAME = auto()
    NEWEST = auto()
    DISTANCE = auto()


class MemberSortField(_Name):
    """What a list of members is sorted by."""

    JOINED = auto()
    NAME = auto()
    VISITED = auto()


class HostMethod(_Name):
    """Whose time a meeting takes: its first host's, any one host's in turn, or every host's."""

    ONE = auto()
    ANYONE = auto()
    EVERYONE = auto()


class SlotReason(_Name):
    """Why a time cannot be booked. Of several reasons the first in this order is given."""

    OUTSIDE_HOURS = auto()
    EXCEPTION = auto()
    NOTICE = auto()
    HORIZON = auto()
    LIMIT = auto()
    FULL = auto()
    BUSY = auto()
    BUFFER = auto()


class QuestionType(_Name):
    """How a survey's question is answered; published, and all but TEXT are refused."""

    MULTIPLE = auto()
    PHONE = auto()
    SINGLE = auto()
    TEXT = auto()


class SurveyField(_Name):
    """What a survey may ask without saying how; published, and refused."""

    COMPANY = auto()
    FIRST_NAME = auto()
    LAST_NAME = auto()
    PHONE = auto()
    ROLE = auto()
    TOPIC = auto()


class WorkspaceRole(_Name):
    """What a member may do in a workspace: be booked, run it, or give it away."""

    MEMBER = auto()
    ADMIN = auto()
    OWNER = auto()


class AppointmentStatus(_Name):
    """Where a booking stands. PENDING and CONFIRMED ones take their hosts' time."""

    PENDING = auto()
    CONFIRMED = auto()
    CANCELLED = auto()
    DECLINED = auto()
    EXPIRED = auto()


class Awaited(_Name):
    """Whose word a pending booking waits for."""

    ATTENDEE = auto()
    HOST = auto()


class BookingChange(_Name):
    """What happened to a booking."""

    BOOKED = auto()
    SEAT_TAKEN = auto()
    CONFIRMED = auto()
    DECLINED = auto()
    RESCHEDULED = auto()
    SEAT_FREED = auto()
    CANCELLED = auto()
    EXPIRED = auto()


class BookingActor(_Name):
    """Who did something to a booking."""

    ATTENDEE = auto()
    HOST = auto()
    SYSTEM = auto()


class WebhookKind(_Name):
    """What webhooks are told of. PING is for trying one out."""

    BOOKING_CREATED = auto()
    BOOKING_SEAT_TAKEN = auto()
    BOOKING_CONFIRMED = auto()
    BOOKING_DECLINED = auto()
    BOOKING_RESCHEDULED = auto()
    BOOKING_SEAT_FREED = auto()
    BOOKING_CANCELLED = auto()
    BOOKING_EXPIRED = auto()
    EVENT_CHANGED = auto()
    RSVPS_CHANGED = auto()
    GROUP_CHANGED = auto()
    PING = auto()


class DeliveryStatus(_Name):
    """Where something that a webhook is to be told stands. FAILED was given up."""

    PENDING = auto()
    DELIVERED = auto()
    FAILED = auto()


class Weekday(_Name):
    """A day of the week, in the order of ISO 8601."""

    MONDAY = auto()
    TUESDAY = auto()
    WEDNESDAY = auto()
    THURSDAY = auto()
    FRIDAY = auto()
    SATURDAY = auto()
    SUNDAY = auto()


class KeywordSortField(_Name):
    """What found events are sorted by."""

    DATETIME = auto()
    RELEVANCE = auto()


class RecommendedEventsSortField(_Name):
    """What recommended events are sorted by."""

    DATETIME = auto()
    RELEVANCE = auto()


class GroupEventSearchStatus(_Name):
    """Which of a group's events are searched."""

    DRAFT = auto()
    PAST = auto()
    UPCOMING = auto()


class GroupVisibility(_Name):
    """Which groups are recommended: those that only members see, the others, or all."""

    ALL = auto()
    PRIVATE = auto()
    PUBLIC = auto()
