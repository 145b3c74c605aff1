"""What is known once all events and answers are there: series, discounts, and who comes to which of two places."""

from datetime import UTC, datetime

import db
from db.demo.plans import Gathering
from db.demo.rows import Row, Rows
from db.demo.schedule import SERIES
from db.demo.traits import room
from db.enums import EventType, RsvpStatus, Weekday

DISCOUNT: Row = {"discount": 2.5, "discount_days": 2, "discount_limit": 30}
"""Of events to come; whoever has answered by now was early."""


def add(rows: Rows, gatherings: list[Gathering]) -> None:
    """Add it; no chance is in this."""
    series: dict[int, Row] = {}
    for g in gatherings:
        if g.row["recurring_id"]:
            _repeat(rows, series, g)
        if g.fee is not None and g.fee["required"] and g.days > DISCOUNT["discount_days"]:
            g.fee.update(DISCOUNT, discount_taken=len(g.going))
        if g.row["featured"]:
            _speak(rows, g)
        if g.row["event_type"] == EventType.HYBRID:
            _spread(rows, g)


def _repeat(rows: Rows, series: dict[int, Row], g: Gathering) -> None:
    """A series for each group that has one. What comes every four weeks passes for monthly."""
    group_id, step = g.row["group_id"], SERIES[g.chapter.fact.urlname][1]
    if group_id not in series:
        there = datetime.fromtimestamp((g.row["starts_at"] + g.row["utc_offset"]) // 1000, UTC)
        day = list(Weekday)[there.weekday()]
        weekly = {"weekly_days": [day], "weekly_interval": 1, "description": f"Every week on {day.title()}"}
        monthly = {"monthly_day": day, "monthly_week": 1, "description": f"Every month on the first {day.title()}"}
        end = "2099-12-31" if step > 7 else None
        rule: Row = weekly if step == 7 else monthly
        series[group_id] = rows.add(db.EventSeries, group_id=group_id, end_date=end, **rule)
    g.row["series_id"] = series[group_id]["id"]


def _speak(rows: Rows, g: Gathering) -> None:
    """Whoever runs a featured event speaks at it."""
    member = next(row for row in rows.of(db.Member) if row["id"] == g.creator.member_id)
    photo = next((row["id"] for row in rows.of(db.Photo) if row["group_id"] == g.row["group_id"]), None)
    about = "Builds APIs, and breaks them."
    rows.add(db.EventSpeaker, event_id=g.row["id"], name=member["name"], description=about, portrait_id=photo)


def _spread(rows: Rows, g: Gathering) -> None:
    """Every other answer without guests is for the net, where there is room for ten more."""
    place, online = (row for row in rows.of(db.EventVenue) if row["event_id"] == g.row["id"])
    answers = [rsvp for rsvp in rows.of(db.Rsvp) if rsvp["event_id"] == g.row["id"]]
    for number, rsvp in enumerate(answers):
        rsvp["venue_id"] = (online if number % 2 and not rsvp["guests"] else place)["venue_id"]
    there = [r for r in answers if r["venue_id"] == online["venue_id"] and r["status"] == RsvpStatus.YES]
    online.update(rsvp_limit=len(there) + 10, guest_limit=0, how_to_find_us=room(g))
