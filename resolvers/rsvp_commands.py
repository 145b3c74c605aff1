"""Answering events: who may, when, for how many, and what comes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, case, delete, func, select, update
from sqlalchemy.orm import aliased

import db
from db.base import word
from db.enums import EventStatus, PayStatus, RsvpStatus, WaitlistMode
from db.visibility import member_of, runs
from resolvers.commands import Act, Problem, Refused, command
from resolvers.errors import Code
from resolvers.event_commands import event_to_run, locked_event
from resolvers.fields import now, pick, rows_of, some
from resolvers.keys import as_number, event_key, is_number
from resolvers.network_commands import share_email
from resolvers.rsvp_places import Place, place_of, places_of
from resolvers.rsvp_rules import (
    has_line,
    has_paid,
    is_full,
    is_past,
    owes_dues,
    owes_fee,
    own_rsvp,
    own_status,
    window_open,
)
from resolvers.seats import Facts, answer, free_seats, promote, seat, seating
from resolvers.visits import visit

LONGEST_COMMENT = 500
LONGEST_ANSWER = 250
MOST_GUESTS = 100
"""How many guests one member may bring where the event sets no limit."""
IN = (RsvpStatus.YES, RsvpStatus.WAITLIST)
MISSING_MEMBER = Problem(Code.NOT_FOUND, "There is no such member.", "memberId")


@dataclass(frozen=True)
class Wish:
    """What somebody asks for: the answer, of whom, with how many guests, and what it was before.

    `event` is as `_facts` read it for that member, `place` where the member comes. `entered` is set where somebody else
    speaks for the member.
    """

    event: Facts
    place: Place | None
    given: Mapping[str, Any]
    status: RsvpStatus
    member_id: int
    guests: int
    entered: bool

    @property
    def party(self) -> int:
        """The seats that it takes."""
        return 1 + self.guests

    @property
    def seated(self) -> bool:
        """The member has a seat already."""
        return self.event.own_status == RsvpStatus.YES  # type: ignore[no-any-return]

    @property
    def free(self) -> int:
        """The seats that the member could have, the member's own among them."""
        own = 1 + self.event.own_guests if self.seated else 0
        free = free_seats(self.event) + own
        return free if self.place is None else min(free, self.place.free + (own if self.place.own else 0))

    @property
    def limited(self) -> bool:
        """Seats are counted, at the event or at the place."""
        return self.event.rsvp_limit is not None or (self.place is not None and self.place.rsvp_limit is not None)

    @property
    def guest_limit(self) -> int:
        """How many guests may come along, whatever seats there are."""
        of_place = None if self.place is None else self.place.guest_limit
        most = self.event.guest_limit if of_place is None else of_place
        return MOST_GUESTS if most is None else most


