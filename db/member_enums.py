"""The closed vocabularies of members, what they are told, and pro networks (see `db/enums.py`)."""

from enum import StrEnum, auto

from db.enums import Name


class MemberGender(Name):
    """What a member calls himself or herself; NOT_CHECKED was never asked."""

    FEMALE = auto()
    MALE = auto()
    NONE = auto()
    NOT_CHECKED = auto()
    OTHER = auto()


class ReasonForJoining(Name):
    """Why a member signed up."""

    BUILD_PROFESSIONAL_NETWORK = auto()
    MAKING_FRIENDS = auto()
    PRACTICE_HOBBY = auto()
    SOCIALIZING = auto()


class DuesMethod(Name):
    """How a member pays dues."""

    CASH = auto()
    OTHER = auto()
    PAYPAL = auto()
    STRIPE = auto()
    WEPAY = auto()


class Attendance(Name):
    """What an organizer noted of a member who was expected. The words are those of RsvpStatus."""

    ATTENDED = auto()
    EXCUSED_ABSENCE = auto()
    NO_SHOW = auto()


class RsvpEventStatus(Name):
    """Where the event of an RSVP stands."""

    CANCELLED = auto()
    PAST = auto()
    PENDING = auto()
    PROPOSED = auto()
    UPCOMING = auto()


class SavedEventsFilter(Name):
    """Which saved events to list."""

    ALL = auto()
    FUTURE = auto()
    PAST = auto()


class MemberEventSortField(Name):
    """What a member's events are sorted by."""

    CTIME = auto()
    LOCAL_TIME = auto()
    MTIME = auto()
    ROLE = auto()


class MembershipSortField(Name):
    """What a member's memberships are sorted by."""

    CREATE_TIME = auto()
    EVENT_DATE = auto()
    LEADERSHIP_STATUS = auto()
    LEADERSHIP_STATUS_NAME = auto()
    SELF_RSVP_COUNT = auto()


class LeaderSubset(Name):
    """Which of the organizers."""

    PRIMARY = auto()
    SECONDARY = auto()


class GroupMembersNamedQuery(Name):
    """A question about a group's members that has a name."""

    TOP_ACTIVE_MEMBERS_IN_GROUP = auto()


class NotificationCategory(Name):
    """What a notification is about."""

    COMMENT = auto()
    DEFAULT = auto()
    EVENT = auto()
    GROUP = auto()
    MONEY = auto()
    PHOTO = auto()


class NotificationPhotoType(Name):
    """Whose picture a notification shows."""

    EVENT = auto()
    MEMBER = auto()


class NotificationKind(Name):
    """What happened that a member is told of. Convene itself writes a handful of them; all are published."""

    ATTENDANCE_REMINDER = auto()
    COMMENT = auto()
    CUSTOM = auto()
    DONATION_EXPIRE_NOTICE = auto()
    DONATION_POTENTIAL_PAYMENT = auto()
    DUES = auto()
    DUES_CONFIRM = auto()
    DUES_TRIAL_NOTICE = auto()
    EVENT_ANNOUNCE = auto()
    EVENT_ANNOUNCE_TO_ORGS = auto()
    EVENT_ANNOUNCE_UNTRUSTED = auto()
    EVENT_CANCEL = auto()
    EVENT_CHANGE = auto()
    EVENT_CHAT_MESSAGE = auto()
    EVENT_INTEREST_ORG_PUSH = auto()
    EVENT_REMINDER = auto()
    EXTERNAL_URL = auto()
    FINAL_ATTENDANCE_REMINDER = auto()
    GROUP_ANNOUNCE = auto()
    GROUP_ANNOUNCE_PUSH = auto()
    INVITATION_ACCEPTANCE = auto()
    JOIN = auto()
    LIKE = auto()
    MUG_COMM_ANNOUNCE = auto()
    MUG_COMM_COMMENT = auto()
    MUG_COMM_COMMENT_LIKE = auto()
    MUG_COMM_CONVERSATION_LIKE = auto()
    MUG_COMM_INVITE = auto()
    NETWORK_EVENT_ANNOUNCE = auto()
    NETWORK_EVENT_ANNOUNCE_TO_ORGS = auto()
    NETWORK_EVENT_ANNOUNCE_UNTRUSTED = auto()
    ORG_APPROVE = auto()
    OUTSIDE_MUP_REC = auto()
    PENDING_MEMBER = auto()
    PHOTO = auto()
    PHOTO_TAG = auto()
    POST_ATTENDANCE = auto()
    POST_EVENT_FEEDBACK = auto()
    REPLY = auto()
    RSVP = auto()
    RSVP_CONFIRM = auto()
    SAVED_EVENT_REMINDER = auto()
    SPOT_OPEN = auto()
    WEBVIEW_URL = auto()


class SocialNetworkService(Name):
    """Where else somebody is."""

    FACEBOOK = auto()
    FLICKR = auto()
    INSTAGRAM = auto()
    LINKEDIN = auto()
    OTHER = auto()
    TIKTOK = auto()
    TUMBLR = auto()
    TWITTER = auto()


class NetworkStatus(Name):
    """A pro network's standing. An INACTIVE one is seen by its administrators only."""

    ACTIVE = auto()
    FROZEN = auto()
    INACTIVE = auto()


class NetworkPayment(Name):
    """Who pays for a network's groups: itself as their owner, or as the sponsor of their organizers."""

    OWNERSHIP = auto()
    SPONSORSHIP = auto()


class TieStatus(Name):
    """How a group stands in a network. A DELISTED one is not shown to the public."""

    ACTIVE = auto()
    DELISTED = auto()
    INACTIVE = auto()


class NetworkEventSort(StrEnum):
    """What the events of a network are sorted by, in the words of its inputs."""

    DATE_TIME = "dateTime"
    RSVP_COUNT = "rsvpCount"
    TITLE = "title"


class NetworkGroupSort(StrEnum):
    """What the groups of a network are sorted by, in the words of its inputs."""

    FOUNDED_DATE = "foundedDate"
    LAST_EVENT = "lastEvent"
    MEMBER_COUNT = "memberCount"
    NAME = "name"
    NEXT_EVENT = "nextEvent"
    PAST_EVENTS = "pastEvents"
    PRO_JOIN_DATE = "proJoinDate"
    UPCOMING_EVENTS = "upcomingEvents"


class NetworkMemberSort(StrEnum):
    """What the members of a network are sorted by, in the words of its inputs."""

    EVENTS_ATTENDED = "eventsAttended"
    JOIN_TIME = "joinTime"
    LAST_ACCESS_TIME = "lastAccessTime"
    MEMBER_ID = "memberId"
    NAME = "name"
