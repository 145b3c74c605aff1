"""Who may see which rows: one criterion per mapped class, added to every ORM SELECT.

A criterion is SQL over the row and the viewer (`:viewer_id`, 0 for nobody), so it serves loaders, the
fast path and counts alike. Criteria read other tables through aliases of `__table__`, because the hook
would otherwise narrow a criterion by another one; nobody outside this file selects from `__table__`.
The predicates at the top are also what private fields are declared with.
"""

from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Table,
    and_,
    bindparam,
    event,
    false,
    or_,
    select,
    true,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.orm.interfaces import CompileStateOption

import db
from db.base import word
from db.enums import EventStatus, MembershipStatus, MemberStatus, Role, VenueVisibility, Visibility

S = TypeVar("S", bound=Select[Any])

NOBODY = 0
"""The viewer id of a caller without a credential; no member has it."""

viewer_id: ColumnElement[int] = bindparam("viewer_id", type_=BigInteger)

Columns = Any
"""A mapped class, an alias of one, or the columns of an aliased table: whatever has the attributes."""


@cache
def _rows(model: type[db.Base]) -> Columns:
    """The columns of an alias of a model's table, out of the hook's reach. One alias serves every criterion: none
    looks into the same table at two depths.
    """
    return cast(Table, model.__table__).alias().c


def _some(rows: Columns, *conditions: ColumnElement[bool], also: Columns = ()) -> ColumnElement[bool]:
    """There is a row for which the conditions hold. What is not its own belongs to the enclosing statement,
    however deep inside that this stands.
    """
    tables = [next(iter(columns)).table for columns in (rows, *also)]
    return select(1).select_from(*tables).where(*conditions).correlate_except(*tables).exists()


def member_of(group_id: Any) -> ColumnElement[bool]:
    """The viewer takes part in this group."""
    m = _rows(db.Membership)
    return _some(m, m.member_id == viewer_id, m.group_id == group_id, _takes_part(m))


def leads(group_id: Any) -> ColumnElement[bool]:
    """The viewer is one of this group's organizers, of whatever rank."""
    m = _rows(db.Membership)
    return _some(m, m.member_id == viewer_id, m.group_id == group_id, m.role != word(Role.MEMBER), _takes_part(m))


def hosts(event_id: Any) -> ColumnElement[bool]:
    """The viewer hosts this event."""
    h = _rows(db.EventHost)
    return _some(h, h.member_id == viewer_id, h.event_id == event_id)


def runs(e: Columns) -> ColumnElement[bool]:
    """The viewer hosts this event or organizes its group."""
    return or_(leads(e.group_id), hosts(e.id))


def sees_whole(e: Columns) -> ColumnElement[bool]:
    """The viewer may see more of this event than the few fields a limited one shows to strangers."""
    return or_(e.visibility != word(Visibility.PUBLIC_LIMITED), member_of(e.group_id), hosts(e.id))


def sees_place(e: Columns) -> ColumnElement[bool]:
    """The viewer may see where this event is."""
    return and_(
        sees_whole(e),
        or_(e.venue_visibility == word(VenueVisibility.PUBLIC), member_of(e.group_id), hosts(e.id)),
    )


def _takes_part(m: Columns) -> ColumnElement[bool]:
    return or_(m.status == word(MembershipStatus.ACTIVE), m.status == word(MembershipStatus.LEADER))


def _all(_: Columns) -> ColumnElement[bool]:
    return true()


def _none(_: Columns) -> ColumnElement[bool]:
    return false()


def visible_members(m: Columns) -> ColumnElement[bool]:
    """Active members are public; the others see themselves."""
    return or_(m.status == word(MemberStatus.ACTIVE), m.id == viewer_id)


def visible_groups(g: Columns) -> ColumnElement[bool]:
    """A private group exists only for those who take part in it."""
    return or_(g.visibility != word(Visibility.MEMBERS), member_of(g.id))


def visible_events(e: Columns) -> ColumnElement[bool]:
    """Events of visible groups; members' events for members; drafts and suggestions for those who run them."""
    unpublished = or_(e.status == word(EventStatus.DRAFT), e.status == word(EventStatus.SUGGESTED))
    return and_(
        or_(e.visibility != word(Visibility.MEMBERS), member_of(e.group_id)),
        or_(~unpublished, runs(e), e.creator_id == viewer_id),
        _seen(db.Group, e.group_id, visible_groups),
    )


def visible_memberships(m: Columns) -> ColumnElement[bool]:
    """Those who take part in a visible group; whoever waits or is out: to its organizers and to themselves."""
    return and_(
        or_(_takes_part(m), m.member_id == viewer_id, leads(m.group_id)),
        _seen(db.Group, m.group_id, visible_groups),
        _seen(db.Member, m.member_id, visible_members),
    )


def visible_venues(v: Columns) -> ColumnElement[bool]:
    """A group's own venues stay with the group."""
    return or_(v.visibility == word(VenueVisibility.PUBLIC), v.group_id.is_(None), member_of(v.group_id))


def visible_event_venues(v: Columns) -> ColumnElement[bool]:
    """The place of an event whose place the viewer may see."""
    e = _rows(db.Event)
    return and_(
        _some(e, e.id == v.event_id, visible_events(e), sees_place(e)),
        _seen(db.Venue, v.venue_id, visible_venues),
    )


