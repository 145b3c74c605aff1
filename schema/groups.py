"""Groups, memberships, topics, categories, dues."""

from typing import TYPE_CHECKING, Annotated, Optional

import strawberry

from db.enums import (
    DuesRequired,
    DuesStatus,
    EventStatus,
    GroupEventSortField,
    GroupJoinMode,
    GroupMembershipSortField,
    GroupStatus,
    MembershipStatus,
    Role,
    SortOrder,
    Visibility,
)
from db.group_enums import Currency, DuesInterval, DuesPaymentType
from db.member_enums import DuesMethod, GroupMembersNamedQuery
from resolvers import nouns
from schema.fields import Argument, entries, of, say
from schema.group_facts import (
    FeaturedEventPhotoConnection,
    GroupAnswer,
    GroupQuestion,
    GroupStats,
    GroupVenueConnection,
    GroupVideo,
)
from schema.network_inputs import ProNetworkFilter
from schema.pages import CURSOR, EDGES, PAGE_INFO, TOTAL, PageInfo, paging
from schema.places import PhotoInfo
from schema.scalars import DateTime
from schema.search_inputs import GroupEventSearchFilter
from schema.social import SocialNetwork
from schema.topics import Topic, TopicCategory

if TYPE_CHECKING:
    from schema.events import Event
    from schema.members import Member
    from schema.networks import GroupAnalytics, ProNetwork

_Group = Annotated["Group", strawberry.lazy("schema.groups")]
_Event = Annotated["Event", strawberry.lazy("schema.events")]
_Member = Annotated["Member", strawberry.lazy("schema.members")]
_Analytics = Annotated["GroupAnalytics", strawberry.lazy("schema.networks")]
_Network = Annotated["ProNetwork", strawberry.lazy("schema.networks")]


@of(nouns.CATEGORY, "One of the old API's fixed categories of groups.")
class GroupCategory:
    """Ours: `/2/categories` knows them."""

    id: strawberry.ID = say("Identifier, a number.")
    name: str = say("Name, like `Career & Business`.")
    shortname: str = say("Short name, like `Business`.")
    updated_time: DateTime | None = say("When it was last changed, in UTC.")


@of(nouns.DUES_REASONS, "Why a group takes dues.")
class GroupDuesReasons:
    """Published as GroupDuesReasons."""

    compensation: bool | None = say("To compensate the organizer.")
    cover_costs: bool | None = say("To cover the costs of events.")
    engagement: bool | None = say("To encourage members to take part.")
    equipment: bool | None = say("To provide supplies.")
    improve_meetups: bool | None = say("To improve events.")
    reserve_fund: bool | None = say("To build a reserve.")
    other_why: bool | None = say("For another reason, see `whyCustom`.")
    why_custom: str | None = say("The organizer's own reason.")


@of(nouns.DUES, "What membership of a group costs.")
class DuesSettings:
    """Published as DuesSettings, with what the old API knew."""

    amount: float = say("Amount in hundredths of the currency's main unit: cents of a dollar.")
    fee: float = say("Amount in the currency's main unit.")
    currency: Currency | None = say("Currency; null if it is none of the published ones, see `currencyCode`.")
    currency_code: str = say("Currency code, like `USD`.")
    payment_type: DuesPaymentType = say("How it is paid first of all: by PayPal, by credit card, or otherwise.")
    fee_description: str | None = say("What the amount is for, like `per year`.")
    interval: DuesInterval | None = say("How often it is due.")
    reasons: GroupDuesReasons = say("Why the group takes dues.")
    reason_words: list[str] = say("The reasons in the old API's words, like `cover_costs`.")
    reasons_other: str | None = say("The organizer's own reason.")
    methods: list[str] = say("How it can be paid: `amazon_payments`, `paypal`, `credit_card`, `other`.")
    refund_policies: list[str] = say(
        "When it is paid back: `none`, `member_leaves`, `group_closes`, `member_banned`, `custom`."
    )
    required: DuesRequired = say("What is barred to a member who has not paid.")
    is_payment_required: bool = say("Whether the viewer must pay before taking part.")
    trial_period_days: int | None = say("How many days a new member may try the group; null without a trial.")


@of(nouns.MEMBERSHIP_DUES, "How a member stands with a group's dues.")
class MembershipDues:
    """Published as MembershipDues."""

    status: DuesStatus | None = say("Where the dues stand.")
    method: DuesMethod | None = say("How they were paid last.")
    paid_end_date: DateTime | None = say("Until when they are paid, in UTC.")
    trial_end_date: DateTime | None = say("Until when the member may try the group, in UTC.")
    grace_end_date: DateTime | None = say("Until when a late payment is waited for, in UTC.")


@of(nouns.RSVP_STATS, "What came of a member's RSVPs in a group.")
class MembershipRsvpStats:
    """Published as MembershipRsvpStats."""

    no_show_count: int = say("How often the member did not come; 0 for all but the member and the organizers.")


