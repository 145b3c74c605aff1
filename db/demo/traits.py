"""What can be special about an event. Each trait changes a plain event; every group gets the next few."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import db
from db.demo.clock import HOUR, Clock
from db.demo.plans import Gathering
from db.demo.rows import Row, Rows
from db.enums import EventStatus, EventType, PaymentMethod, VenueVisibility, Visibility, WaitlistMode
from db.events import times


@dataclass(frozen=True)
class Workshop:
    """What traits are made with; `online` is the venue of online events."""

    rows: Rows
    clock: Clock
    rng: Random
    online: Row


Trait = Callable[[Gathering, Workshop], None]

QUESTIONS = {
    "Do you eat pizza, and which?": ["Anything with mushrooms", "Vegan, please", "Margherita", "No thanks"],
    "Which API are you working on?": ["Payments", "An internal one", "None yet", "Maps & transit"],
    "What would you like to hear about next?": ["Caching", "GraphQL", "Testing", "More lightning talks"],
    "How did you hear of us?": ["A colleague", "The calendar", "I am a regular"],
}
"""Survey questions with the answers that people give."""


def plain(g: Gathering, w: Workshop) -> None:
    """Nothing special."""


def featured(g: Gathering, w: Workshop) -> None:
    """Put forward by the organizers."""
    g.row.update(featured=True, host_instructions="Please be there half an hour early to set up the chairs.")


def showcase(g: Gathering, w: Workshop) -> None:
    """The event that examples use: everything filled in, and seats left."""
    featured(g, w)
    g.row.update(rsvp_limit=120, guest_limit=2, how_to_find_us="Ring the bell marked API, then 2nd floor.")
    g.creator, *_ = g.hosts = g.chapter.leaders[:2]


def online(g: Gathering, w: Workshop) -> None:
    """On the net only."""
    g.places = [w.online]
    g.row.update(event_type=EventType.ONLINE, how_to_find_us=room(g))


def hybrid(g: Gathering, w: Workshop) -> None:
    """In a room and on the net."""
    g.places = [*g.places, w.online]
    g.row.update(event_type=EventType.HYBRID, how_to_find_us=f"Upstairs, or online: {room(g)}")


def room(g: Gathering) -> str:
    """The address of an event on the net."""
    return f"https://meet.example.org/{g.row['short_token']}"


def _packed(mode: WaitlistMode) -> Trait:
    def trait(g: Gathering, w: Workshop) -> None:
        g.packed = True
        g.row.update(rsvp_limit=max(4, g.turnout * 4 // 5), guest_limit=1, waitlist_mode=mode)

    return trait


packed_auto = _packed(WaitlistMode.AUTO)
packed_manual = _packed(WaitlistMode.MANUAL)
packed_off = _packed(WaitlistMode.OFF)


def paid(g: Gathering, w: Workshop) -> None:
    """A fee that is due with the RSVP, and terms for getting it back."""
    _charge(g, w, PaymentMethod.PAYPAL, 12.5, required=True)
    policies = ["member_cancellation", "event_cancellation", "event_rescheduled"]
    notes = "Write to the organizers; money goes back the way it came."
    w.rows.add(db.EventRefundPolicy, event_id=g.row["id"], days=3, notes=notes, policies=policies)


def paid_at_the_door(g: Gathering, w: Workshop) -> None:
    """A fee that is collected on the spot."""
    _charge(g, w, PaymentMethod.CASH, 5.0, required=False)
    w.rows.add(db.EventRefundPolicy, event_id=g.row["id"], policies=["no_refunds"])


def _charge(g: Gathering, w: Workshop, accepts: PaymentMethod, amount: float, required: bool) -> None:
    currency = "CAD" if g.chapter.fact.city.country == "CA" else "USD"
    g.fee = w.rows.add(
        db.EventFee,
        event_id=g.row["id"],
        accepts=accepts,
        amount=amount,
        currency=currency,
        required=required,
    )


def surveyed(g: Gathering, w: Workshop) -> None:
    """One to three questions with the RSVP."""
    for position, text in enumerate(w.rng.sample(list(QUESTIONS), w.rng.randint(1, 3))):
        question = w.rows.add(db.SurveyQuestion, event_id=g.row["id"], position=position, text=text)
        g.questions.append(question)


def not_open_yet(g: Gathering, w: Workshop) -> None:
    """RSVPs open the day after tomorrow, and close an hour before the start."""
    g.row.update(rsvp_open_at=w.clock.ago(-2), rsvp_close_at=g.row["starts_at"] - HOUR)
    g.turnout = 0


def closed_by_time(g: Gathering, w: Workshop) -> None:
    """RSVPs closed yesterday."""
    g.shut = 1.0
    g.row.update(rsvp_open_at=w.clock.ago(g.opened), rsvp_close_at=w.clock.ago(g.shut))


def closed_by_hand(g: Gathering, w: Workshop) -> None:
    """An organizer has closed RSVPs, and wants no mail about it."""
    g.row.update(rsvps_closed=True, rsvp_alerts=False, email_reminders=False)


def repinned(g: Gathering, w: Workshop) -> None:
    """The pin was moved to the back door, for this event only."""
    venue = g.places[0]
    g.pin = {"pin_lat": round(venue["lat"] + 0.0007, 6), "pin_lon": round(venue["lon"] - 0.0004, 6)}
    g.row["how_to_find_us"] = "The pin shows the back door; the front is closed in the evening."


def place_for_members(g: Gathering, w: Workshop) -> None:
    """Everybody may know of it, but only members where it is."""
    g.row.update(venue_visibility=VenueVisibility.GROUP, how_to_find_us="Ask for Sam at the second gate.")


def for_members(g: Gathering, w: Workshop) -> None:
    """Only members may know of it, also in a public group."""
    g.row["visibility"] = Visibility.MEMBERS


def draft(g: Gathering, w: Workshop) -> None:
    """Not published yet."""
    g.row.update(status=EventStatus.DRAFT, announced=False, announced_at=None)


def cancelled(g: Gathering, w: Workshop) -> None:
    """Called off after people had said yes."""
    g.row["status"] = EventStatus.CANCELLED


def proposed(g: Gathering, w: Workshop) -> None:
    """An organizer's idea without time or place."""
    _undated(g, EventStatus.PROPOSED)
    g.row.update(description_html=None, description_text=None)
    g.row.update(simple_html_description=None, is_simple_html=False)


def suggested(g: Gathering, w: Workshop) -> None:
    """A member's idea, with a reason. Other members do not see it yet."""
    _undated(g, EventStatus.SUGGESTED)
    g.hosts, g.turnout = [], 0
    g.creator = w.rng.choice([seat for seat in g.chapter.seats if seat.age > g.opened and seat.may_rsvp])
    g.row["why"] = "We should do this because half of us have the problem and nobody has the answer."


def _undated(g: Gathering, status: EventStatus) -> None:
    g.row.update(times(None, None), status=status, announced=False, announced_at=None)
    g.places, g.turnout = [], 3


def open_ended(g: Gathering, w: Workshop) -> None:
    """Nobody knows when it will be over."""
    g.row.update(times(g.row["starts_at"], None))
