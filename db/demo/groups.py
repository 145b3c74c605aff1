"""The group rows, with descriptions in the looser HTML that groups had, and their topics."""

from datetime import UTC, datetime
from random import Random

import db
from db.demo import chance
from db.demo.clock import Clock
from db.demo.ids import DEMO_GROUP
from db.demo.places import GROUPS, LABELS, GroupFact
from db.demo.plans import Chapter
from db.demo.rows import Row, Rows
from db.demo.topics import TECH, TOPIC_ID
from db.enums import GroupStatus, Visibility

YOUNGEST = 3 * 365
"""A group is at least so many days old, also where the clock is set back to the days of the recordings."""

OPENINGS = [
    "<p><strong>{name}</strong> is for everybody in {city} who builds APIs, or builds on them.</p>",
    "<p>We are {who} from {city} and around. We meet about once a month to show each other what works.</p>",
    "<p>{city} has more APIs than anybody has counted. {name} is where their makers meet.</p>",
    "<p><span>{name}</span> began with six people around one laptop. There are more of us now, but the "
    "format is the same: short talks, long questions.</p>",
    "<p>Design, build, document, break, version, retire: <strong>{name}</strong> talks about all of it.</p>",
]
MIDDLES = [
    "<p>A typical evening:<br>two talks of twenty minutes<br>one open question for the room<br>pizza</p>",
    "<p>No vendor pitches. Tell us what went wrong and how you noticed: that is a talk we want.</p>",
    "<p>Every second meeting is hands-on: bring a laptop and an API that annoys you.</p>",
    "<p>Beginners are welcome at every meeting. Nobody here has read all of the HTTP specifications.</p>",
    "<p>We care about style guides, caching, pagination &amp; errors, and about people who read docs.</p>",
]
CLOSINGS = [
    "<p>Want to speak, host or sponsor the drinks? Write to any of the organizers.</p>",
    "<p>Our code of conduct is one sentence long: be kind, or be elsewhere.</p>",
    "<p>Slides and recordings are linked from the event pages.</p>",
]
WELCOME = "Welcome to {name}! Say hello in the comments of the next event and tell us which API you work on."


def add(rows: Rows, clock: Clock) -> list[Chapter]:
    """Add the groups. Who organizes them comes later."""
    rng = chance.dice("groups")
    return [_chapter(rows, clock, rng, fact) for fact in GROUPS]


def _chapter(rows: Rows, clock: Clock, rng: Random, fact: GroupFact) -> Chapter:
    others = rng.sample([urlkey for urlkey in TOPIC_ID if urlkey != "api"], rng.randint(2, 7))
    topics = [TOPIC_ID[urlkey] for urlkey in ("api", *others)]
    row = rows.add(
        db.Group,
        **_place(fact),
        **_texts(fact, rng),
        utc_offset=clock.offset(fact.city.zone),
        founded_at=_founded(fact, clock),
        visibility=fact.visibility,
        join_mode=fact.join_mode,
        status=GroupStatus.GRACE if fact.urlname == "TRI-REST" else GroupStatus.PAID,
        category_id=TECH,
        short_token=chance.token(rng, 6),
        member_count=fact.members,
    )
    for position, topic_id in enumerate(topics):
        rows.add(db.GroupTopic, group_id=row["id"], topic_id=topic_id, position=position)
    return Chapter(fact, row, topics)


def _place(fact: GroupFact) -> Row:
    city = fact.city
    return {
        "city": city.name,
        "state": city.state,
        "country": city.country,
        "place_label": LABELS.get(fact.urlname),
        "zip": city.zip,
        "lat": city.lat,
        "lon": city.lon,
        "timezone": city.zone,
    }


def _texts(fact: GroupFact, rng: Random) -> Row:
    words = {"name": fact.name, "city": fact.city.name, "who": fact.who}
    paragraphs = [rng.choice(OPENINGS).format(**words), rng.choice(MIDDLES), rng.choice(CLOSINGS)]
    welcome = chance.perhaps(rng, 0.7, WELCOME.format(**words))
    return {
        "urlname": fact.urlname,
        "urlname_key": fact.urlname.lower(),
        "name": fact.name,
        "name_key": fact.name.lower(),
        "who": fact.who,
        "description": "\n".join(paragraphs),
        "welcome": WELCOME.format(**words) if fact.urlname == DEMO_GROUP else welcome,
    }


def _founded(fact: GroupFact, clock: Clock) -> int:
    noon = datetime.fromisoformat(fact.founded).replace(hour=12, tzinfo=UTC)
    return min(int(noon.timestamp()) * 1000, clock.ago(YOUNGEST))


def is_private(fact: GroupFact) -> bool:
    """Only its members know of it."""
    return fact.visibility == Visibility.MEMBERS
