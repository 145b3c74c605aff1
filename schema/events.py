"""Events and what hangs on one."""

import strawberry

from db.currencies import Currency
from db.enums import (
    EventAction,
    EventStatus,
    EventType,
    PaymentMethod,
    PayStatus,
    PublishStatus,
    Role,
    RsvpState,
    SortOrder,
    VenueVisibility,
    Visibility,
    WaitlistMode,
    Weekday,
)
from resolvers import nouns
from schema.comments import EventCommentConnection
from schema.fields import Argument, of, say
from schema.groups import Group
from schema.members import Member
from schema.networks import NetworkEvent
from schema.pages import paging
from schema.places import EventPhotoAlbum, EventVenue, PhotoInfo, Venue
from schema.rsvp_inputs import RsvpFilter, RsvpSort
from schema.rsvps import HostRsvpConnection, Rsvp, RsvpConnection, RsvpSearchConnection
from schema.scalars import DateTime, Duration
from schema.search_inputs import RsvpSearchFilter
from schema.topics import TopicsConnection


@of(nouns.REFUND_POLICY, "When an organizer gives money back.")
class RefundPolicy:
    """Published as RefundPolicy, with what the old API knew."""

    days: int | None = say("For cancelling members: up to so many days before the event.")
    notes: str = say("The organizer's own words.")
    policies: list[str] = say(
        "One or more of `no_refunds`, `member_cancellation`, `event_cancellation`, `event_rescheduled`."
    )


@of(nouns.EARLY_BIRD, "What is taken off a fee for those who say yes early.")
class EarlyBirdDiscount:
    """Published as EarlyBirdDiscount."""

    id: strawberry.ID = say("Identifier, the number of the event.")
    amount: float = say("How much is taken off, in the currency's main unit.")
    days_before: int = say("How many days before the start it ends.")
    maximum_quantity: int | None = say("For how many of the first to say yes; null means any number.")
    discount_tickets_remaining: int | None = say("How many more can have it; null means any number.")
    promotion_ends: DateTime | None = say("When it ends; null while the event has no time.")


@of(nouns.FEE, "What an event costs.")
class EventFeeSettings:
    """Published as EventFeeSettings, with what the old API knew."""

    accepts: PaymentMethod = say("How it is paid.")
    amount: float = say("Amount in the currency's main unit.")
    currency: Currency = say("What it is paid in.")
    description: str = say("What the amount is for, like `per person`.")
    label: str = say("What the amount is called, like `Price`.")
    required: bool = say("Whether it must be paid before one can come.")
    refund_policy: RefundPolicy | None = say("When it is paid back.")
    early_bird_discount: EarlyBirdDiscount | None = say("What is taken off for those who say yes early.")
    has_promo_codes: bool = say("Whether codes take something off; always false.")


@of(nouns.QUESTION, "A question asked of everybody who comes.")
class RsvpQuestion:
    """Published as RsvpQuestion."""

    question_id: strawberry.ID = say("Identifier, a number.")
    text: str = say("The question.")
    required: bool = say("Whether it must be answered; always false.")


@of(nouns.EVENT_HOST, "A member who hosts an event.")
class EventHost:
    """Published as EventHost."""

    member_id: strawberry.ID | None = say("Identifier of the member.", deprecation_reason="Use member instead")
    name: str | None = say("Name of the member.")
    member: Member | None = say("The member.")
    member_photo: PhotoInfo | None = say("Picture of the member.")


@of(nouns.RSVP_RULES, "When and how members may answer.")
class RsvpOpenSettings:
    """Published as RsvpOpenSettings, with what the old API knew."""

    rsvp_open_time: DateTime | None = say("Answers are taken from this time on.")
    rsvp_close_time: DateTime | None = say("Answers are taken up to this time.")
    rsvps_closed: bool | None = say("Whether an organizer has closed the event for answers.")
    guest_limit: int | None = say("How many guests a member may bring; null means no limit of its own.")
    waitlist_mode: WaitlistMode | None = say("What happens when the event is full.")
    refund_policy: RefundPolicy | None = say("When a fee is paid back; a member must agree to it.")


