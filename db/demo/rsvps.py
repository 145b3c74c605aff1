"""RSVPs of the groups' members, within every limit, with the tallies, answers and payments that follow."""

from random import Random

import db
from db.demo import chance
from db.demo.clock import Clock
from db.demo.ids import DEMO_EVENT_ID, DEMO_MEMBER_ID
from db.demo.plans import Gathering, Seat
from db.demo.rows import Row, Rows
from db.demo.traits import QUESTIONS
from db.enums import EventStatus, PayStatus, RsvpStatus, WaitlistMode

TALLIES = {
    RsvpStatus.YES: "yes_count",
    RsvpStatus.NO: "no_count",
    RsvpStatus.MAYBE: "maybe_count",
    RsvpStatus.WAITLIST: "waitlist_count",
}
WISHES, SHARES = [RsvpStatus.YES, RsvpStatus.NO, RsvpStatus.MAYBE], [80, 16, 4]

PLENTY = 1_000_000
"""The room of an event without a limit."""

REMARKS = [
    "Looking forward to it!",
    "I may be ten minutes late.",
    "Can somebody share a ride from the station?",
    "Finally a date that works for me.",
    "I will bring a colleague if there is room.",
    "First time for me, please say hello.",
]


def add(rows: Rows, clock: Clock, gatherings: list[Gathering]) -> None:
    """Add the RSVPs of every published event."""
    rng = chance.dice("rsvps")
    for g in gatherings:
        if g.row["status"] != EventStatus.DRAFT:
            Desk(rows, clock, g, rng).take_all()


class Desk:
    """Takes one event's RSVPs in the order in which they come."""

    def __init__(self, rows: Rows, clock: Clock, gathering: Gathering, rng: Random) -> None:
        self.rows, self.clock, self.g, self.rng = rows, clock, gathering, rng
        self.certain = [gathering.creator, *(seat for seat in gathering.hosts if seat != gathering.creator)]

    def take_all(self) -> None:
        """Take everybody's RSVP; those who run the event come first and are certain."""
        g, callers = self.g, [*self.certain, *self._callers()]
        ages = sorted((self.rng.uniform(g.shut, g.opened) for _ in callers), reverse=True)
        for number, (seat, age) in enumerate(zip(callers, ages, strict=True)):
            wish = RsvpStatus.YES if number < len(self.certain) else self.rng.choices(WISHES, SHARES)[0]
            self._take(seat, age, wish, may_bring=number >= len(self.certain))

    def _callers(self) -> list[Seat]:
        g, taken = self.g, {seat.member_id for seat in self.certain}
        free = [s for s in g.chapter.seats if s.may_rsvp and s.age > g.opened and s.member_id not in taken]
        demo_member = [seat for seat in free if seat.member_id == DEMO_MEMBER_ID]
        others = [seat for seat in free if seat.member_id != DEMO_MEMBER_ID]
        wanted = g.turnout * 4 // 3 + 2 if g.packed else g.turnout
        callers = self.rng.sample(others, min(len(others), wanted))
        if callers and g.row["id"] != DEMO_EVENT_ID:
            place = self.rng.randrange(len(callers))
            callers[place:place] = demo_member
        return callers

    def _take(self, seat: Seat, age: float, wish: RsvpStatus, may_bring: bool) -> None:
        guests = self._guests() if may_bring and wish == RsvpStatus.YES else 0
        room = self._room()
        if wish != RsvpStatus.YES:
            self._record(seat, age, wish, guests)
        elif room > 0:
            self._record(seat, age, wish, min(guests, room - 1))
        elif self.g.row["waitlist_mode"] == WaitlistMode.OFF:
            self._watch(seat, age)
        else:
            self._record(seat, age, RsvpStatus.WAITLIST, guests)

    def _room(self) -> int:
        limit = self.g.row["rsvp_limit"]
        return PLENTY if limit is None else limit - self.g.row["yes_count"]

    def _guests(self) -> int:
        return min(self.g.row["guest_limit"] or 0, self.rng.choices([0, 1, 2], [86, 10, 4])[0])

    def _watch(self, seat: Seat, age: float) -> None:
        event_id, created_at = self.g.row["id"], self.clock.ago(age)
        self.rows.add(db.EventWatch, event_id=event_id, member_id=seat.member_id, created_at=created_at)

    def _record(self, seat: Seat, age: float, status: RsvpStatus, guests: int) -> None:
        rsvp = self.rows.add(
            db.Rsvp,
            event_id=self.g.row["id"],
            member_id=seat.member_id,
            status=status,
            guests=guests,
            comments=chance.perhaps(self.rng, 0.08, self.rng.choice(REMARKS)),
            created_at=self.clock.ago(age),
            queued_at=self.clock.ago(age) if status == RsvpStatus.WAITLIST else None,
            updated_at=self.clock.ago(self.rng.choice([age, age, self.rng.uniform(self.g.shut, age)])),
        )
        self.g.row[TALLIES[status]] += 1 + guests
        if status == RsvpStatus.YES:
            self.g.going.append(rsvp)
            self._answer(rsvp)
        if self.g.fee is not None:
            self._pay(self.g.fee, rsvp, exempt=seat in self.certain)

    def _answer(self, rsvp: Row) -> None:
        for question in self.g.questions:
            if self.rng.random() < 0.85:
                self.rows.add(
                    db.RsvpAnswer,
                    rsvp_id=rsvp["id"],
                    question_id=question["id"],
                    text=self.rng.choice(QUESTIONS[question["text"]]),
                    updated_at=rsvp["updated_at"],
                )

    def _pay(self, fee: Row, rsvp: Row, exempt: bool) -> None:
        rsvp["pay_status"] = PayStatus.EXEMPT if exempt else self._pay_status(fee, rsvp["status"])
        if rsvp["pay_status"] not in (PayStatus.PAID, PayStatus.REFUNDED):
            return
        self.rows.add(
            db.Payment,
            group_id=self.g.row["group_id"],
            event_id=self.g.row["id"],
            member_id=rsvp["member_id"],
            amount=fee["amount"] * (1 + rsvp["guests"]),
            currency=fee["currency"],
            status=rsvp["pay_status"],
            method=fee["accepts"],
            created_at=rsvp["created_at"] if fee["required"] else self.g.row["starts_at"],
        )

    def _pay_status(self, fee: Row, status: RsvpStatus) -> PayStatus:
        if not fee["required"]:
            return PayStatus.PAID if self.g.held and status == RsvpStatus.YES else PayStatus.NONE
        if status == RsvpStatus.YES:
            return self.rng.choices([PayStatus.PAID, PayStatus.PENDING], [92, 8])[0]
        return self.rng.choice([PayStatus.NONE, PayStatus.NONE, PayStatus.REFUNDED])
