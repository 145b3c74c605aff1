"""The rows: mapped classes, engines, migrations, and the one place that decides which rows a viewer sees."""

from db.availability import (
    Availability,
    AvailabilityException,
    AvailabilityOverride,
    AvailabilityWindow,
    CalendarBusy,
    CalendarConnection,
    OverrideWindow,
)
from db.base import Base
from db.bookings import Appointment, AppointmentChange, Attendee, Block, Hold, MeetingType, MeetingTypeHost
from db.events import (
    Event,
    EventComment,
    EventFee,
    EventHost,
    EventRating,
    EventRefundPolicy,
    EventTopic,
    EventVenue,
    EventWatch,
    SurveyQuestion,
)
from db.groups import Category, Group, GroupDues, GroupTopic, Membership, MemberTopic, Topic
from db.members import Consumer, Member, MemberService, Token
from db.outbox import Change, IdempotencyKey, Message, Notification
from db.photos import Photo, PhotoAlbum
from db.rsvps import Payment, Rsvp, RsvpAnswer
from db.venues import Venue
from db.word_indexes import is_mapped
from db.workspaces import Workspace, WorkspaceMember

__all__ = [
    "Appointment",
    "AppointmentChange",
    "Attendee",
    "Availability",
    "AvailabilityException",
    "AvailabilityOverride",
    "AvailabilityWindow",
    "Base",
    "Block",
    "CalendarBusy",
    "CalendarConnection",
    "Category",
    "Change",
    "Consumer",
    "Event",
    "EventComment",
    "EventFee",
    "EventHost",
    "EventRating",
    "EventRefundPolicy",
    "EventTopic",
    "EventVenue",
    "EventWatch",
    "Group",
    "GroupDues",
    "GroupTopic",
    "Hold",
    "IdempotencyKey",
    "MeetingType",
    "MeetingTypeHost",
    "Member",
    "MemberService",
    "MemberTopic",
    "Membership",
    "Message",
    "Notification",
    "OverrideWindow",
    "Payment",
    "Photo",
    "PhotoAlbum",
    "Rsvp",
    "RsvpAnswer",
    "SurveyQuestion",
    "Token",
    "Topic",
    "Venue",
    "Workspace",
    "WorkspaceMember",
    "is_mapped",
]