@of(nouns.EVENT_RATING, "What members thought of a past event.")
class EventRating:
    """Ours: the old API's `rating`."""

    average: float | None = say("Average of the ratings, 1 to 5.")
    count: int = say("How many ratings there are.")


@of(nouns.EVENT_SELF, "What an event is to the viewer, a member of its group.")
class EventViewer:
    """Ours: the old API's `self`."""

    actions: list[EventAction] = say("What the viewer may do with the event.")
    pay_status: PayStatus | None = say("Where the viewer's payment stands.")
    has_rated: bool = say("Whether the viewer has rated the event.")
    role: Role | None = say("What the viewer does for the group.")
    is_watching: bool | None = say("Whether the viewer waits to hear of a seat; null where there is a waiting list.")
    rsvp: Rsvp | None = say("The viewer's answer.")


@of(nouns.WEEKLY, "Every so many weeks, on some days of the week.")
class WeeklyRecurrenceInfo:
    """Published as WeeklyRecurrenceInfo."""

    weekly_days_of_week: list[Weekday] = say("The days.")
    weekly_interval: int = say("Every so many weeks.")


@of(nouns.MONTHLY, "Once a month, on a day of one of its weeks.")
class MonthlyRecurrenceInfo:
    """Published as MonthlyRecurrenceInfo."""

    monthly_day_of_week: Weekday = say("The day.")
    monthly_week_of_month: int = say("Which of these days of the month; 5 is the last one.")


@of(nouns.SERIES, "How an event comes again.")
class Series:
    """Published as Series."""

    id: strawberry.ID | None = say("Identifier, a number.")
    description: str = say("The rule in words, like `Every week on Monday`.")
    end_date: str | None = say("The last day that is meant, like `2026-12-31`; null if no end is set.")
    weekly_recurrence: WeeklyRecurrenceInfo | None = say("Every so many weeks; null for a monthly series.")
    monthly_recurrence: MonthlyRecurrenceInfo | None = say("Once a month; null for a weekly series.")


@of(nouns.SPEAKER, "Who speaks at an event.")
class SpeakerDetails:
    """Published as SpeakerDetails, but for other networks."""

    name: str = say("The speaker's name.")
    description: str = say("Who that is.")
    photo: PhotoInfo | None = say("The speaker's picture.")


