"""Pictures that are brought: who may bring which, and what becomes of one that has come.

`createGroupEventPhoto` makes the row and gives leave to upload, once and for an hour; the picture itself comes by HTTP
(`server/photos.py`), which calls `arrived` when it is there and sound.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import aliased

import db
from db.group_enums import PhotoType
from db.tokens import digest
from db.visibility import runs, sees_whole
from resolvers.commands import Act, Problem, Refused
from resolvers.errors import Code
from resolvers.event_inputs import Sheet
from resolvers.group_edits import governs
from resolvers.group_facts import can_add_photos
from resolvers.keys import as_number, event_key
from resolvers.zones import MINUTE

VALID = 60 * MINUTE
"""How long an upload may take to come."""
MOST_WAITED_FOR = 100
"""Of one member."""
LONGEST_CAPTION, LONGEST_TITLE = 1000, 80
UPLOAD, PHOTOS = "/photos/upload", "/photos"
CARRIED = (PhotoType.ALBUM_PHOTO, PhotoType.EVENT_PHOTO, PhotoType.GROUP_PHOTO, PhotoType.MEMBER_PHOTO)
LEFT_UNUSED = {"is_vertical": "isVertical", "order_id": "orderId"}
NO_UPLOAD = Problem(Code.NOT_FOUND, "No picture is awaited here: an address works once, and for an hour.", "token")


@dataclass(frozen=True)
class Wish:
    """What a picture is to be. Event and album are numbers that may name none."""

    photo_type: PhotoType
    group_id: int
    event_id: int | None
    album_id: int | None
    album_title: str | None
    sets_main: bool


@dataclass(frozen=True)
class Scene:
    """What a wish names, as far as the viewer sees it. Rows are None where nothing was named or found."""

    group: Any
    event: Any
    album: Any


def _scene(act: Act, wish: Wish) -> Scene:
    g, e, a = aliased(db.Group), aliased(db.Event), aliased(db.PhotoAlbum)
    group = select(g.id, can_add_photos(g).label("adds"), g.allow_member_photo_uploads).where(g.id == wish.group_id)
    event = select(e.id, e.title, runs(e).label("runs"), sees_whole(e).label("whole"))
    album = select(a.id, a.event_id).where(a.id == wish.album_id, a.group_id == wish.group_id)
    event = event.where(e.id == wish.event_id, e.group_id == wish.group_id)
    return Scene(*(act.seen.execute(each).one_or_none() for each in (group, event, album)))


def _check(act: Act, sheet: Sheet, wish: Wish) -> Scene:
    """Note what is wrong with a wish, and what the viewer may not do. Raises `Refused` if there is no such group."""
    scene = _scene(act, wish)
    if scene.group is None:
        raise Refused(Problem(Code.NOT_FOUND, "There is no such group, or you may not see it.", "groupId"))
    if wish.event_id is not None and (scene.event is None or not scene.event.whole):
        sheet.wrong("eventId", "names no event of the group that you may see.", Code.NOT_FOUND)
    elif wish.album_id is not None and scene.album is None:
        sheet.wrong("albumId", "names no album of the group that you may see.", Code.NOT_FOUND)
    else:
        _check_form(sheet, wish)
        _check_rights(act, sheet, wish, scene)
    return scene


def _check_form(sheet: Sheet, wish: Wish) -> None:
    """What each kind of picture needs, and has no use for."""
    named = {"eventId": wish.event_id, "albumId": wish.album_id, "newAlbumName": wish.album_title}
    match wish.photo_type:
        case PhotoType.ALBUM_PHOTO:
            if not any(each is not None for each in named.values()):
                sheet.wrong("albumId", "is needed for an ALBUM_PHOTO, or eventId, or newAlbumName.")
            unfit = [] if wish.album_id is None else ["eventId", "newAlbumName"]
        case PhotoType.EVENT_PHOTO:
            if wish.event_id is None:
                sheet.wrong("eventId", "is needed for an EVENT_PHOTO.")
            unfit = ["albumId", "newAlbumName"]
        case _:
            unfit = list(named)
    for name in unfit:
        if named[name] is not None:
            sheet.wrong(name, f"does not go with what is given besides for a {wish.photo_type}.")


def _check_rights(act: Act, sheet: Sheet, wish: Wish, scene: Scene) -> None:
    """Who may: those who run an event bring its picture, organizers the group's, members those of albums."""
    of_event = wish.photo_type is not PhotoType.GROUP_PHOTO and scene.event is not None
    if wish.photo_type is PhotoType.MEMBER_PHOTO:
        return
    if wish.photo_type is PhotoType.EVENT_PHOTO or (of_event and wish.sets_main):
        allowed, who = scene.event is not None and scene.event.runs, "the event's hosts and the group's organizers"
    elif wish.photo_type is PhotoType.GROUP_PHOTO or wish.sets_main:
        allowed, who = governs(act, wish.group_id), "the group's organizer and co-organizers"
    else:
        allowed, who = scene.group.adds, "members, where the group lets them, and its organizers"
    if not allowed:
        sheet.wrong("photoType", f"{wish.photo_type} is for {who}.", Code.FORBIDDEN)