def visible_rsvps(r: Columns) -> ColumnElement[bool]:
    """The RSVPs of active members to events seen whole, and one's own."""
    e = _rows(db.Event)
    return and_(
        _some(e, e.id == r.event_id, or_(sees_whole(e), r.member_id == viewer_id), visible_events(e)),
        _seen(db.Member, r.member_id, visible_members),
    )


def visible_rsvp_answers(a: Columns) -> ColumnElement[bool]:
    """Answers are for those who run the event."""
    r, e = _rows(db.Rsvp), _rows(db.Event)
    return _some(r, r.id == a.rsvp_id, e.id == r.event_id, runs(e), visible_events(e), also=(e,))


def visible_payments(p: Columns) -> ColumnElement[bool]:
    """Money is between the payer and the group's organizers."""
    return or_(p.member_id == viewer_id, leads(p.group_id))


def visible_photos(p: Columns) -> ColumnElement[bool]:
    """Photos of visible groups, albums and members."""
    return and_(
        or_(p.group_id.is_(None), _seen(db.Group, p.group_id, visible_groups)),
        or_(p.album_id.is_(None), _seen(db.PhotoAlbum, p.album_id, visible_albums)),
        or_(p.member_id.is_(None), _seen(db.Member, p.member_id, visible_members)),
    )


def visible_albums(a: Columns) -> ColumnElement[bool]:
    """Albums of visible groups, unless they belong to an event that is not seen whole."""
    return and_(
        _seen(db.Group, a.group_id, visible_groups),
        or_(a.event_id.is_(None), _event_seen_whole(a.event_id)),
    )


def _of_seen_group(row: Columns) -> ColumnElement[bool]:
    return _seen(db.Group, row.group_id, visible_groups)


def _of_seen_member(row: Columns) -> ColumnElement[bool]:
    return _seen(db.Member, row.member_id, visible_members)


def _of_whole_event(row: Columns) -> ColumnElement[bool]:
    return _event_seen_whole(row.event_id)


def _by_member_of_whole_event(row: Columns) -> ColumnElement[bool]:
    return and_(_event_seen_whole(row.event_id), _seen(db.Member, row.member_id, visible_members))


def _own(row: Columns) -> ColumnElement[bool]:
    return row.member_id == viewer_id  # type: ignore[no-any-return]


def _seen(model: type[db.Base], key: Any, visible: Any) -> ColumnElement[bool]:
    rows = _rows(model)
    return _some(rows, rows.id == key, visible(rows))


def _event_seen_whole(event_id: Any) -> ColumnElement[bool]:
    e = _rows(db.Event)
    return _some(e, e.id == event_id, visible_events(e), sees_whole(e))


CRITERIA: dict[type[db.Base], Any] = {
    db.Category: _all,
    db.Event: visible_events,
    db.EventComment: _by_member_of_whole_event,
    db.EventFee: _of_whole_event,
    db.EventHost: _by_member_of_whole_event,
    db.EventRating: _own,
    db.EventRefundPolicy: _of_whole_event,
    db.EventTopic: _of_whole_event,
    db.EventVenue: visible_event_venues,
    db.EventWatch: _own,
    db.Group: visible_groups,
    db.GroupDues: _of_seen_group,
    db.GroupTopic: _of_seen_group,
    db.Member: visible_members,
    db.MemberService: _of_seen_member,
    db.MemberTopic: _of_seen_member,
    db.Membership: visible_memberships,
    db.Payment: visible_payments,
    db.Photo: visible_photos,
    db.PhotoAlbum: visible_albums,
    db.Rsvp: visible_rsvps,
    db.RsvpAnswer: visible_rsvp_answers,
    db.SurveyQuestion: _of_whole_event,
    db.Token: _none,
    db.Topic: _all,
    db.Venue: visible_venues,
}


class _EveryCriterion(CompileStateOption):
    """All criteria as one option. Its cache key is constant, as the criteria are: a statement narrowed by
    two dozen separate options takes a millisecond to be found in the statement cache, by this one 0.05 ms.
    """

    _cache_key_traversal: Any = ()
    propagate_to_loaders = False

    def process_compile_state(self, compile_state: Any) -> None:
        """Hand each criterion to the statement that is being compiled."""
        for option in _OPTIONS:
            option.process_compile_state(compile_state)


_OPTIONS = [
    with_loader_criteria(model, criterion(model), include_aliases=True)
    for model, criterion in CRITERIA.items()
    if criterion is not _all
]
_EVERY_CRITERION = _EveryCriterion()


def narrowed(statement: S) -> S:
    """The statement with every criterion in it; it then wants the parameter `viewer_id`."""
    return statement.options(_EVERY_CRITERION)


class ViewerSession(Session):
    """A session that reads as somebody: `info` holds `viewer_id`, or `system` for what must see everything."""


@event.listens_for(ViewerSession, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> Any:
    if state.session.info.get("system") or not state.is_select:
        return None
    viewer = state.session.info.get("viewer_id")
    if viewer is None:
        raise LookupError("this session reads for nobody: give it a viewer, or ask for a system session")
    if not isinstance(state.statement, Select):
        raise LookupError("only a SELECT is narrowed: put a UNION or a text into a sub-select of one")
    state.parameters = state.parameters or {}  # invoke_statement adds to them and cannot add to none
    return state.invoke_statement(narrowed(cast(Select[Any], state.statement)), params={"viewer_id": viewer})


class AsyncViewerSession(AsyncSession):
    """The asynchronous face of a `ViewerSession`."""

    sync_session_class = ViewerSession
