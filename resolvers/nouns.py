"""The nouns by name, still empty: each is filled in its own file, so that they can refer to each other."""

import db
from resolvers.fields import Noun

QUERY = Noun(None)

EVENT = Noun(db.Event)
EVENT_SELF = Noun(db.Event)
EVENT_RATING = Noun(db.Event)
RSVP_RULES = Noun(db.Event)
EVENT_HOST = Noun(db.EventHost)
EVENT_VENUE = Noun(db.EventVenue)
FEE = Noun(db.EventFee)
REFUND_POLICY = Noun(db.EventRefundPolicy)
QUESTION = Noun(db.SurveyQuestion)

GROUP = Noun(db.Group)
GROUP_SELF = Noun(db.Group)
CATEGORY = Noun(db.Category)
TOPIC = Noun(db.Topic)
DUES = Noun(db.GroupDues)
DUES_REASONS = Noun(db.GroupDues)
MEMBERSHIP = Noun(db.Membership)

MEMBER = Noun(db.Member)
SERVICE = Noun(db.MemberService)
VENUE = Noun(db.Venue)
PHOTO = Noun(db.Photo)
ALBUM = Noun(db.PhotoAlbum)
RSVP = Noun(db.Rsvp)
ANSWER = Noun(db.RsvpAnswer)

GROUP_EVENTS = Noun(db.Group)
GROUP_EVENT_EDGE = Noun(db.Event)
GROUP_MEMBERS = Noun(db.Group)
GROUP_MEMBER_EDGE = Noun(db.Membership)
MEMBER_GROUPS = Noun(db.Member)
MEMBER_GROUP_EDGE = Noun(db.Membership)
EVENT_RSVPS = Noun(db.Event)
RSVP_EDGE = Noun(db.Rsvp)
EVENTS = Noun(None)
GROUPS = Noun(None)
GROUP_EDGE = Noun(db.Group)
MEMBERS = Noun(None)
MEMBER_EDGE = Noun(db.Member)
RSVPS = Noun(None)
CATEGORIES = Noun(None)
CATEGORY_EDGE = Noun(db.Category)
