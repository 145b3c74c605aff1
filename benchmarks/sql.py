"""The SQL of `by_hand`: rows for REST, and one statement for each workload that returns its answer as JSON.

`MEMBER(x)`, `WITHIN(x)`, `JSON(...)`, `LIST(...)` and `TEXT(x)` are spelled out for each database.
"""

import re
from typing import Any

_MEMBER = (
    "EXISTS (SELECT 1 FROM memberships mm WHERE mm.member_id = :viewer_id AND mm.group_id = {0}"
    " AND mm.status IN ('ACTIVE', 'LEADER'))"
)
_LEADS = (
    "EXISTS (SELECT 1 FROM memberships mm WHERE mm.member_id = :viewer_id AND mm.group_id = {0}"
    " AND mm.role <> 'MEMBER' AND mm.status IN ('ACTIVE', 'LEADER'))"
)
_HOSTED = "EXISTS (SELECT 1 FROM event_hosts hh WHERE hh.member_id = :viewer_id AND hh.event_id = e.id)"
_GROUP = "(g.visibility <> 'MEMBERS' OR MEMBER(g.id))"
_OF_GROUP = f"EXISTS (SELECT 1 FROM groups g WHERE g.id = e.group_id AND {_GROUP})"
_EVENT = (
    f"(e.visibility <> 'PUBLIC_LIMITED' OR MEMBER(e.group_id) OR {_HOSTED})"
    " AND (e.visibility <> 'MEMBERS' OR MEMBER(e.group_id))"
    f" AND (e.status NOT IN ('DRAFT', 'SUGGESTED') OR LEADS(e.group_id) OR {_HOSTED} OR e.creator_id = :viewer_id)"
)
_PLACE = f"(e.venue_visibility = 'PUBLIC' OR MEMBER(e.group_id) OR {_HOSTED})"
_VENUE = "(v.visibility = 'PUBLIC' OR v.group_id IS NULL OR MEMBER(v.group_id))"
_PERSON = "(m.status = 'ACTIVE' OR m.id = :viewer_id)"
_UPCOMING = "e.status = 'ACTIVE' AND e.ends_at >= :now"
_SHOWN = "e.id, e.title, e.starts_at, e.utc_offset, e.group_id"
_BY_TIME = "ORDER BY e.sort_time, e.tie_break, e.id"
_VENUES = "FROM event_venues ev JOIN venues v ON v.id = ev.venue_id"
_HOSTS = "FROM event_hosts h JOIN members m ON m.id = h.member_id"
_RSVPS = "FROM rsvps r JOIN members m ON m.id = r.member_id"
_ANSWERED = f"r.status = 'YES' AND {_PERSON} ORDER BY r.id"

# Rows of events that the viewer has just been shown need no more than their own visibility.
ROWS = {
    "event": f"SELECT {_SHOWN} FROM events e WHERE e.id = :id AND {_EVENT} AND {_OF_GROUP}",
    "group": f"SELECT g.id FROM groups g WHERE g.id = :id AND {_GROUP}",
    "groups": f"SELECT g.id, g.name FROM groups g WHERE {_GROUP} ORDER BY g.id LIMIT :first",
    "names": f"SELECT g.id, g.name FROM groups g WHERE WITHIN(g.id) AND {_GROUP}",
    "events": f"SELECT {_SHOWN} FROM events e WHERE e.group_id = :key AND {_UPCOMING} AND {_EVENT} {_BY_TIME}"
    " LIMIT :first",
    "venues": f"SELECT ev.event_id, v.id, v.name, v.lat, v.lon {_VENUES} JOIN events e ON e.id = ev.event_id"
    f" WHERE WITHIN(ev.event_id) AND {_PLACE} AND {_VENUE} ORDER BY ev.event_id, ev.position, ev.venue_id",
    "hosts": f"SELECT h.event_id, h.member_id, m.name {_HOSTS} WHERE WITHIN(h.event_id) AND {_PERSON}"
    " ORDER BY h.event_id, h.position, h.member_id",
    "rsvps": "SELECT * FROM (SELECT r.event_id, r.id, r.status, m.id AS member, m.name, row_number() OVER"
    f" (PARTITION BY r.event_id ORDER BY r.id) AS n {_RSVPS}"
    f" WHERE WITHIN(r.event_id) AND r.status = 'YES' AND {_PERSON}) x WHERE n <= :first ORDER BY event_id, n",
}

