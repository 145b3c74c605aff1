"""The rows: mapped classes, engines, migrations, and the one place that decides which rows a viewer sees."""

from db.availability import (
    Availability,
    AvailabilityException,
    AvailabilityOverride,
    AvailabilityWindow,
    OverrideWindow,
)
from db.base import Base
from db.bookings import Appointment, AppointmentChange, Attendee, Block, Hold, MeetingType, MeetingTypeHost
from db.calendars import CalendarBusy, CalendarConnection, CalendarFeed
from db.events import (
    Event,
    EventComment,
    EventFee,
    EventHost,
    EventRating,
    EventRefundPolicy,
    EventSeries,
    EventSpeaker,
    EventTopic,
    EventVenue,
    EventWatch,
    SavedEvent,
    SurveyQuestion,
)
from db.groups import (
    Category,
    Group,
    GroupAnswer,
    GroupDraft,
    GroupDues,
    GroupQuestion,
    GroupTopic,
    Membership,
    MemberTopic,
    SocialNetwork,
    Topic,
)
from db.members import Consumer, Member, MemberService, Token
from db.networks import Network, NetworkAdmin, NetworkEvent, NetworkGroup, NetworkShare
from db.outbox import Change, IdempotencyKey, Message, Notification
from db.photos import Photo, PhotoAlbum, PhotoUpload
from db.rsvps import Payment, Rsvp, RsvpAnswer
from db.threads import Thread, ThreadMember, ThreadMessage
from db.venues import Venue
from db.webhooks import Webhook, WebhookDelivery
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
    "CalendarFeed",
    "Category",
    "Change",
    "Consumer",
    "Event",
    "EventComment",
    "EventFee",
    "EventHost",
    "EventRating",
    "EventRefundPolicy",
    "EventSeries",
    "EventSpeaker",
    "EventTopic",
    "EventVenue",
    "EventWatch",
    "Group",
    "GroupAnswer",
    "GroupDraft",
    "GroupDues",
    "GroupQuestion",
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
    "Network",
    "NetworkAdmin",
    "NetworkEvent",
    "NetworkGroup",
    "NetworkShare",
    "Notification",
    "OverrideWindow",
    "Payment",
    "Photo",
    "PhotoAlbum",
    "PhotoUpload",
    "Rsvp",
    "RsvpAnswer",
    "SavedEvent",
    "SocialNetwork",
    "SurveyQuestion",
    "Thread",
    "ThreadMember",
    "ThreadMessage",
    "Token",
    "Topic",
    "Venue",
    "Webhook",
    "WebhookDelivery",
    "Workspace",
    "WorkspaceMember",
    "is_mapped",
]
