"""Commands: what changes rows. One command is one transaction and one mutation field.

A command is a plain function of an `Act` and its arguments, run on the writer's thread. What it may touch it first
finds through the viewer's eyes (`Act.seen`), so that hidden and missing are the same; it then decides and changes
through `Act.all`, which sees every row. It answers the payload's fields by name (a row by its id), or raises
`Refused`, and then nothing was changed.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from graphql import GraphQLError
from sqlalchemy import ColumnElement, Connection, Text, cast, insert, literal, null, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute

import db
from db.base import word
from db.enums import MemberStatus
from db.keyring import hidden
from db.tokens import digest
from db.visibility import ViewerSession, seeing_all
from db.writer import PATIENCE_MS, Occupied
from resolvers.context import Request, Scope, scope
from resolvers.errors import Code
from resolvers.fields import Resolver
from resolvers.loaders import plain
from resolvers.webhook_news import tell_of_change


@dataclass(frozen=True)
class Problem:
    """Why a command was refused: the input field it is about, if it is about one, as clients spell it."""

    code: Code
    message: str
    field: str | None = None


class Refused(Exception):
    """A command that must not be carried out."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


class Payload(dict[str, Any]):
    """What a mutation answers, by the names of its fields; what is not said is null."""

    def __missing__(self, name: str) -> Any:
        return None


@dataclass(frozen=True)
class Act:
    """A command at work."""

    request: Request
    connection: Connection

    @property
    def viewer_id(self) -> int:
        """Who acts."""
        return self.request.viewer.id

    @property
    def now(self) -> int:
        """When, in milliseconds."""
        return self.request.now

    @cached_property
    def seen(self) -> ViewerSession:
        """Reads what the viewer sees, within the transaction."""
        info = {"viewer_id": self.viewer_id, "secrets": self.request.known}
        return ViewerSession(self.connection, info=info)

    @cached_property
    def all(self) -> ViewerSession:
        """Reads and changes every row, within the transaction."""
        return seeing_all(self.connection)

    def changed(self, noun: str, action: str, group_id: int, event_id: int | None = None) -> None:
        """Note a change for those who have subscribed to such, and tell webhooks."""
        row = {"noun": noun, "action": action, "group_id": group_id, "event_id": event_id, "created_at": self.now}
        change_id = self.all.scalars(insert(db.Change).values(row).returning(db.Change.id)).one()
        tell_of_change(self.all, row, change_id)

    def mail(
        self,
        kind: str,
        whom: Any,
        subject: str,
        text: str,
        event_id: int | None = None,
        due_at: int | None = None,
        occasion: str | None = None,
    ) -> None:
        """Put a mail into the outbox for each of these members (ids, or a select of them) that has an address. It goes
        out with this transaction or from `due_at` on; of those with the same `occasion` a member gets one.
        """
        m, due = db.Member, self.now if due_at is None else due_at
        values: dict[str, Any] = {
            "kind": kind,
            "occasion": null() if occasion is None else literal(f"{occasion}:") + cast(m.id, Text),
            "member_id": m.id,
            "event_id": event_id,
            "subject": subject,
            "text": text,
            "created_at": self.now,
            "due_at": due,
            "next_try_at": due,
            "claimed_until": 0,
            "attempts": 0,
        }
        self._tell(db.Message, values, whom, m.email.is_not(None))

    def notify(self, kind: str, whom: Any, text: str, event_id: int | None = None) -> None:
        """Leave a notification for each of these members (ids, or a select of them)."""
        values = {"member_id": db.Member.id, "event_id": event_id, "kind": kind, "text": text, "created_at": self.now}
        self._tell(db.Notification, values, whom)

    def _tell(self, model: type[db.Base], values: Mapping[str, Any], whom: Any, *conditions: Any) -> None:
        columns = [
            value
            if isinstance(value, ColumnElement | InstrumentedAttribute)
            else literal(value, getattr(model, name).type)
            for name, value in values.items()
        ]
        active = db.Member.status == word(MemberStatus.ACTIVE)
        rows = select(*columns).where(db.Member.id.in_(whom), active, *conditions)
        self.all.execute(self.upsert(model).from_select(list(values), rows).on_conflict_do_nothing())

    def upsert(self, model: type[db.Base]) -> Any:
        """An INSERT that can say what happens on a conflict, as this database spells it."""
        return (postgresql if self.connection.dialect.name == "postgresql" else sqlite).insert(model)


