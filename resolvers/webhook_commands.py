"""What changes webhooks. Their secrets are shown once, when they are made."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select, update

import db
from db.webhook_enums import WebhookKind
from resolvers import checks
from resolvers.addresses import problem
from resolvers.commands import Act, Problem, Refused, command
from resolvers.errors import Code
from resolvers.keys import as_number
from resolvers.meeting_type_commands import workspace_to_run
from resolvers.webhook_news import News

Answer = Mapping[str, Any]
MOST = 20
PREFIX = "whsec_"
"""Of the secrets of Standard Webhooks. What follows is base64, as hexadecimal digits are."""
NO_WEBHOOK = Problem(Code.NOT_FOUND, "There is no such webhook, or you may not see it.", "webhookId")
NO_DELIVERY = Problem(Code.NOT_FOUND, "There is no such delivery, or you may not see it.", "deliveryId")
ENOUGH = Problem(Code.LIMIT, f"There are {MOST} webhooks already: delete one first.", "workspaceId")
OFF = Problem(Code.CONFLICT, "The webhook is off: enable it first.", "webhookId")


def _url(act: Act, url: str) -> str:
    if wrong := problem(url, act.request.webhooks_anywhere):
        raise checks.wrong("url", wrong)
    return url


def _kinds(kinds: Sequence[WebhookKind]) -> list[str]:
    if not kinds or WebhookKind.PING in kinds:
        raise checks.wrong("kinds", "must name one kind at least, and not PING, which every webhook gets.")
    return [str(kind) for kind in dict.fromkeys(kinds)]


def _values(act: Act, given: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if "url" in given:
        values["url"] = _url(act, given["url"])
    if "kinds" in given:
        values["kinds"] = _kinds(given["kinds"])
    if "description" in given:
        values["description"] = checks.text(given, "description", 500)
    return values | {name: given[name] for name in ("enabled",) if name in given}


def _secret(act: Act) -> tuple[str, dict[str, str]]:
    made = act.request.secret("webhook")
    return f"{PREFIX}{made.text}", {"seed": made.seed, "digest": made.digest}


def create_webhook(act: Act, args: Mapping[str, Any]) -> Answer:
    """Have an address told of changes: the viewer's own, or all of a workspace."""
    given = args["input"]
    values, workspace_id = _values(act, given), workspace_to_run(act, given)
    _room(act, workspace_id)
    secret, kept = _secret(act)
    row = {"uuid": str(uuid.uuid4()), "member_id": act.viewer_id, "workspace_id": workspace_id, **values, **kept}
    made = insert(db.Webhook).values(**row, created_at=act.now, updated_at=act.now).returning(db.Webhook.id)
    return {"webhook": act.all.scalars(made).one(), "secret": secret}


def _room(act: Act, workspace_id: int | None) -> None:
    """Whoever makes several at once waits here. Raises `Refused`."""
    w = db.Webhook
    owner, key = (db.Member, act.viewer_id) if workspace_id is None else (db.Workspace, workspace_id)
    act.all.execute(select(owner.id).where(owner.id == key).with_for_update(key_share=True))
    mine = w.workspace_id == workspace_id if workspace_id else (w.workspace_id.is_(None) & (w.member_id == key))
    if act.all.execute(select(func.count()).select_from(w).where(mine)).scalar_one() >= MOST:
        raise Refused(ENOUGH)


def _own(act: Act, given: Mapping[str, Any]) -> Any:
    """A webhook that the viewer sees, locked. Raises `Refused`."""
    w, key = db.Webhook, as_number(given["webhook_id"])
    if act.seen.execute(select(w.id).where(w.id == key)).one_or_none() is None:
        raise Refused(NO_WEBHOOK)
    columns = (w.id, w.enabled, w.seed, w.digest)
    return act.all.execute(select(*columns).where(w.id == key).with_for_update()).one()


def _change(act: Act, webhook_id: int, **values: Any) -> None:
    w = db.Webhook
    act.all.execute(update(w).where(w.id == webhook_id).values(**values, updated_at=act.now))


def edit_webhook(act: Act, args: Mapping[str, Any]) -> Answer:
    """Another address, other kinds, on or off. What waits goes to the new address."""
    webhook = _own(act, args["input"])
    _change(act, webhook.id, **_values(act, args["input"]))
    return {"webhook": webhook.id}


def delete_webhook(act: Act, args: Mapping[str, Any]) -> Answer:
    """Tell it nothing more, not even what waits. Its log goes too."""
    webhook = _own(act, args["input"])
    act.all.execute(delete(db.Webhook).where(db.Webhook.id == webhook.id))
    return {"success": True}


def rotate_webhook_secret(act: Act, args: Mapping[str, Any]) -> Answer:
    """Sign with a new secret; for a day with the old one too."""
    webhook = _own(act, args["input"])
    secret, kept = _secret(act)
    _change(act, webhook.id, **kept, old_seed=webhook.seed, old_digest=webhook.digest, rotated_at=act.now)
    return {"webhook": webhook.id, "secret": secret}


def ping_webhook(act: Act, args: Mapping[str, Any]) -> Answer:
    """Try a webhook out."""
    webhook = _own(act, args["input"])
    if not webhook.enabled:
        raise Refused(OFF)
    news = News(WebhookKind.PING, f"ping:{uuid.uuid4()}", act.now, {})
    made = insert(db.WebhookDelivery).values(**news.row(webhook.id)).returning(db.WebhookDelivery.id)
    return {"delivery": act.all.scalars(made).one()}


def redeliver_webhook(act: Act, args: Mapping[str, Any]) -> Answer:
    """Tell it again, with the same `id`, delivered or not, with all the attempts that a new one has."""
    d, key = db.WebhookDelivery, as_number(args["input"]["delivery_id"])
    webhook_id = act.seen.scalars(select(d.webhook_id).where(d.id == key)).one_or_none()
    if webhook_id is None:
        raise Refused(NO_DELIVERY)
    if not _own(act, {"webhook_id": str(webhook_id)}).enabled:
        raise Refused(OFF)
    again = {"next_try_at": act.now, "attempts": 0, "delivered_at": None, "error": None}
    act.all.execute(update(d).where(d.id == key).values(**again))
    return {"delivery": key}


WEBHOOK_COMMANDS = {
    "create_webhook": command(create_webhook),
    "edit_webhook": command(edit_webhook),
    "delete_webhook": command(delete_webhook),
    "rotate_webhook_secret": command(rotate_webhook_secret),
    "ping_webhook": command(ping_webhook),
    "redeliver_webhook": command(redeliver_webhook),
}
