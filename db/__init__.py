"""The rows: mapped classes, engines, migrations, and the one place that decides which rows a viewer sees."""

from db.base import Base
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
from db.members import Member, MemberService, Token
from db.photos import Photo, PhotoAlbum
from db.rsvps import Payment, Rsvp, RsvpAnswer
from db.venues import Venue

__all__ = [
    "Base",
    "Category",
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
    "Member",
    "MemberService",
    "MemberTopic",
    "Membership",
    "Payment",
    "Photo",
    "PhotoAlbum",
    "Rsvp",
    "RsvpAnswer",
    "SurveyQuestion",
    "Token",
    "Topic",
    "Venue",
]
