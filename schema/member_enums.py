"""The vocabularies of members, what they are told, and pro networks, as clients read them."""

import strawberry

from db import member_enums as enums

strawberry.enum(enums.MemberGender, description="A member's gender. NOT_CHECKED was never asked.")
strawberry.enum(enums.ReasonForJoining, description="Why a member signed up.")
strawberry.enum(enums.DuesMethod, name="MembershipDuesMethod", description="How a member pays dues.")
strawberry.enum(
    enums.Attendance,
    description="What organizers note of a member who was expected. The words are those of RsvpStatus.",
)
strawberry.enum(enums.RsvpEventStatus, description="Where the event of an RSVP stands.")
strawberry.enum(enums.SavedEventsFilter, description="Which saved events to list, by whether they are over.")
strawberry.enum(
    enums.MemberEventSortField,
    description=(
        "What a member's events are sorted by: CTIME when they were entered, LOCAL_TIME when they start by the clocks "
        "there, MTIME when they were changed, ROLE what the member does for the group, the organizer first."
    ),
)
strawberry.enum(
    enums.MembershipSortField,
    description=(
        "What a member's memberships are sorted by: CREATE_TIME the joining, EVENT_DATE when the group meets next, "
        "LEADERSHIP_STATUS the role, the organizer first, perhaps with the group's name, SELF_RSVP_COUNT to how many "
        "of the group's events the viewer has said yes."
    ),
)
strawberry.enum(
    enums.LeaderSubset,
    name="MembershipsFilterLeaderSubset",
    description="Which organizers: PRIMARY is the organizer, SECONDARY are those who help.",
)
strawberry.enum(
    enums.GroupMembersNamedQuery,
    description=(
        "A question about a group's members. TOP_ACTIVE_MEMBERS_IN_GROUP: those who said yes to two or more of its "
        "events of the last 180 days."
    ),
)
strawberry.enum(enums.NotificationCategory, description="What a notification is about.")
strawberry.enum(enums.NotificationPhotoType, description="Whose picture a notification shows.")
strawberry.enum(
    enums.NotificationKind,
    description=(
        "What happened. Convene tells members of EVENT_ANNOUNCE, EVENT_CANCEL, RSVP_CONFIRM (a seat for who waited), "
        "SPOT_OPEN (a seat of an event that is watched), PENDING_MEMBER (somebody would like to join) and JOIN."
    ),
)
strawberry.enum(enums.SocialNetworkService, description="A site where a group or a network has a name.")
strawberry.enum(enums.NetworkStatus, name="ProNetworkStatus", description="A pro network's standing.")
strawberry.enum(
    enums.NetworkPayment,
    name="ProNetworkPaymentModel",
    description="Who pays for a network's groups: it owns them, or it sponsors their organizers.",
)
strawberry.enum(
    enums.TieStatus,
    name="ProNetworkTieStatus",
    description="How a group stands in a network: shown with it, not shown to the public, or there no more.",
)
