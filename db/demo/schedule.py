"""When each group meets, in days from now: evenings that are over, evenings to come, and a few series."""

from collections.abc import Iterator
from datetime import time
from itertools import cycle
from random import Random
from typing import NamedTuple

from db.demo import chance, talks, traits
from db.demo.ids import DEMO_EVENT_ID, DEMO_GROUP
from db.demo.plans import Chapter
from db.demo.subjects import Talk
from db.demo.traits import Trait

PAST = 8
FIRST_PAST, PAST_STEP = 34, 86
FIRST_UPCOMING, UPCOMING_STEP = 5, 19

UPCOMING_TRAITS = [
    traits.online,
    traits.packed_auto,
    traits.hybrid,
    traits.cancelled,
    traits.not_open_yet,
    traits.paid,
    traits.surveyed,
    traits.draft,
    traits.packed_manual,
    traits.suggested,
    traits.packed_off,
    traits.repinned,
    traits.closed_by_time,
    traits.proposed,
    traits.featured,
    traits.place_for_members,
    traits.closed_by_hand,
    traits.paid_at_the_door,
    traits.for_members,
    traits.open_ended,
]
PAST_TRAITS = [
    traits.plain,
    traits.packed_auto,
    traits.online,
    traits.plain,
    traits.paid,
    traits.surveyed,
    traits.plain,
    traits.cancelled,
    traits.hybrid,
    traits.plain,
    traits.paid_at_the_door,
    traits.open_ended,
    traits.packed_off,
]

SERIES = {
    "Austin-Homegrown-API": ("API breakfast", 7),
    "API-Craft-Chicago": ("Monthly lunch of the API crafters", 28),
    "NashAPI": ("Coffee and code review", 7),
    "api-toronto": ("Monthly reading circle", 28),
    "TRI-REST": ("RESTful runners", 7),
}
"""Titles, and days from one occurrence to the next."""

OCCURRENCES = [-3, -2, 0, 1, 2, 3]
"""The last week's meeting was skipped: it might be over or not, depending on the hour of loading."""

STARTS = [time(18, 30), time(19), time(18)]
MORNING = time(8, 15)


class Slot(NamedTuple):
    """A place in a group's calendar, in days from now."""

    days: int
    trait: Trait
    talk: Talk
    at: time
    recurring_id: str | None = None
    id: int | None = None


def slots(chapters: list[Chapter], rng: Random) -> Iterator[tuple[Chapter, Slot]]:
    """Every group's calendar. The traits go round, so that each of them turns up in some group."""
    upcoming, past = cycle(UPCOMING_TRAITS), cycle(PAST_TRAITS)
    for chapter in chapters:
        for slot in _calendar(chapter, upcoming, past, rng):
            yield chapter, slot


def _calendar(chapter: Chapter, upcoming: Iterator[Trait], past: Iterator[Trait], rng: Random) -> list[Slot]:
    subjects = iter(talks.of_group(chapter.fact, rng))
    at = STARTS[chapter.row["id"] % len(STARTS)]
    is_demo = chapter.fact.urlname == DEMO_GROUP
    next_one = Slot(
        FIRST_UPCOMING + rng.randint(0, 6),
        traits.showcase if is_demo else traits.plain,
        next(subjects),
        at,
        id=DEMO_EVENT_ID if is_demo else None,
    )
    before = [
        Slot(-FIRST_PAST - PAST_STEP * n - rng.randint(0, 40), next(past), next(subjects), at)
        for n in reversed(range(PAST))
    ]
    later = [
        Slot(FIRST_UPCOMING + UPCOMING_STEP * n + rng.randint(0, 8), next(upcoming), next(subjects), at)
        for n in range(1, rng.randint(4, 6))
    ]
    return [*before, next_one, *later, *_series(chapter, rng)]


def _series(chapter: Chapter, rng: Random) -> Iterator[Slot]:
    if chapter.fact.urlname not in SERIES:
        return
    title, step = SERIES[chapter.fact.urlname]
    talk = Talk(title, "api", "The same place and the same hour each time. Come as you are.")
    name = chance.letters(rng, 6)
    for number in OCCURRENCES:
        recurring_id = name + chance.letters(rng, 6)
        yield Slot(1 + step * number, traits.plain, talk, MORNING, recurring_id)
