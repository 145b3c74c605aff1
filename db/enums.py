"""The closed vocabularies of the rows. Stored as these words, which are also the GraphQL names."""

from enum import StrEnum, auto


class Name(StrEnum):
    """Words that are stored and shown as they are spelled here."""

    @staticmethod
    def _generate_next_value_(name: str, start: int, count: int, last_values: list[str]) -> str:
        return name


class EventStatus(Name):
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


class EventType(Name):
    """Where an event takes place."""

    HYBRID = auto()
    ONLINE = auto()
    PHYSICAL = auto()


class Visibility(Name):
    """Who sees a group's events: everybody, its members, or everybody a little."""

    PUBLIC = auto()
    PUBLIC_LIMITED = auto()
    MEMBERS = auto()


class VenueVisibility(Name):
    """Who sees where an event is: everybody or the group's members."""

    GROUP = auto()
    PUBLIC = auto()


class WaitlistMode(Name):
    """What happens when an event is full."""

    AUTO = auto()
    MANUAL = auto()
    OFF = auto()


class PublishStatus(Name):
    """Whether an event is still a draft."""

    DRAFT = auto()
    PUBLISHED = auto()


class GroupJoinMode(Name):
    """How one becomes a member."""

    APPROVAL = auto()
    CLOSED = auto()
    OPEN = auto()


class GroupStatus(Name):
    """A group's standing."""

    ABANDONED = auto()
    BLOCKED = auto()
    DEAD = auto()
    FAILED = auto()
    FROZEN = auto()
    GRACE = auto()
    ORG_CLOSED = auto()
    PAID = auto()


class MemberStatus(Name):
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


class MembershipStatus(Name):
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


class Role(Name):
    """What a member does for a group, from the least to the most."""

    MEMBER = auto()
    EVENT_ORGANIZER = auto()
    ASST_ORGANIZER = auto()
    COORGANIZER = auto()
    ORGANIZER = auto()


class RsvpStatus(Name):
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


class PaymentMethod(Name):
    """How a fee is paid. AMAZON and PAYPAL come from the old API's answers."""

    AMAZON = auto()
    CASH = auto()
    PAYPAL = auto()


class PayStatus(Name):
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


class DuesRequired(Name):
    """What an unpaid member may not do: nothing is barred, joining, or RSVPs."""

    NOTHING = auto()
    TO_RSVP = auto()
    TO_JOIN = auto()


class DuesStatus(Name):
    """Where a member's dues stand."""

    EXEMPT = auto()
    GRACE = auto()
    PAID = auto()
    TRIAL = auto()
    UNPAID = auto()


class SortOrder(Name):
    """Which end of a list comes first."""

    ASC = auto()
    DESC = auto()


class GroupMembershipSortField(Name):
    """What a group's memberships are sorted by."""

    DUES = auto()
    JOIN_DATE = auto()
    LAST_VISITED = auto()
    NAME = auto()
    ROLE = auto()


class GroupEventSortField(Name):
    """What a group's events are sorted by."""

    DATETIME = auto()
    UPDATED = auto()


class RsvpSortField(Name):
    """What RSVPs are sorted by."""

    DATETIME = auto()
    LOCAL_TIME = auto()
    NAME = auto()
    RELEVANCE = auto()
    RSVP_ID = auto()
    SHARED_GROUPS = auto()


class RsvpState(Name):
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


class EventAction(Name):
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


class GroupSortField(Name):
    """What a list of groups is sorted by."""

    ID = auto()
    MEMBERS = auto()
    NAME = auto()
    NEWEST = auto()
    DISTANCE = auto()


class MemberSortField(Name):
    """What a list of members is sorted by."""

    JOINED = auto()
    NAME = auto()
    VISITED = auto()


class QuestionType(Name):
    """How a survey's question is answered; published, and all but TEXT are refused."""

    MULTIPLE = auto()
    PHONE = auto()
    SINGLE = auto()
    TEXT = auto()


class SurveyField(Name):
    """What a survey may ask without saying how; published, and refused."""

    COMPANY = auto()
    FIRST_NAME = auto()
    LAST_NAME = auto()
    PHONE = auto()
    ROLE = auto()
    TOPIC = auto()


class Weekday(Name):
    """A day of the week, in the order of ISO 8601."""

    MONDAY = auto()
    TUESDAY = auto()
    WEDNESDAY = auto()
    THURSDAY = auto()
    FRIDAY = auto()
    SATURDAY = auto()
    SUNDAY = auto()
