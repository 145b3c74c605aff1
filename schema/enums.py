"""The vocabularies as clients read them. The words themselves stand in `db/enums.py`."""

import strawberry

from db import enums
from db.regions import Region

strawberry.enum(
    enums.EventStatus,
    description="Where an event stands. ACTIVE is still to come or going on; SUGGESTED is ours: a member's idea.",
)
strawberry.enum(enums.EventType, description="Whether an event is at a place, online, or both.")
strawberry.enum(
    enums.Visibility,
    name="EventVisibility",
    description=(
        "Who sees an event: everybody, the group's members, or everybody a little (PUBLIC_LIMITED: strangers "
        "see its title, time, group and counts)."
    ),
)
strawberry.enum(
    enums.VenueVisibility,
    name="EventVenueVisibility",
    description="Who sees where an event is: everybody or the group's members.",
)
strawberry.enum(
    enums.WaitlistMode,
    description="What happens when an event is full. MANUAL is ours: an organizer moves people up.",
)
strawberry.enum(enums.PublishStatus, description="Whether an event is still a draft.")
strawberry.enum(enums.GroupJoinMode, description="How one becomes a member of a group.")
strawberry.enum(enums.GroupStatus, description="A group's standing.")
strawberry.enum(enums.MemberStatus, description="The state of a member's account.")
strawberry.enum(enums.MembershipStatus, description="A member's standing in a group.")
strawberry.enum(enums.Role, description="What a member does for a group.")
strawberry.enum(enums.RsvpStatus, description="A member's answer to an event, and what came of it.")
strawberry.enum(enums.RsvpState, description="What an event is to the viewer: open to an RSVP, full, over, ...")
strawberry.enum(enums.PaymentMethod, description="How a fee is paid. AMAZON is ours: old events know it.")
strawberry.enum(enums.PayStatus, description="Where a payment stands. PARTIALLY_PAID is ours.")
strawberry.enum(enums.DuesRequired, description="What is barred to a member who has not paid the dues.")
strawberry.enum(enums.SortOrder, description="Which end of a list comes first.")
strawberry.enum(
    enums.GroupMembershipSortField,
    description=(
        "What a group's memberships are sorted by. DUES and LAST_VISITED are for organizers; others get JOIN_DATE."
    ),
)
strawberry.enum(enums.GroupEventSortField, description="What a group's events are sorted by.")
strawberry.enum(enums.RsvpSortField, description="What RSVPs are sorted by.")
strawberry.enum(enums.EventAction, description="Something that the viewer may do with an event.")
strawberry.enum(
    enums.GroupSortField,
    description=("What a list of groups is sorted by. NEWEST is by founding, DISTANCE by that from `near`."),
)
strawberry.enum(enums.MemberSortField, description="What a list of members is sorted by.")
strawberry.enum(enums.WorkspaceRole, description="What a member may do in a workspace: be booked, run it, or own it.")
strawberry.enum(enums.Weekday, description="A day of the week.")
strawberry.enum(enums.HostMethod, description="Whose time a meeting takes: one host's, any one's in turn, everyone's.")
strawberry.enum(
    enums.SlotReason,
    description="Why a time cannot be booked. Of several reasons the first in this order is given.",
)
strawberry.enum(enums.AppointmentStatus, name="BookingStatus", description="Where a booking stands.")
strawberry.enum(enums.Awaited, description="Whose word a pending booking waits for.")
strawberry.enum(enums.BookingChange, description="What happened to a booking.")
strawberry.enum(enums.BookingActor, description="Who did something to a booking.")
strawberry.enum(
    enums.KeywordSortField,
    description="What found events are sorted by. RELEVANCE: those with every word in the title, then by their start.",
)
strawberry.enum(
    enums.RecommendedEventsSortField,
    description="What recommended events are sorted by. RELEVANCE is by points, then by their start.",
)
strawberry.enum(
    enums.GroupEventSearchStatus,
    name="GroupEventSearchEventStatus",
    description="Which of a group's events are searched: those to come, those that are over, or drafts.",
)
strawberry.enum(
    enums.GroupVisibility,
    description="Which groups are recommended: those that only members see (PRIVATE), the others (PUBLIC), or ALL.",
)
strawberry.enum(enums.ReasonForJoining, description="Why people join a group. No group tells it here.")
strawberry.enum(
    Region,
    description=(
        "A part of the world, by the United Nations' grouping of countries; Central America and the Caribbean belong "
        "to NORTH_AMERICA."
    ),
)