@of(nouns.MEMBERSHIP, "A member's place in a group.")
class Membership:
    """Published as Membership."""

    bio: str | None = say("What the member says about himself or herself to this group.")
    title: str | None = say("The member's title in the group.")
    role: Role | None = say("What the member does for the group.")
    status: MembershipStatus = say("The member's standing.")
    join_time: DateTime | None = say("When the member joined, in UTC.")
    last_access_time: DateTime | None = say(
        "When the member last visited the group, in UTC; null for all but the member and the organizers."
    )
    updated_time: DateTime | None = say("When the membership was last changed, in UTC.")
    dues: MembershipDues | None = say("How the member stands with the dues; null for all but member and organizers.")
    rsvp_stats: MembershipRsvpStats = say("What came of the member's RSVPs.")
    group: _Group | None = say("The group.")
    answers: list[GroupAnswer] = say("Answers to the group's questions; empty for all but the member and organizers.")
    member_photo: PhotoInfo | None = say("Picture of the member.")


@of(nouns.GROUP_SELF, "What a group is to the viewer, who belongs to it or waits to.")
class GroupViewer:
    """Ours: the old API's `self`."""

    status: MembershipStatus | None = say("The viewer's standing in the group.")
    dues_settings: DuesSettings | None = say("What the membership costs; null if nothing.")


@of(nouns.GROUP_EVENT_EDGE, "An event of a group.")
class EventEdge:
    """Published as EventEdge."""

    cursor: str = say(CURSOR)
    node: _Event = say("The event.")


@of(nouns.GROUP_EVENTS, "Events of a group, by their start.")
class GroupEventConnection:
    """Published as GroupEventConnection."""

    edges: list[EventEdge] = say(EDGES)
    page_info: PageInfo | None = say(PAGE_INFO)
    total_count: int | None = say(TOTAL)


@of(nouns.GROUP_EVENT_SEARCH_EDGE, "A found event of a group.")
class GroupEventSearchEdge:
    """Published as GroupEventSearchEdge."""

    cursor: str = say(CURSOR)
    node: _Event = say("The event.")


@of(nouns.GROUP_EVENT_SEARCH, "Found events of a group, by their start.")
class GroupEventSearchConnection:
    """Published as GroupEventSearchConnection."""

    edges: list[GroupEventSearchEdge] = say(EDGES)
    page_info: PageInfo = say(PAGE_INFO)
    total_count: int = say(TOTAL)


@of(nouns.GROUP_MEMBER_EDGE, "A member of a group.")
class GroupMemberEdge:
    """Published as GroupMemberEdge."""

    cursor: str = say(CURSOR)
    metadata: Membership | None = say("The member's place in the group.")
    node: Optional[_Member] = say("The member.")  # noqa: UP045 - a lazy type cannot be joined by `|`


@of(nouns.GROUP_MEMBERS, "Members of a group.")
class GroupMemberConnection:
    """Published as GroupMemberConnection."""

    edges: list[GroupMemberEdge] = say(EDGES)
    page_info: PageInfo | None = say(PAGE_INFO)
    total_count: int | None = say(TOTAL)


@entries("Which events of a group to list. An empty filter lists them all.")
class GroupEventFilter:
    """Published as GroupEventFilter."""

    after_date_time: DateTime | None = strawberry.field(default=None, description="Events that end after this.")
    before_date_time: DateTime | None = strawberry.field(default=None, description="Events that end before this.")
    host_id: strawberry.ID | None = strawberry.field(default=None, description="Events that this member hosts.")
    status: list[EventStatus | None] | None = strawberry.field(default=None, description="Events of these statuses.")
    title: str | None = strawberry.field(default=None, description="Events with this text in their title.")


@entries("How to sort a group's events.")
class GroupEventSort:
    """Ours: the orders of the old `/:urlname/events`."""

    sort_field: GroupEventSortField = strawberry.field(description="What to sort them by.")
    sort_order: SortOrder | None = strawberry.field(default=None, description="ASC if not given.")


@entries("Which members of a group to list.")
class MembershipFilter:
    """Published as MembershipFilter."""

    status: list[MembershipStatus | None] | None = strawberry.field(
        default=None, description="Only these standings; ACTIVE and LEADER if not given."
    )
    member_ids: list[int] | None = strawberry.field(default=None, description="Only these members.")
    exclude_member_ids: list[int] | None = strawberry.field(default=None, description="Not these members.")
    name: str | None = strawberry.field(default=None, description="Members with this text in their name.")
    named_query: GroupMembersNamedQuery | None = strawberry.field(
        default=None, description="Only the members that this question is about."
    )


@entries("How to sort the members of a group.")
class GroupMembershipSort:
    """Published as GroupMembershipSort."""

    sort_field: GroupMembershipSortField | None = strawberry.field(
        default=None, description="JOIN_DATE if not given. ROLE puts the organizer first."
    )
    sort_order: SortOrder | None = strawberry.field(default=None, description="ASC if not given.")


