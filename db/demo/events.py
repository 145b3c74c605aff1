"""Events, with their hosts, venues and topics, made from every group's calendar."""

from random import Random

import db
from db.demo import chance, schedule, talks
from db.demo.clock import HOUR, Clock
from db.demo.plans import Chapter, Gathering
from db.demo.rows import Row, Rows
from db.demo.schedule import MORNING, Slot
from db.demo.subjects import Talk
from db.demo.topics import TOPIC_ID
from db.demo.traits import Workshop
from db.events import times

FINDING = [
    "Main entrance, then follow the signs.",
    "Look for the API sticker on the door.",
    "Take the stairs behind the bar.",
    "Call the number on the door if nobody is at the desk.",
]


def add(rows: Rows, clock: Clock, chapters: list[Chapter], online: Row) -> list[Gathering]:
    """Add the events; whoever comes is not asked yet."""
    w = Workshop(rows, clock, chance.dice("events"), online)
    return [_gathering(slot, chapter, w) for chapter, slot in schedule.slots(chapters, w.rng)]


def _gathering(slot: Slot, chapter: Chapter, w: Workshop) -> Gathering:
    opened = w.rng.uniform(10, 40) - slot.days if slot.days < 0 else w.rng.uniform(3, 30)
    hosts = w.rng.sample(chapter.leaders, min(len(chapter.leaders), w.rng.choice([1, 1, 2, 3])))
    g = Gathering(
        chapter,
        _row(slot, chapter, opened, w),
        days=slot.days,
        opened=opened,
        shut=max(0.01, 1.0 - slot.days),
        turnout=int(chapter.fact.members**0.62 * w.rng.uniform(0.5, 0.9)),
        creator=hosts[0],
        hosts=hosts,
        places=[w.rng.choice(chapter.venues)],
    )
    g.row["rsvp_limit"] = chance.perhaps(w.rng, 0.3, 2 * g.turnout + 5)
    slot.trait(g, w)
    g.row["creator_id"] = g.creator.member_id
    _add_parts(g, slot.talk, w)
    return g


def _row(slot: Slot, chapter: Chapter, opened: float, w: Workshop) -> Row:
    rng = w.rng
    zone, weekday = chapter.fact.city.zone, (chapter.row["id"] + (slot.at == MORNING)) % 5
    starts_at, utc_offset = w.clock.evening(zone, slot.days, weekday, slot.at)
    announced_at = chance.perhaps(rng, 0.85, w.clock.ago(opened * 0.97))
    return w.rows.add(
        db.Event,
        id=slot.id,
        recurring_id=slot.recurring_id,
        token=chance.token(rng, 12),
        short_token=chance.token(rng, 7),
        group_id=chapter.row["id"],
        **_text(slot.talk, rng),
        **times(starts_at, rng.choice([2, 2, 2, 2, 2, 3]) * HOUR),
        utc_offset=utc_offset,
        created_at=w.clock.ago(opened),
        updated_at=w.clock.ago(opened * rng.uniform(0.5, 0.95)),
        visibility=chapter.fact.visibility,
        announced=announced_at is not None,
        announced_at=announced_at,
        guest_limit=rng.choice([None, 0, 1, 2, 2]),
        how_to_find_us=chance.perhaps(rng, 0.5, rng.choice(FINDING)),
        rsvp_alerts=rng.random() < 0.9,
    )


def _text(talk: Talk, rng: Random) -> Row:
    description = talks.describe(talk, rng)
    is_simple = rng.random() < 0.25
    return {
        "title": talk.title,
        "title_key": talk.title.lower(),
        "description_html": description.html,
        "description_text": description.text,
        "simple_html_description": description.simple if is_simple else None,
        "is_simple_html": is_simple,
    }


def _add_parts(g: Gathering, talk: Talk, w: Workshop) -> None:
    event_id = g.row["id"]
    for position, seat in enumerate(g.hosts):
        w.rows.add(db.EventHost, event_id=event_id, member_id=seat.member_id, position=position)
    for position, venue in enumerate(g.places):
        pin = g.pin if position == 0 else {}
        w.rows.add(db.EventVenue, event_id=event_id, venue_id=venue["id"], position=position, **pin)
    for position, topic_id in enumerate(_topics(g, talk, w.rng)):
        w.rows.add(db.EventTopic, event_id=event_id, topic_id=topic_id, position=position)


def _topics(g: Gathering, talk: Talk, rng: Random) -> list[int]:
    own = TOPIC_ID[talk.topic]
    others = [topic for topic in g.chapter.topics if topic != own]
    return [own, *rng.sample(others, rng.randint(0, 2))]