def rsvp(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Answer an event, for oneself or, as one who runs it, for a member."""
    given = args["input"]
    _check_form(given)
    member_id = as_number(given["member_id"]) if "member_id" in given else act.viewer_id
    entered = member_id != act.viewer_id
    _hold_memberships(act, given["event_id"], member_id)
    found = locked_event(act, given["event_id"])
    if entered:
        _check_may_enter(act, found, given, member_id)
    wish = _wish(act, _facts(act, found.id, member_id), given, member_id, entered)
    _check_time(wish.event, act)
    if wish.status in IN:
        _check_rules(wish)
    return _carry_out(act, wish)


def _carry_out(act: Act, wish: Wish) -> Mapping[str, Any]:
    event, status = wish.event, _outcome(wish)
    values = {"status": status, "guests": wish.guests, "pay_status": _pay_status(wish, status)}
    if wish.place is not None:
        values["venue_id"] = wish.place.venue_id
    if "comments" in wish.given:
        values["comments"] = wish.given["comments"] or None
    if "pro_email_share_optin" in wish.given and not wish.entered:
        share_email(act, event.group_id, wish.given["pro_email_share_optin"])
    rsvp_id = answer(act, event.id, wish.member_id, values)
    _write_answers(act, rsvp_id, wish.given.get("answers", ()))
    if status in IN:
        act.all.execute(delete(db.EventWatch).filter_by(event_id=event.id, member_id=wish.member_id))
    act.changed("rsvps", "answered", event.group_id, event.id)
    _alert(act, wish, status)
    promote(act, event.id)
    visit(act, event.group_id)
    if wish.given.get("show_number") and not is_number(wish.given["event_id"]):
        act.all.execute(update(db.Event).filter_by(id=event.id).values(number_shown=True))
    return {"rsvp": rsvp_id, "event": event.id}


def _check_form(given: Mapping[str, Any]) -> None:
    """What can be said of an input without looking anything up."""
    problems = []
    if given["response"] not in (*IN, RsvpStatus.NO):
        problems.append(("Answer YES, NO or WAITLIST.", "response"))
    guests = given.get("guests_count", 0)
    if guests < 0:
        problems.append(("A number from 0 on.", "guestsCount"))
    if guests and given["response"] == RsvpStatus.NO:
        problems.append(("Guests come with members who come: leave it out, or 0.", "guestsCount"))
    if len(given.get("comments", "")) > LONGEST_COMMENT:
        problems.append((f"At most {LONGEST_COMMENT} characters.", "comments"))
    for number, each in enumerate(given.get("answers", ())):
        if len(each["text"]) > LONGEST_ANSWER:
            problems.append((f"At most {LONGEST_ANSWER} characters.", f"answers.{number}.text"))
    if problems:
        raise Refused(*(Problem(Code.BAD_USER_INPUT, message, field) for message, field in problems))


def _hold_memberships(act: Act, key: str, member_id: int) -> None:
    """Keep the membership as it is until the answer is written, so that nobody leaves with a seat."""
    column, value = event_key(key)
    m, e = db.Membership, db.Event
    group = select(e.group_id).where(getattr(e, column) == value).scalar_subquery()
    ours = select(m.id).where(m.group_id == group, m.member_id.in_({act.viewer_id, member_id}))
    act.all.execute(ours.order_by(m.id).with_for_update(key_share=True)).all()


def _check_may_enter(act: Act, found: Facts, given: Mapping[str, Any], member_id: int) -> None:
    if not found.runs:
        message = "Only the event's hosts and the group's organizers may answer for somebody else."
        raise Refused(Problem(Code.FORBIDDEN, message, "memberId"))
    m = aliased(db.Member)
    if act.seen.scalar(select(m.id).where(m.id == member_id)) is None:
        raise Refused(MISSING_MEMBER)
    if given.get("answers"):
        raise Refused(Problem(Code.FORBIDDEN, "Only members themselves answer the survey.", "answers"))
    if given.get("pro_email_share_optin"):
        raise Refused(Problem(Code.FORBIDDEN, "Only members themselves share their address.", "proEmailShareOptin"))


def _facts(act: Act, event_id: int, member_id: int) -> Facts:
    """What decides on an answer, in the words of the rules, as they are for this member."""
    given = {**act.request.parameters, "viewer_id": member_id, "event_id": event_id}
    return act.all.execute(_deciding(), given).one()


@cache
def _deciding() -> Select[*tuple[Any, ...]]:
    """Reads those facts. Made once: making it takes longer than running it."""
    e, p = aliased(db.Event), rows_of(db.EventRefundPolicy)
    columns = [e.id, e.group_id, e.title, e.status, e.rsvp_limit, e.yes_count, e.waitlist_mode, e.guest_limit]
    columns += [e.rsvp_alerts]
    derived = {
        "past": is_past(e),
        "takes_part": member_of(e.group_id),
        "early": e.rsvp_open_at > now,
        "open": window_open(e),
        "owes_dues": owes_dues(e),
        "owes_fee": owes_fee(e),
        "full": is_full(e),
        "has_line": has_line(e),
        "runs_it": runs(e),
        "has_policy": some(p, p.event_id == e.id),
        "fee_required": _fee_required(e),
        "own_status": own_status(e),
        "own_venue_id": own_rsvp(e, "venue_id"),
        "own_guests": func.coalesce(own_rsvp(e, "guests"), 0),
        "own_pay_status": case(
            (has_paid(e), word(PayStatus.PAID)), else_=func.coalesce(own_rsvp(e, "pay_status"), word(PayStatus.NONE))
        ),
    }
    wanted = select(*columns, *(value.label(name) for name, value in derived.items()))
    return wanted.where(e.id == bindparam("event_id"))


def _fee_required(e: Any) -> Any:
    f = rows_of(db.EventFee)
    return pick(f, f.required, f.event_id == e.id)


def _wish(act: Act, event: Facts, given: Mapping[str, Any], member_id: int, entered: bool) -> Wish:
    status = RsvpStatus(given["response"])
    kept = event.own_guests if event.own_status in IN and status in IN else 0
    place = place_of(act, event, given.get("venue_id"))
    return Wish(event, place, given, status, member_id, given.get("guests_count", kept), entered)


def _check_time(event: Facts, act: Act) -> None:
    """The rules that every answer must keep, also a no."""
    refusal = None
    if event.status == EventStatus.CANCELLED:
        refusal = Code.EVENT_CANCELLED, "The event has been cancelled."
    elif event.status != EventStatus.ACTIVE:
        refusal = Code.RSVPS_NOT_OPEN, "The event is not published or has no time yet."
    elif event.past:
        refusal = Code.EVENT_PAST, "The event is over."
    elif not event.takes_part:
        refusal = Code.MEMBERSHIP_REQUIRED, "Only members of the group may answer: join it first."
    elif event.early:
        refusal = Code.RSVPS_NOT_OPEN, "Answers are not taken yet: see rsvpSettings.rsvpOpenTime."
    elif not event.open:
        refusal = Code.RSVPS_CLOSED, "Answers are not taken any more."
    if refusal:
        raise Refused(Problem(*refusal, "eventId"))


def _check_rules(wish: Wish) -> None:
    """What who wants to come must have done, and how many may come along."""
    event = wish.event
    if event.owes_dues:
        raise Refused(Problem(Code.DUES_REQUIRED, "The group's dues must be paid first.", "eventId"))
    if event.owes_fee and not wish.entered:
        message = "The event's fee must be paid first: pay the organizers, who note it or enter you."
        raise Refused(Problem(Code.PAYMENT_REQUIRED, message, "eventId"))
    agreed = wish.given.get("agree_to_refund") or wish.entered or event.own_status in IN
    if event.has_policy and not agreed:
        message = "Read feeSettings.refundPolicy and agree to it with true."
        raise Refused(Problem(Code.REFUND_POLICY, message, "agreeToRefund"))
    most = wish.guest_limit
    if event.rsvp_limit is not None:
        most = min(most, max(event.rsvp_limit - 1, 0))
    if "guests_count" in wish.given and wish.guests > most:
        raise Refused(Problem(Code.GUESTS_EXCEEDED, f"The number of guests may be {most} at most.", "guestsCount"))


def _outcome(wish: Wish) -> RsvpStatus:
    """What comes of a wish: where there is a seat a WAITLIST is a YES, where there is none a YES is a WAITLIST."""
    event = wish.event
    if wish.status not in IN:
        return wish.status
    if wish.party <= wish.free and (wish.seated or not wish.limited or not event.has_line):
        return RsvpStatus.YES
    if wish.seated and wish.place is not None and not wish.place.own:
        message = "There is no seat for you at this venue; yours is kept as it was."
        raise Refused(Problem(Code.EVENT_FULL, message, "venueId"))
    if wish.seated:
        message = f"There are seats for {max(wish.free - 1, 0)} guests only; yours are kept as they were."
        raise Refused(Problem(Code.EVENT_FULL, message, "guestsCount"))
    if event.waitlist_mode == WaitlistMode.OFF:
        hint = "watch the event to hear of a free seat" if event.full else f"there are {max(wish.free, 0)} seats left"
        raise Refused(Problem(Code.EVENT_FULL, f"There is no seat for you: {hint}.", "eventId"))
    return RsvpStatus.WAITLIST


def _pay_status(wish: Wish, status: RsvpStatus) -> PayStatus:
    """Money that was paid stays paid; what is only promised goes with the answer."""
    event, before = wish.event, PayStatus(wish.event.own_pay_status)
    if before not in (PayStatus.NONE, PayStatus.PENDING):
        return before
    if event.fee_required is None or status not in IN:
        return PayStatus.NONE
    if event.runs_it:
        return PayStatus.EXEMPT
    promised = event.fee_required or wish.given.get("opt_to_pay", before == PayStatus.PENDING)
    return PayStatus.PENDING if promised else PayStatus.NONE


def _write_answers(act: Act, rsvp_id: int, answers: Sequence[Mapping[str, Any]]) -> None:
    """Answers to the survey, each by its question; an empty one is taken back."""
    q, r = aliased(db.SurveyQuestion), aliased(db.Rsvp)
    asked = select(q.id).where(r.event_id == q.event_id, r.id == rsvp_id)
    known = set(act.all.scalars(asked)) if answers else set()
    for number, each in enumerate(answers):
        question_id = as_number(each["question_id"])
        if question_id not in known:
            message = "No question of this event, or one that is answered twice here."
            raise Refused(Problem(Code.BAD_USER_INPUT, message, f"answers.{number}.questionId"))
        known.remove(question_id)
        _write_answer(act, {"rsvp_id": rsvp_id, "question_id": question_id}, each["text"])


def _write_answer(act: Act, key: Mapping[str, int], text: str) -> None:
    if not text.strip():
        act.all.execute(delete(db.RsvpAnswer).filter_by(**key))
        return
    row = act.upsert(db.RsvpAnswer).values(**key, text=text, updated_at=act.now)
    changed = row.on_conflict_do_update(
        index_elements=list(key),
        set_={"text": row.excluded.text, "updated_at": row.excluded.updated_at},
        where=db.RsvpAnswer.text != row.excluded.text,
    )
    act.all.execute(changed)


def _alert(act: Act, wish: Wish, status: RsvpStatus) -> None:
    """Tell those who run the event of an answer that is new, unless they want no such mail."""
    event = wish.event
    if not event.rsvp_alerts or status == event.own_status:
        return
    name = act.all.scalar(select(db.Member.name).where(db.Member.id == wish.member_id))
    h = db.EventHost
    hosts = select(h.member_id).where(h.event_id == event.id, h.member_id.not_in({wish.member_id, act.viewer_id}))
    guests = f" with {wish.guests} guests" if wish.guests else ""
    act.mail("rsvp_alert", hosts, f"{name}: {status} to {event.title}", f"{name} answered {status}{guests}.", event.id)


def promote_rsvp(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give a seat to a member who waits for one."""
    event = seating(act, event_to_run(act, args["input"]["event_id"]).id)
    member_id = as_number(args["input"]["member_id"])
    r = aliased(db.Rsvp)
    own = act.all.execute(
        select(r.id, r.status, r.guests, r.venue_id).where(r.event_id == event.id, r.member_id == member_id)
    )
    found = own.one_or_none()
    if event.status == EventStatus.CANCELLED:
        raise Refused(Problem(Code.EVENT_CANCELLED, "The event has been cancelled.", "eventId"))
    if event.past:
        raise Refused(Problem(Code.EVENT_PAST, "The event is over.", "eventId"))
    if found is None or found.status != RsvpStatus.WAITLIST:
        raise Refused(Problem(Code.CONFLICT, "This member does not wait for a seat.", "memberId"))
    if 1 + found.guests > free_seats(event):
        message = f"There are {free_seats(event)} seats left, and the member needs {1 + found.guests}."
        raise Refused(Problem(Code.EVENT_FULL, message, "memberId"))
    place = places_of(act, event.id).get(found.venue_id)
    if place is not None and 1 + found.guests > place.free:
        message = f"There are {max(place.free, 0)} seats left at the member's venue."
        raise Refused(Problem(Code.EVENT_FULL, message, "memberId"))
    seat(act, event, [member_id])
    return {"rsvp": found.id, "event": event.id}


def watch_event(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Hear of it when a full event without a waiting list has a seat again."""
    found = locked_event(act, args["input"]["event_id"])
    event = _facts(act, found.id, act.viewer_id)
    _check_time(event, act)
    if event.waitlist_mode != WaitlistMode.OFF:
        raise Refused(Problem(Code.CONFLICT, "The event has a waiting list: answer WAITLIST.", "eventId"))
    if not event.full:
        raise Refused(Problem(Code.CONFLICT, "The event has seats: answer YES.", "eventId"))
    row = act.upsert(db.EventWatch).values(event_id=event.id, member_id=act.viewer_id, created_at=act.now)
    act.all.execute(row.on_conflict_do_nothing())
    return {"event": event.id}


def unwatch_event(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Hear no more of it."""
    event = locked_event(act, args["input"]["event_id"])
    act.all.execute(delete(db.EventWatch).filter_by(event_id=event.id, member_id=act.viewer_id))
    return {"event": event.id}


RSVP_COMMANDS = {
    "rsvp": command(rsvp),
    "promote_rsvp": command(promote_rsvp),
    "watch_event": command(watch_event),
    "unwatch_event": command(unwatch_event),
}