@of(nouns.GROUP, "People who meet.")
class Group:
    """Published as Group, with what the old API knew."""

    id: strawberry.ID = say("Identifier, a number.")
    name: str = say("Name.")
    urlname: str = say("Name in addresses; looked up without regard to case.")
    description: str | None = say("What the group is about, as HTML.")
    link: str | None = say("Address of the group's page.")
    short_link: str | None = say("Short address of the group's page.")
    city: str | None = say("City.")
    state: str | None = say("State or province, as its code where it has one.")
    country: str | None = say("Country code, two letters.")
    place_label: str | None = say("Where the group is, in its own words, or else its city with the state.")
    zip: str | None = say("Postal code.")
    lat: float | None = say("Latitude of the group's place.")
    lon: float | None = say("Longitude of the group's place.")
    timezone: str | None = say("Time zone, like `America/Los_Angeles`.")
    utc_offset: int | None = say("Offset of the time zone in milliseconds, when the group was last written.")
    rating: float | None = say("Average rating of its events, 1 to 5; null before there is one.")
    founded_date: DateTime | None = say("When the group was founded, in UTC.")
    is_private: bool = say("Whether only members see the group.")
    visibility: Visibility = say("Who sees the group's events.")
    join_mode: GroupJoinMode = say("How one becomes a member.")
    status: GroupStatus = say("The group's standing.")
    is_approved: bool = say("Whether the group has been approved.")
    takes_suggestions: bool = say("Whether members who are no organizers may suggest events.")
    custom_member_label: str | None = say("What the group calls its members.")
    welcome_blurb: str | None = say("What new members are told; null for all others.")
    member_count: int = say("How many members the group has, those the viewer does not see included.")
    is_member: bool = say("Whether the viewer takes part in the group.")
    is_primary_organizer: bool = say("Whether the viewer is the group's organizer.")
    membership_metadata: Membership | None = say("The viewer's place in the group.")
    viewer: GroupViewer | None = say("What the group is to the viewer; null for strangers.")
    organizer: Optional[_Member] = say("The organizer.")  # noqa: UP045
    key_group_photo: PhotoInfo | None = say("The group's picture.")
    category: GroupCategory | None = say("The group's category.")
    topic_category: TopicCategory | None = say(
        "The same, as clients of the published schema know it; null without topics."
    )
    active_topics: list[Topic] = say("What the group is about, in the group's order.")
    dues_settings: DuesSettings | None = say("What membership costs; null if nothing.")
    events: GroupEventConnection = say(
        "The group's events, upcoming ones unless a status or filter is given.",
        paging(
            filter=Argument(GroupEventFilter | None, "Which events to list; both dates compare the events' end."),
            sort=Argument(SortOrder | None, "ASC, the earliest first, if not given."),
            order_by=Argument(GroupEventSort | None, "What else to sort them by, in place of `sort`."),
            status=Argument(EventStatus | None, "Only events of this status."),
            include_limited=Argument(bool, "Also events that the viewer may see a little of only.", False),
        ),
    )
    event_search: GroupEventSearchConnection = say(
        "Events of the group by words in their title or description, in the order of their start.",
        paging(filter=Argument(GroupEventSearchFilter, "Which events to look for.")),
        deprecation_reason="use 'events' instead",
    )
    next_event: _Event | None = say("The next event to come.")
    pro_network: _Network | None = say(
        "The pro network that the group takes part in.",
        {"filter": Argument(ProNetworkFilter | None, "How the group must stand in it.")},
    )
    pro_join_date: DateTime | None = say("Since when the group takes part in its pro network, in UTC.")
    group_analytics: _Analytics | None = say(
        "What the group comes to, if it takes part in a pro network; null for all but who runs either."
    )
    allow_member_photo_uploads: bool = say("Whether members may add photos to the group's albums.")
    can_add_photos: bool = say("Whether the viewer may.")
    email_announce_address: str | None = say(
        "Address of the group's announcement list, for members; null unless an organizer has named one. Convene itself "
        "receives no mail there."
    )
    featured_event_photos: FeaturedEventPhotoConnection = say(
        "Pictures of the group's events, each once, those of the latest events first.", paging()
    )
    needs_photo: bool | None = say("Whether one needs a picture to join.")
    needs_questions: bool | None = say("Whether one must answer the group's questions to join.")
    questions: list[GroupQuestion] = say("What the group asks of those who join it.")
    social_networks: list[SocialNetwork] = say("Where else the group is.")
    stats: GroupStats | None = say("Ratings of the group's events, and how many members it has.")
    venues: GroupVenueConnection = say("Places where the group has met, those of the latest events first.", paging())
    video: GroupVideo | None = say("A film about the group.")
    memberships: GroupMemberConnection = say(
        "The group's members.",
        paging(
            filter=Argument(MembershipFilter | None, "Which members to list."),
            sort=Argument(GroupMembershipSort | None, "How to sort them."),
        ),
    )
