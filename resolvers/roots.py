"""What can be asked for first. Importing this module fills every noun."""

from resolvers import calendar_connections, event_details, nouns, places
from resolvers.events import EVENT_BY_ID
from resolvers.groups import GROUP_BY_ID, GROUP_BY_URLNAME
from resolvers.lists import CATEGORIES, EVENTS, GROUPS, MEMBERS, RSVPS, TOPICS
from resolvers.meetings import AVAILABILITY, BOOKING, BOOKINGS, MEETING_TYPE, WORKSPACE
from resolvers.members import MEMBER_BY_ID, SELF
from resolvers.networks import NETWORK
from resolvers.recommendations import RECOMMENDED_EVENTS, RECOMMENDED_GROUPS
from resolvers.roundup import ROUNDUP
from resolvers.rsvps import RSVP_BY_ID
from resolvers.search import EVENT_SEARCH, GROUP_SEARCH
from resolvers.slot_lists import BOOKING_BY_SECRET, SLOTS
from resolvers.threads import THREAD_BY_ID
from resolvers.topics import TOPIC_CATEGORIES
from resolvers.webhooks import WEBHOOK, WEBHOOKS

nouns.QUERY.fields = {
    "event": EVENT_BY_ID,
    "group": GROUP_BY_ID,
    "group_by_urlname": GROUP_BY_URLNAME,
    "member": MEMBER_BY_ID,
    "self_": SELF,
    "events": EVENTS,
    "groups": GROUPS,
    "members": MEMBERS,
    "rsvp": RSVP_BY_ID,
    "rsvps": RSVPS,
    "categories": CATEGORIES,
    "slots": SLOTS,
    "meeting_type": MEETING_TYPE,
    "availability": AVAILABILITY,
    "workspace": WORKSPACE,
    "booking": BOOKING,
    "booking_by_secret": BOOKING_BY_SECRET,
    "bookings": BOOKINGS,
    "webhook": WEBHOOK,
    "webhooks": WEBHOOKS,
    "suggest_topics": TOPICS,
    "pro_network": NETWORK,
    "message_thread": THREAD_BY_ID,
    "topic_categories": TOPIC_CATEGORIES,
    "event_search": EVENT_SEARCH,
    "group_search": GROUP_SEARCH,
    "recommended_events": RECOMMENDED_EVENTS,
    "recommended_groups": RECOMMENDED_GROUPS,
    "group_roundup": ROUNDUP,
}

FILLED = (places, event_details, calendar_connections)