Perform = Callable[[Act, Mapping[str, Any]], Mapping[str, Any]]
Prepare = Callable[[Request, Mapping[str, Any]], Awaitable[Any]]


def command(perform: Perform, anyone: bool = False, prepare: Prepare | None = None) -> Resolver:
    """The mutation field that carries out a command, for members only or for `anyone`.

    What takes long or leaves the house is done by `prepare`, before the transaction; what it answers is among the
    command's arguments as `prepared`.
    """

    async def run(given: Mapping[str, Any]) -> Payload:
        now = scope.get()
        if now.request.viewer.anonymous and not anyone:
            raise GraphQLError(
                "Changing anything needs a credential: send Authorization: Bearer <token>.",
                extensions={"code": Code.UNAUTHENTICATED.value},
            )
        return await _run(perform, prepare, plain(dict(given)), now)

    return Resolver(run)


async def _run(perform: Perform, prepare: Prepare | None, args: Mapping[str, Any], now: Scope) -> Payload:
    if now.request.writer is None:
        raise LookupError("this request was made for reading only")
    step, now.commands = now.commands, now.commands + 1
    try:
        if prepare is not None:
            args = {**args, "prepared": await prepare(now.request, args)}
        change = partial(_once if now.request.key else _perform, perform, args, now.request, step)
        payload = await now.request.writer.run(change)
    except Refused as refused:
        payload = _refusal(refused)
    except Occupied:
        raise GraphQLError(
            "The database is being written to, for example by an import: try again in a few seconds.",
            extensions={"code": Code.UNAVAILABLE.value, "retryAfter": PATIENCE_MS // 1000},
        ) from None
    now.loaders.clear()  # what was read before the change is not what is there now
    if payload["secret"] is not None:  # whoever has just booked may look at it
        now.request.secrets.add(digest(payload["secret"]))
    return payload


def _perform(
    perform: Perform, args: Mapping[str, Any], request: Request, _step: int, connection: Connection
) -> Payload:
    return Payload(perform(Act(request, connection), args))


def _refusal(refused: Refused) -> Payload:
    errors = [{"code": p.code.value, "message": p.message, "field": p.field} for p in refused.problems]
    return Payload(errors=errors, error=errors[0])


def _once(perform: Perform, args: Mapping[str, Any], request: Request, step: int, connection: Connection) -> Payload:
    """Carry out a command that its caller has named, or tell what came of it the first time. A refusal is kept too."""
    if request.key is None:
        raise TypeError("a command without a key is not kept")
    row = {"member_id": request.viewer.id, "key": request.key.text, "step": step}
    with seeing_all(connection) as session:
        claim = (
            Act(request, connection)
            .upsert(db.IdempotencyKey)
            .values(**row, digest=request.key.digest, created_at=request.now)
        )
        # Of two at once the second waits here until the first has come to an end.
        session.execute(claim.on_conflict_do_nothing())
        mine = select(db.IdempotencyKey).filter_by(**row)
        kept = session.scalars(mine).one()
        if kept.digest != request.key.digest:
            raise key_reused()
        if kept.result is not None:
            return Payload(json.loads(request.keyring.shown(kept.result)))
        payload = _kept_apart(perform, args, request, connection)
        kept.result = hidden(json.dumps(payload), request.made)
        session.flush()
    return payload


def _kept_apart(perform: Perform, args: Mapping[str, Any], request: Request, connection: Connection) -> Payload:
    """Carry out a command so that a refusal takes back the command alone."""
    savepoint = connection.begin_nested()
    try:
        payload = _perform(perform, args, request, 0, connection)
    except Refused as refused:
        savepoint.rollback()
        return _refusal(refused)
    savepoint.commit()
    return payload


def key_reused() -> GraphQLError:
    """The error for a key that came with another request."""
    return GraphQLError(
        "Idempotency-Key: this key was used for another request; use a new key for each write.",
        extensions={"code": Code.IDEMPOTENCY_KEY_REUSED.value},
    )