@of(nouns.EVENT, "A meeting of a group.")
class Event:
    """Published as Event, with what the old API knew."""

    id: strawberry.ID = say("Identifier: a number, or twelve letters for an event of a series.")
    old_id: strawberry.ID = say(
        "The identifier that versions 1 and 2 of the old API show: `id`, or the number of an event of a series that "
        "a program of theirs has answered by its letters."
    )
    token: strawberry.ID = say("Another identifier, which never changes.")
    title: str = say("Title, up to 80 characters.")
    description: str = say("Description as plain text.")
    description_html: str | None = say("Description as HTML.")
    plain_text_description: str | None = say("Description as plain text; null if there is none.")
    simple_html_description: str | None = say("Description as simple HTML; null if it was not written so.")
    is_simple_html: bool | None = say("Whether the description was written as simple HTML.")
    why: str | None = say("We should do this because ...")
    event_url: str = say("Address of the event's page.")
    short_link: str | None = say("Short address of the event's page.")
    date_time: DateTime | None = say("Start, with the offset of the event's place; null while it has no time.")
    end_time: DateTime | None = say("End; null if no duration is set.")
    duration: Duration | None = say("How long it lasts; null if that is not said, three hours are then assumed.")
    created_time: DateTime | None = say("When it was created, in UTC.")
    updated_time: DateTime | None = say("When it was last changed, in UTC.")
    status: EventStatus = say("Where the event stands.")
    publish_status: PublishStatus | None = say("Whether it is a draft; null for all but organizers and hosts.")
    event_type: EventType = say("Whether it is at a place, online, or both.")
    visibility: Visibility = say("Who sees it.")
    venue_visibility: VenueVisibility | None = say("Who sees where it is.")
    how_to_find_us: str | None = say("How to find the place; null for those who may not see it.")
    host_instructions: str | None = say("What hosts are told; null for all but organizers and hosts.")
    is_announced: bool | None = say("Whether members were told; null for all but organizers and hosts.")
    announced_time: DateTime | None = say("When members were told, in UTC; null for all but organizers and hosts.")
    email_reminders: bool | None = say("Whether reminders are mailed; null for all but organizers and hosts.")
    rsvp_alerts: bool | None = say("Whether RSVPs are reported; null for all but organizers and hosts.")
    is_featured: bool | None = say("Whether an organizer features it.")
    headcount: int | None = say("How many came, as somebody counted.")
    max_tickets: int | None = say("How many may come, guests included; null means any number.")
    guest_limit: int | None = say("How many guests a member may bring; null means no limit of its own.")
    guests_allowed: bool = say("Whether members may bring guests.")
    number_of_allowed_guests: int = say("How many guests a member may bring; 0 also where no limit is set.")
    waitlist_mode: WaitlistMode = say("What happens when it is full.")
    rsvp_settings: RsvpOpenSettings = say("When and how members may answer.")
    rsvp_questions: list[RsvpQuestion] = say("Questions asked of everybody who comes.")
    rsvp_state: RsvpState = say("What the event is to the viewer.")
    is_rsvpable: bool | None = say("Whether the viewer can answer now, if only for the waiting list.")
    is_saved: bool = say("Whether the viewer has saved the event.")
    is_attending: bool = say("Whether the viewer has said yes.")
    rsvp: Rsvp | None = say("The viewer's answer.")
    viewer: EventViewer | None = say("What the event is to the viewer; null for those who are not in the group.")
    rating: EventRating | None = say("What members thought of it; null before it is over.")
    comment_count: int | None = say("How many comments it has.")
    comments: EventCommentConnection = say(
        "What members have said about it, with answers among them; empty for those who see little of the event.",
        paging(sort=Argument(SortOrder | None, "ASC, the oldest first, if not given.")),
    )
    photo_count: int | None = say("How many photos it has.")
    recent_rsvp_count: int | None = say("How many said yes within the last seven days.")
    speaker_details: SpeakerDetails | None = say("Who speaks; null if that is not said.")
    series: Series | None = say("How it comes again; null for an event by itself.")
    fee_settings: EventFeeSettings | None = say("What it costs; null if nothing.")
    featured_event_photo: PhotoInfo | None = say("Picture of the event.")
    photo_album: EventPhotoAlbum | None = say("Photos of the event.")
    group: Group | None = say("The group that holds it.")
    event_hosts: list[EventHost | None] | None = say("Who hosts it.")
    venues: list[Venue] | None = say("Where it is; empty for those who may not see that.")
    event_venues: list[EventVenue] | None = say("Where it is, with its own pin; empty for those who may not see that.")
    rsvps: RsvpConnection = say(
        "Answers to the event, and their tallies.",
        paging(
            filter=Argument(RsvpFilter | None, "Which RSVPs to list."),
            sort=Argument(RsvpSort | None, "How to sort them."),
        ),
    )
    host_rsvps: HostRsvpConnection = say("The RSVPs of its hosts.", paging())
    network_event: NetworkEvent | None = say("What it is a part of, if several groups of a pro network hold it.")
    rsvp_search: RsvpSearchConnection = say(
        "Answers to the event by the names of the members, in the order of these.",
        paging(filter=Argument(RsvpSearchFilter, "Whose answers to look for.")),
    )
    topics: TopicsConnection = say("What it is about, by `urlkey`.", paging())