_VENUE_LIST = (
    "SELECT v.id, v.name, v.lat, v.lon {0} WHERE ev.event_id = e.id AND {1} AND {2} ORDER BY ev.position, v.id"
)
_VENUE_ROWS = _VENUE_LIST.format(_VENUES, _PLACE, _VENUE)
_PLACES = f"(SELECT LIST(JSON('id', TEXT(v.id), 'name', v.name)) FROM ({_VENUE_ROWS}) v)"
_PINS = (
    "(SELECT LIST(JSON('id', TEXT(v.id), 'name', v.name, 'lat', FLOAT(v.lat), 'lon', FLOAT(v.lon)))"
    f" FROM ({_VENUE_ROWS}) v)"
)
_HOST_LIST = (
    "(SELECT LIST(JSON('memberId', TEXT(h.member_id), 'name', h.name)) FROM (SELECT h.member_id, m.name"
    f" {_HOSTS} WHERE h.event_id = e.id AND {_PERSON} ORDER BY h.position, h.member_id) h)"
)
_RSVP_LIST = (
    "JSON('edges', (SELECT LIST(JSON('node', JSON('id', TEXT(r.id), 'status', r.status,"
    " 'member', JSON('id', TEXT(r.member), 'name', r.name)))) FROM (SELECT r.id, r.status, m.id AS member, m.name"
    f" {_RSVPS} WHERE r.event_id = e.id AND {_ANSWERED} LIMIT {{rsvps}}) r))"
)
_HEAD = "'id', TEXT(e.id), 'title', e.title, 'dateTime', TIME"
_GROUP_OF = "'group', JSON('id', TEXT(g.id), 'name', g.name)"
_UPCOMING_EVENTS = f"FROM events e WHERE e.group_id = g.id AND {_UPCOMING} AND {_EVENT} {_BY_TIME} LIMIT"


def _one(head: str) -> str:
    return f"JSON({_HEAD}, {_GROUP_OF}, 'venues', {_PINS}, 'eventHosts', {_HOST_LIST}{head})"


LIMIT = {
    "W1": f"SELECT JSON('event', {_one('')}) FROM events e JOIN groups g ON g.id = e.group_id"
    f" WHERE e.id = 77 AND {_EVENT} AND {_GROUP}",
    "W2": f"SELECT JSON('group', JSON('events', JSON('edges', (SELECT LIST(JSON('node',"
    f" {_one(', ' + repr('rsvps') + ', ' + _RSVP_LIST.format(rsvps=5))}))"
    f" FROM (SELECT e.* {_UPCOMING_EVENTS} 100) e)))) FROM groups g WHERE g.id = 7 AND {_GROUP}",
    "W3": "SELECT JSON('groups', JSON('edges', (SELECT LIST(JSON('node', JSON('id', TEXT(g.id), 'name', g.name,"
    f" 'events', JSON('edges', (SELECT LIST(JSON('node', JSON({_HEAD}, 'venues', {_PLACES})))"
    f" FROM (SELECT e.* {_UPCOMING_EVENTS} 20) e))))) FROM (SELECT g.id, g.name FROM groups g WHERE {_GROUP}"
    " ORDER BY g.id LIMIT 50) g)))",
    "growth": "SELECT JSON('events', JSON('edges', (SELECT LIST(JSON('node', JSON("
    f"{_HEAD}, {_GROUP_OF}, 'venues', {_PLACES}))) FROM (SELECT e.* FROM events e WHERE {_UPCOMING} AND {_EVENT}"
    f" AND {_OF_GROUP} {_BY_TIME} LIMIT :first) e JOIN groups g ON g.id = e.group_id)))",
}
"""Not written once more for each database, because they only differ in their words."""

_TIME_SQLITE = (
    "strftime('%Y-%m-%dT%H:%M:%S', (e.starts_at + e.utc_offset) / 1000, 'unixepoch')"
    " || CASE e.utc_offset WHEN 0 THEN 'Z'"
    " ELSE printf('%+03d:%02d', e.utc_offset / 3600000, abs(e.utc_offset) / 60000 % 60) END"
)
_TIME_POSTGRES = (
    "to_char(timestamp 'epoch' + (e.starts_at + e.utc_offset) / 1000 * interval '1 second',"
    " 'YYYY-MM-DD\"T\"HH24:MI:SS')"
    " || CASE e.utc_offset WHEN 0 THEN 'Z' ELSE to_char(e.utc_offset / 3600000, 'SG00') || ':'"
    " || to_char(abs(e.utc_offset) / 60000 % 60, 'FM00') END"
)
_WORDS: dict[bool, dict[str, Any]] = {
    True: {
        r"\bJSON\(": "json_object(",
        r"\bLIST\(": "json_group_array(",
        r"\bTEXT\((.*?)\)": r"CAST(\1 AS TEXT)",
        r"\bFLOAT\((.*?)\)": r"json(exact_float(\1))",
        r"\bWITHIN\((.*?)\)": r"\1 IN (SELECT value FROM json_each(:keys))",
        r"\bTIME\b": _TIME_SQLITE.replace("\\", "\\\\"),
    },
    False: {
        r"\bJSON\(": "json_build_object(",
        r"\bLIST\(": "json_agg(",
        r"\bTEXT\((.*?)\)": r"(\1)::text",
        r"\bFLOAT\((.*?)\)": r"\1",
        r"\bWITHIN\((.*?)\)": r"\1 = ANY(:keys)",
        r"\bTIME\b": _TIME_POSTGRES.replace("\\", "\\\\"),
    },
}


def spelled(text: str, sqlite: bool) -> str:
    """A statement as one of the databases takes it, its parameters as `:name`."""
    for name, shape in (("MEMBER", _MEMBER), ("LEADS", _LEADS)):
        text = re.sub(rf"\b{name}\((.*?)\)", shape.replace("{0}", r"\1"), text)
    for pattern, words in _WORDS[sqlite].items():
        text = re.sub(pattern, words, text)
    return text
