"""What members said: comments before and after events, stars for those that took place."""

from random import Random

import db
from db.demo import chance
from db.demo.clock import Clock
from db.demo.plans import Chapter, Gathering
from db.demo.rows import Row, Rows

BEFORE = [
    "Will there be a recording?",
    "Is there parking nearby?",
    "I have a question for the speaker: does this work with old clients?",
    "Can I bring a laptop and follow along?",
    "See you all there!",
    "Is the talk suitable for somebody who started last month?",
    "I would love to give a lightning talk about this next time.",
]
AFTER = [
    "Thanks to the speakers, that was worth the trip.",
    "Could somebody post the link to the slides?",
    "The part about retries alone saved me a week.",
    "Great crowd. The pizza could have been warmer.",
    "Left with three new ideas and one bug report against my own API.",
]
REPLIES = [
    "Yes!",
    "Good question, I will ask the organizers.",
    "Same here.",
    "It is linked in the description now.",
    "There is a bicycle stand right in front.",
    "Agreed, let us do it again.",
]
STARS, SHARES = [5, 4, 3, 2, 1], [50, 30, 14, 4, 2]


def add(rows: Rows, clock: Clock, chapters: list[Chapter], gatherings: list[Gathering]) -> None:
    """Add comments and ratings, with the counts and averages of events and groups."""
    rng = chance.dice("comments")
    stars: dict[int, list[int]] = {chapter.row["id"]: [] for chapter in chapters}
    for g in gatherings:
        _discuss(rows, clock, g, rng)
        if g.held:
            given = _rate(rows, clock, g, rng)
            _average(g.row, given)
            stars[g.row["group_id"]] += given
    for chapter in chapters:
        _average(chapter.row, stars[chapter.row["id"]])


def _discuss(rows: Rows, clock: Clock, g: Gathering, rng: Random) -> None:
    before = [(rng.uniform(g.shut, g.opened), BEFORE) for _ in range(rng.randint(0, 4))]
    after = [(rng.uniform(0, g.over), AFTER) for _ in range(rng.randint(0, 4) if g.held else 0)]
    said: list[Row] = []
    for age, texts in sorted(before + after, key=lambda remark: -remark[0]):
        if g.going:
            said.append(_comment(rows, clock, g, age, texts, said, rng))
    g.row["comment_count"] = len(said)


def _comment(rows: Rows, clock: Clock, g: Gathering, age: float, texts: list[str], said: list[Row], rng: Random) -> Row:
    original = rng.choice(said) if said and rng.random() < 0.35 else None
    return rows.add(
        db.EventComment,
        event_id=g.row["id"],
        member_id=rng.choice(g.going)["member_id"],
        in_reply_to_id=original and original["id"],
        text=rng.choice(REPLIES if original else texts),
        created_at=clock.ago(age),
    )


def _rate(rows: Rows, clock: Clock, g: Gathering, rng: Random) -> list[int]:
    g.row["headcount"] = int(g.row["yes_count"] * rng.uniform(0.6, 0.95))
    raters = rng.sample(g.going, int(len(g.going) * rng.uniform(0.2, 0.6)))
    given = rng.choices(STARS, SHARES, k=len(raters))
    for rsvp, rating in zip(raters, given, strict=True):
        member_id, created_at = rsvp["member_id"], clock.ago(rng.uniform(0, g.over))
        rows.add(
            db.EventRating,
            event_id=g.row["id"],
            member_id=member_id,
            rating=rating,
            created_at=created_at,
        )
    return given


def _average(row: Row, given: list[int]) -> None:
    row["rating_count"] = len(given)
    row["rating_average"] = sum(given) / len(given) if given else None
