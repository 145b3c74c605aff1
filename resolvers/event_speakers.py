"""Who speaks at an event, as clients write it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select

import db
from resolvers.commands import Act
from resolvers.errors import Code
from resolvers.event_inputs import LONGEST, Sheet
from resolvers.keys import as_number

NAME = "speakerDetails"


def speaker(act: Act, sheet: Sheet, group_id: int) -> Mapping[str, Any] | None:
    """The columns of the speaker; empty for nobody, none if the input says nothing of one."""
    given = sheet.given.get("speaker_details")
    if given is None:
        return None
    for key in ("name", "description"):
        sheet.checked(given[key], f"{NAME}.{key}", LONGEST[f"{NAME}.{key}"])
    if given.get("social_networks"):
        sheet.wrong(f"{NAME}.socialNetworks", "is not supported by Convene: write addresses into the description.")
    number = as_number(given.get("photo_id", "0"))
    photo = select(db.Photo.id).where(db.Photo.id == number, db.Photo.group_id == group_id)
    if number and act.seen.scalar(photo) is None:
        sheet.wrong(f"{NAME}.photoId", "must be the number of a photo of the group.", Code.NOT_FOUND)
    if not given["name"].strip():
        return {}
    return {"name": given["name"], "description": given["description"], "portrait_id": number or None}


def set_speaker(act: Act, event_id: int, wanted: Mapping[str, Any]) -> None:
    """Put somebody, or nobody, in the place of who was to speak."""
    act.all.execute(delete(db.EventSpeaker).where(db.EventSpeaker.event_id == event_id))
    if wanted:
        act.all.execute(act.upsert(db.EventSpeaker).values(event_id=event_id, **wanted))
