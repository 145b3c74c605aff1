"""What can be asked for first. Importing this module fills every noun."""

from resolvers import nouns, places
from resolvers.events import EVENT_BY_ID
from resolvers.groups import GROUP_BY_ID, GROUP_BY_URLNAME
from resolvers.lists import CATEGORIES, EVENTS, GROUPS, MEMBERS, RSVPS
from resolvers.members import SELF

nouns.QUERY.fields = {
    "event": EVENT_BY_ID,
    "group": GROUP_BY_ID,
    "group_by_urlname": GROUP_BY_URLNAME,
    "self_": SELF,
    "events": EVENTS,
    "groups": GROUPS,
    "members": MEMBERS,
    "rsvps": RSVPS,
    "categories": CATEGORIES,
}

FILLED = (places,)
