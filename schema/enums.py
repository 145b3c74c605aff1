"""The vocabularies as clients read them. The words themselves stand in `db/enums.py`."""

from enum import StrEnum
from typing import Any, cast

import strawberry

from db import currencies, enums


def vocabulary(kind: type[StrEnum], description: str, name: str | None = None, **words: str) -> None:
    """Make an enum known to clients, each word with its meaning. Raises if one is forgotten or unknown."""
    if words.keys() != kind.__members__.keys():
        odd = ", ".join(sorted(words.keys() ^ kind.__members__.keys()))
        raise LookupError(f"{kind.__name__}: described and not there, or there and not described: {odd}")
    definition = cast(Any, strawberry.enum(kind, name=name, description=description)).__strawberry_definition__
    for value in definition.values:
        value.description = words[value.name]


UNUSED = "Published; nothing here is ever so."
vocabulary(
    enums.EventStatus,
    "Where an event stands.",
    ACTIVE="Still to come, or going on.",
    AUTOSCHED=UNUSED,
    AUTOSCHED_CANCELLED=UNUSED,
    AUTOSCHED_DRAFT=UNUSED,
    AUTOSCHED_FINISHED=UNUSED,
    BLOCKED=UNUSED,
    CANCELLED="Called off, and still on the calendar.",
    CANCELLED_PERM=UNUSED,
    DRAFT="Not published yet: seen by organizers and hosts alone.",
    PAST="Over: its end, or three hours after its start, lies behind.",
    PENDING=UNUSED,
    PROPOSED="Published, but without a time.",
    SUGGESTED="Ours: a member's idea that waits for an organizer.",
    TEMPLATE=UNUSED,
)
vocabulary(
    enums.EventType,
    "Whether an event is at a place, online, or both.",
    HYBRID="At a place and online.",
    ONLINE="Online only.",
    PHYSICAL="At a place, or at one that is not said yet.",
)
vocabulary(
    enums.Visibility,
    "Who sees an event, or a group's events.",
    "EventVisibility",
    PUBLIC="Everybody.",
    PUBLIC_LIMITED="Members; strangers see its title, time, group and counts.",
    MEMBERS="The group's members alone.",
)
vocabulary(
    enums.VenueVisibility,
    "Who sees where an event is, or a venue.",
    "EventVenueVisibility",
    GROUP="The group's members.",
    PUBLIC="Everybody.",
)
vocabulary(
    enums.WaitlistMode,
    "What happens when an event is full.",
    AUTO="Members wait in line, and whoever is first gets a seat that becomes free.",
    MANUAL="Ours: members wait, and an organizer or host gives seats to them.",
    OFF="Nobody waits; one can watch the event to hear of a free seat.",
)
vocabulary(
    enums.PublishStatus,
    "Whether an event is still a draft.",
    DRAFT="Seen by organizers and hosts alone.",
    PUBLISHED="Seen by all who see the group's events.",
)
vocabulary(
    enums.GroupJoinMode,
    "How one becomes a member of a group.",
    APPROVAL="One asks, and an organizer lets one in.",
    CLOSED="Not at all.",
    OPEN="At once.",
)
vocabulary(
    enums.GroupStatus,
    "A group's standing.",
    ABANDONED="A draft that nobody published.",
    BLOCKED="Shut by whoever runs the site.",
    DEAD="Without an organizer for long.",
    FAILED="It could not be made.",
    FROZEN="Without an organizer.",
    GRACE="Soon without an organizer.",
    ORG_CLOSED="Shut by its organizer.",
    PAID="In good standing: with an organizer.",
)
vocabulary(
    enums.MemberStatus,
    "The state of a member's account.",
    ACTIVE="In use.",
    BLOCKED="Barred by whoever runs the site.",
    BOUNCED="Its mail comes back.",
    INVISIBLE="Not shown to others.",
    PENDING="Not confirmed yet.",
    PENDREMOVED="To be removed.",
    PREREGISTERED="Entered by somebody else, not taken over yet.",
    REMOVED="Closed.",
    UNVERIFIED="Its address is not confirmed.",
)
vocabulary(
    enums.MembershipStatus,
    "A member's standing in a group. ACTIVE and LEADER take part; all others wait or are out.",
    ABANDONED="Gone with the account.",
    ACTIVE="Takes part.",
    BLOCKED="Barred by an organizer.",
    BOOTED="Put out by an organizer.",
    BOUNCED="The group's mail comes back.",
    DEAD="Over, as the group is.",
    GROUP_BLOCKED="The group is shut.",
    GROUP_BLOCKED_ORG="The group is shut by its organizer.",
    INCOMPLETE="Has begun to join and not finished.",
    LEADER="Takes part and organizes.",
    PENDING="Has asked to join.",
    PENDING_PAYMENT="Has to pay dues before joining.",
    REMOVED="Has left.",
    UNAPPROVED="Was not let in.",
)
vocabulary(
    enums.Role,
    "What a member does for a group, from the least to the most.",
    MEMBER="Takes part.",
    EVENT_ORGANIZER="Schedules and runs events.",
    ASST_ORGANIZER="Also lets members in and puts them out.",
    COORGANIZER="Helps the organizer in everything.",
    ORGANIZER="Answers for the group.",
)
vocabulary(
    enums.RsvpStatus,
    "A member's answer to an event, and what came of it.",
    ATTENDED="Was there.",
    EXCUSED_ABSENCE="Was not there, and had said so.",
    HAVENT="Has not answered.",
    MAYBE="May come; no longer taken.",
    NO="Does not come.",
    NO_SHOW="Said yes and was not there.",
    WAITLIST="Waits for a seat.",
    YES="Has a seat.",
    YES_PENDING_PAYMENT="Comes once the fee is paid; imported answers may say so.",
)
vocabulary(
    enums.RsvpState,
    "What an event is to the viewer.",
    CANCELLED="Called off.",
    CLOSED="Answers are not taken, or no longer.",
    DUES="The group's dues must be paid first.",
    EXTERNAL_YES=UNUSED,
    FULL="No seat is free.",
    JOIN_APPROVAL="For members; an organizer must let one in.",
    JOIN_DUES_APPROVAL=UNUSED,
    JOIN_OPEN="For members; one can join at once.",
    NO="The viewer does not come, and may still change that.",
    NONE="Nothing can be answered.",
    NOT_OPEN_YET="Answers are taken later.",
    PAST="Over.",
    REQUESTED=UNUSED,
    RSVP="Open to an answer.",
    WAITLIST="The viewer waits for a seat.",
    YES="The viewer comes.",
)
vocabulary(
    enums.PaymentMethod,
    "How a fee is paid. Convene moves no money: organizers note who has paid.",
    AMAZON="Ours: old events know it.",
    CASH="At the event, or as its organizers say.",
    PAYPAL="To the organizers' PayPal account.",
)
vocabulary(
    enums.PayStatus,
    "Where a payment stands.",
    ECHECK_PENDING="Paid by a cheque that is on its way.",
    EXEMPT="Need not pay.",
    NONE="Nothing is owed.",
    PAID="Paid.",
    PARTIALLY_PAID="Ours: paid in part.",
    PARTIAL_REFUND="A part was paid back.",
    PENDING="Owed.",
    REFUNDED="Paid back.",
    REFUND_PENDING="To be paid back.",
)
vocabulary(
    currencies.Currency,
    "What a fee is paid in, by ISO 4217. Published are fourteen of these.",
    "EventFeeCurrency",
    **{code: f"The currency {code}." for code in currencies.Currency.__members__ if code != "XXX"},
    XXX="No currency: an old event named one that is unknown.",
)
vocabulary(
    enums.DuesRequired,
    "What is barred to a member who has not paid the dues.",
    NOTHING="Nothing.",
    TO_RSVP="Answering events.",
    TO_JOIN="Joining.",
)
vocabulary(
    enums.SortOrder,
    "Which end of a list comes first.",
    ASC="The first, lowest or earliest.",
    DESC="The last, highest or latest.",
)
vocabulary(
    enums.GroupMembershipSortField,
    "What a group's memberships are sorted by.",
    DUES="Where the dues stand. For organizers; others get JOIN_DATE.",
    JOIN_DATE="When the member joined.",
    LAST_VISITED="When the member was last there. For organizers; others get JOIN_DATE.",
    NAME="The member's name.",
    ROLE="What the member does for the group.",
)
vocabulary(
    enums.GroupEventSortField,
    "What a group's events are sorted by.",
    DATETIME="When they start.",
    UPDATED="When they were last changed.",
)
vocabulary(
    enums.RsvpSortField,
    "What RSVPs are sorted by.",
    DATETIME="When an event's were last changed; of a member's, when the event starts.",
    LOCAL_TIME="The same, a member's by the clocks where the event is.",
    NAME="The member's name.",
    RELEVANCE="As SHARED_GROUPS, but hosts count for more. Goes with DESC.",
    RSVP_ID="The number of the RSVP.",
    SHARED_GROUPS="In how many of the viewer's groups the member is. Goes with DESC.",
)
vocabulary(
    enums.EventAction,
    "Something that the viewer may do with an event.",
    ANNOUNCE="Tell the group of it.",
    ATTENDANCE="Note who was there.",
    DELETE="Delete or cancel it.",
    DUES="Pay the group's dues.",
    EDIT="Change it.",
    EDIT_HOSTS="Say who hosts it.",
    PAYMENTS="Look after its fees.",
    PUBLISH="Publish the draft.",
    RSVP="Take a seat.",
    UNWATCH="Hear of free seats no more.",
    WAIT="Wait for a seat.",
    WATCH="Hear of a free seat.",
)
vocabulary(
    enums.GroupSortField,
    "What a list of groups is sorted by.",
    ID="The number of the group.",
    MEMBERS="How many members it has.",
    NAME="Its name.",
    NEWEST="When it was founded.",
    DISTANCE="How far it is from `near`.",
)
vocabulary(
    enums.MemberSortField,
    "What a list of members is sorted by.",
    JOINED="When they joined.",
    NAME="Their names.",
    VISITED="When they were last there.",
)
vocabulary(
    enums.QuestionType,
    "How a survey's question is answered. All but TEXT are refused.",
    MULTIPLE="By some of several options.",
    PHONE="By a telephone number.",
    SINGLE="By one of several options.",
    TEXT="In one's own words.",
)
vocabulary(
    enums.SurveyField,
    "What a survey may ask without saying how. All of them are refused: ask in your own words.",
    "RsvpSurveyQuestion",
    COMPANY="Whom one works for.",
    FIRST_NAME="The first name.",
    LAST_NAME="The last name.",
    PHONE="The telephone number.",
    ROLE="What one does there.",
    TOPIC="What one would like to hear of.",
)
vocabulary(
    enums.Weekday,
    "A day of the week.",
    "DayOfWeek",
    **{day: f"{day.title()}." for day in enums.Weekday.__members__},
)

vocabulary(
    enums.DuesStatus,
    "Where a member's dues stand.",
    "MembershipDuesStatus",
    EXEMPT="The member need not pay.",
    GRACE="Not paid in time; there are some days left.",
    PAID="Paid.",
    TRIAL="Still on trial.",
    UNPAID="To be paid.",
)
