"""The vocabularies of members, what they are told, and pro networks, as clients read them."""

from db import member_enums as enums
from schema.enums import vocabulary

vocabulary(
    enums.MemberGender,
    "What a member says of her or his gender.",
    FEMALE="A woman.",
    MALE="A man.",
    NONE="None.",
    NOT_CHECKED="The member was never asked.",
    OTHER="Another one.",
)
vocabulary(
    enums.ReasonForJoining,
    "Why a member signed up.",
    BUILD_PROFESSIONAL_NETWORK="To know people of the trade.",
    MAKING_FRIENDS="To make friends.",
    PRACTICE_HOBBY="To do with others what one likes to do.",
    SOCIALIZING="To be among people.",
)
vocabulary(
    enums.DuesMethod,
    "How a member pays dues.",
    "MembershipDuesMethod",
    CASH="In cash, to an organizer.",
    OTHER="In another way.",
    PAYPAL="By PayPal.",
    STRIPE="By Stripe, with a credit card.",
    WEPAY="By WePay.",
)
vocabulary(
    enums.Attendance,
    "What organizers note of a member who was expected. The words are those of RsvpStatus.",
    ATTENDED="Was there.",
    EXCUSED_ABSENCE="Was not there, and had said so.",
    NO_SHOW="Was not there, and had not said so.",
)
vocabulary(
    enums.RsvpEventStatus,
    "Where the event of an RSVP stands.",
    CANCELLED="Called off.",
    PAST="Over.",
    PENDING="Waits to be let in; nothing here is ever so.",
    PROPOSED="Published, but without a time.",
    UPCOMING="Still to come, or going on.",
)
vocabulary(
    enums.SavedEventsFilter,
    "Which saved events to list.",
    ALL="All of them.",
    FUTURE="Those that are not over.",
    PAST="Those that are over.",
)
vocabulary(
    enums.MemberEventSortField,
    "What a member's events are sorted by.",
    CTIME="When they were entered.",
    LOCAL_TIME="When they start, by the clocks where they are.",
    MTIME="When they were last changed.",
    ROLE="What the member does for the group, the organizer first.",
)
vocabulary(
    enums.MembershipSortField,
    "What a member's memberships are sorted by.",
    CREATE_TIME="When the member joined.",
    EVENT_DATE="When the group meets next.",
    LEADERSHIP_STATUS="What the member does for the group, the organizer first.",
    LEADERSHIP_STATUS_NAME="The same, and within it by the group's name.",
    SELF_RSVP_COUNT="To how many of the group's events the viewer has said yes.",
)
vocabulary(
    enums.LeaderSubset,
    "Which organizers.",
    "MembershipsFilterLeaderSubset",
    PRIMARY="The organizer, who answers for the group.",
    SECONDARY="Those who help.",
)
vocabulary(
    enums.GroupMembersNamedQuery,
    "A question about a group's members that has a name.",
    TOP_ACTIVE_MEMBERS_IN_GROUP="Who said yes to two or more of its events of the last 180 days?",
)
vocabulary(
    enums.NotificationCategory,
    "What a notification is about.",
    COMMENT="A comment; members are not told of these here.",
    DEFAULT="Something else.",
    EVENT="An event.",
    GROUP="A group.",
    MONEY="A payment; members are not told of these here.",
    PHOTO="A picture; members are not told of these here.",
)
vocabulary(
    enums.NotificationPhotoType,
    "Whose picture a notification shows.",
    EVENT="The event's.",
    MEMBER="A member's.",
)
TOLD = {
    "CUSTOM": "Something that is none of the others; the text says what.",
    "EVENT_ANNOUNCE": "An event was announced.",
    "EVENT_CANCEL": "An event was called off.",
    "JOIN": "An organizer has let the member into a group, or not.",
    "PENDING_MEMBER": "Somebody would like to join a group that the member organizes.",
    "RSVP_CONFIRM": "Who waited for a seat has one.",
    "SPOT_OPEN": "A seat is free of an event that the member watches.",
}
"""What members are told of. All other kinds are published, and never sent."""
vocabulary(
    enums.NotificationKind,
    "What happened.",
    **{
        kind: TOLD.get(kind, f"Published; members are not told of it here ({kind.replace('_', ' ').lower()}).")
        for kind in enums.NotificationKind.__members__
    },
)
vocabulary(
    enums.SocialNetworkService,
    "A site where a group or a network has a name.",
    FACEBOOK="Facebook.",
    FLICKR="Flickr, for pictures.",
    INSTAGRAM="Instagram.",
    LINKEDIN="LinkedIn.",
    OTHER="Another site, by its address.",
    TIKTOK="TikTok.",
    TUMBLR="Tumblr.",
    TWITTER="Twitter, now X.",
)
vocabulary(
    enums.NetworkStatus,
    "A pro network's standing.",
    "ProNetworkStatus",
    ACTIVE="In use.",
    FROZEN="Shown as an active one is; nothing here makes one so.",
    INACTIVE="Seen by its administrators alone.",
)
vocabulary(
    enums.NetworkPayment,
    "Who pays for a network's groups.",
    "ProNetworkPaymentModel",
    OWNERSHIP="The network, which owns them.",
    SPONSORSHIP="The network, which sponsors their organizers.",
)
vocabulary(
    enums.TieStatus,
    "How a group stands in a network.",
    "ProNetworkTieStatus",
    ACTIVE="It is in it, and shown.",
    DELISTED="It is in it, and not shown to the public.",
    INACTIVE="It is in it no more.",
)