def create_photo(act: Act, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Make a photo that is still to come, and say where it is to be brought."""
    given = args["input"]
    sheet, wish = Sheet(given, act.request.spam), _wish(act, given)
    if wish.photo_type not in CARRIED:
        sheet.wrong("photoType", f"{wish.photo_type} is not supported by Convene.")
        sheet.done()
    _check(act, sheet, wish)
    for key, name in LEFT_UNUSED.items():
        if given.get(key):
            sheet.wrong(name, "is not supported by Convene: leave it out.")
    caption = sheet.checked(given.get("description"), "description", LONGEST_CAPTION)
    sheet.checked(wish.album_title, "newAlbumName", LONGEST_TITLE)
    sheet.done()
    _forget_what_never_came(act)
    photo_id, key = _make(act, wish, caption)
    leave = act.request.secret("upload")
    row = {
        "photo_id": photo_id,
        "digest": leave.digest,
        "content_type": given["content_type"],
        "event_id": wish.event_id,
        "photo_type": wish.photo_type,
        "album_title": wish.album_title,
        "sets_main": wish.sets_main,
        "expires_at": act.now + VALID,
    }
    act.all.execute(insert(db.PhotoUpload).values(row))
    site = act.request.site_url
    image = f"{site}{PHOTOS}/{key}/highres_{photo_id}.jpeg"
    return {"photo": photo_id, "upload_url": f"{site}{UPLOAD}?token={leave.text}", "image_path": image}


def _wish(act: Act, given: Mapping[str, Any]) -> Wish:
    event_id = album_id = None
    if "event_id" in given:
        column, key = event_key(given["event_id"])
        e = aliased(db.Event)
        event_id = act.seen.scalar(select(e.id).where(getattr(e, column) == key)) or 0
    if "album_id" in given:
        album_id = as_number(given["album_id"])
    title = (given.get("new_album_name") or "").strip() or None
    main = bool(given.get("set_as_main"))
    return Wish(PhotoType(given["photo_type"]), as_number(given["group_id"]), event_id, album_id, title, main)


def _make(act: Act, wish: Wish, caption: str | None) -> tuple[int, str]:
    p, key = db.Photo, secrets.token_urlsafe(16)
    waited_for = select(func.count(p.id)).where(p.member_id == act.viewer_id, p.pending)
    if (act.all.scalar(waited_for) or 0) >= MOST_WAITED_FOR:
        raise Refused(Problem(Code.CONFLICT, f"{MOST_WAITED_FOR} pictures of yours are awaited: upload some first."))
    own = wish.photo_type is PhotoType.MEMBER_PHOTO
    row = {
        "group_id": None if own else wish.group_id,
        "event_id": wish.event_id if wish.photo_type is PhotoType.EVENT_PHOTO else None,
        "album_id": wish.album_id,
        "member_id": act.viewer_id,
        "caption": caption or None,
        "created_at": act.now,
        "updated_at": act.now,
        "storage_key": key,
        "pending": True,
    }
    return int(act.all.execute(insert(p).values(row).returning(p.id)).scalar_one()), key


def _forget_what_never_came(act: Act) -> None:
    u, p = db.PhotoUpload, db.Photo
    late = select(u.photo_id).where(u.expires_at < act.now)
    act.all.execute(delete(p).where(p.pending, p.id.in_(late)).execution_options(synchronize_session=False))


def arrived(act: Act, token: str) -> int:
    """The picture of this token has come: show it, put it into its album, make it the main one. The photo's id.

    Raises `Refused` if it is not awaited any more, or its bringer may not bring it any more.
    """
    u, p = db.PhotoUpload, db.Photo
    waiting = delete(u).where(u.digest == digest(token), u.expires_at >= act.now)
    leave = act.all.execute(waiting.returning(u.photo_id, u.photo_type, u.event_id, u.album_title, u.sets_main))
    upload = leave.one_or_none()
    if upload is None:
        raise Refused(NO_UPLOAD)
    photo = act.all.execute(select(p.group_id, p.album_id, p.member_id).where(p.id == upload.photo_id)).one()
    kind = PhotoType(upload.photo_type)
    wish = Wish(kind, photo.group_id or 0, upload.event_id, photo.album_id, upload.album_title, upload.sets_main)
    if kind is not PhotoType.MEMBER_PHOTO:
        sheet = Sheet({}, act.request.spam)
        scene = _check(act, sheet, wish)
        sheet.done()
    come = {"pending": False, "updated_at": act.now}
    if kind is PhotoType.ALBUM_PHOTO:
        come["album_id"] = _shelved(act, wish, scene)
    act.all.execute(update(p).where(p.id == upload.photo_id).values(**come))
    _tell(act, wish, upload.photo_id)
    return int(upload.photo_id)


def _shelved(act: Act, wish: Wish, scene: Scene) -> int:
    """The album of a picture, made if need be, with one more in it."""
    a, album_id = db.PhotoAlbum, wish.album_id
    if album_id is None and wish.event_id is not None:
        fresh = {"title": wish.album_title or scene.event.title, "event_id": wish.event_id}
        made = act.upsert(a).values(_album(act, wish, fresh)).on_conflict_do_nothing(index_elements=["event_id"])
        act.all.execute(made)
        album_id = act.all.scalar(select(a.id).where(a.event_id == wish.event_id))
    elif album_id is None:
        made = insert(a).values(_album(act, wish, {"title": wish.album_title})).returning(a.id)
        album_id = act.all.execute(made).scalar_one()
    one_more = {"photo_count": a.photo_count + 1, "updated_at": act.now}
    act.all.execute(update(a).where(a.id == album_id).values(**one_more))
    return int(album_id or 0)


def _album(act: Act, wish: Wish, values: Mapping[str, Any]) -> dict[str, Any]:
    return {"group_id": wish.group_id, "created_at": act.now, "updated_at": act.now, "photo_count": 0, **values}


def _tell(act: Act, wish: Wish, photo_id: int) -> None:
    """Make a picture the main one of what it is of, if that is wished, and note the change."""
    if wish.photo_type is PhotoType.MEMBER_PHOTO:
        model: type[db.Base] = db.Member
        key = act.viewer_id
    elif wish.event_id is not None:
        model, key = db.Event, wish.event_id
        act.changed("event", "updated", wish.group_id, wish.event_id)
    else:
        model, key = db.Group, wish.group_id
        act.changed("group", "updated", wish.group_id)
    if wish.sets_main:
        table: Any = model
        act.all.execute(update(table).where(table.id == key).values(photo_id=photo_id))
