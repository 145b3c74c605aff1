"""Pictures: announced, brought, looked at, made anew, put where they belong, and shown to those who may see them."""

import io
import os
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import func, select, update

import db
from db import demo
from db.enums import Visibility
from db.group_enums import ContentType
from db.visibility import seeing_all
from server.photo_files import sweep
from server.pictures import MOST_PIXELS, SIZES, BadPicture, variants
from tests.conftest import NOW, SITE, writing
from tests.old_api import PEOPLE, OldApi, token_of

CREATE = """mutation ($input: GroupEventPhotoCreateInput!) { result: createGroupEventPhoto(input: $input) {
  uploadUrl imagePath photo { id baseUrl highResUrl standardUrl thumbUrl } error { code message field } } }"""


def picture(kind: str = "JPEG", size: tuple[int, int] = (1600, 800), mode: str = "RGB", **how: Any) -> bytes:
    """A picture in this format, red on its left half."""
    drawn = Image.new(mode, size)
    drawn.paste(Image.new("RGB", (size[0] // 2, size[1]), "red").convert(mode), (0, 0))
    buffer = io.BytesIO()
    drawn.save(buffer, kind, **how)
    return buffer.getvalue()


def announced(api: OldApi, who: str = "organizer", key: str = "", **given: Any) -> Any:
    """What createGroupEventPhoto answers."""
    asked = {"groupId": str(api.group_id), "photoType": "GROUP_PHOTO", "contentType": "JPEG", "setAsMain": False}
    body = {"query": CREATE, "variables": {"input": {**asked, **given}}}
    headers = {"Idempotency-Key": key} if key else {}
    answer = api.call("POST", "/graphql", who, json=body, headers=headers).json()
    assert "errors" not in answer, answer
    return answer["data"]["result"]


def bring(api: OldApi, made: Any, data: bytes, kind: str = "jpeg", method: str = "PUT") -> httpx.Response:
    """Send a picture to where it is awaited. That needs no credential."""
    url = made["uploadUrl"].replace(SITE, api.server.url)
    return httpx.request(method, url, content=data, headers={"Content-Type": f"image/{kind}"}, timeout=60)


def uploaded(api: OldApi, who: str = "organizer", **given: Any) -> Any:
    """A photo that has come."""
    made = announced(api, who, **given)
    assert made["error"] is None, made
    answer = bring(api, made, picture())
    assert answer.status_code == 201, answer.text
    assert answer.json()["photo"] == made["photo"]
    return made["photo"]


def show(api: OldApi, address: str, who: str = "") -> httpx.Response:
    """A picture as somebody is shown it."""
    headers = {"Authorization": f"Bearer {token_of(who)}"} if who else {}
    return httpx.get(address.replace(SITE, api.server.url), headers=headers, timeout=60)


def ask(api: OldApi, query: str, who: str = "organizer", **variables: Any) -> Any:
    """The data of a query."""
    body = api.call("POST", "/graphql", who, json={"query": query, "variables": variables}).json()
    assert "errors" not in body, body
    return body["data"]


def refusal(payload: Any) -> tuple[str, str] | None:
    """Code and field of what was wrong."""
    return payload["error"] and (payload["error"]["code"], payload["error"]["field"])


def files(api: OldApi) -> list[Path]:
    """Everything in the server's folder of pictures."""
    folder = api.server.log.with_suffix(".photos")
    return [path for path in folder.rglob("*") if path.is_file()]


# Coming and being shown


@pytest.mark.parametrize(
    ("wrote", "mode", "method"), [("JPEG", "RGB", "PUT"), ("PNG", "RGBA", "POST"), ("GIF", "RGB", "PUT")]
)
def test_a_picture_comes_once_and_is_shown_in_three_sizes(api: OldApi, wrote: str, mode: str, method: str) -> None:
    made = announced(api, contentType=wrote, key=f"{wrote} {api.url}")
    assert made == announced(api, contentType=wrote, key=f"{wrote} {api.url}")
    photo = made["photo"]
    assert made["imagePath"] == photo["highResUrl"]
    assert show(api, photo["highResUrl"], "organizer").status_code == 404
    answer = bring(api, made, picture(wrote, mode=mode), wrote.lower(), method)
    assert (answer.status_code, answer.json()) == (201, {"photo": photo})
    again = bring(api, made, picture(wrote, mode=mode), wrote.lower(), method)
    assert (again.status_code, again.json()["errors"][0]["code"]) == (404, "NOT_FOUND")
    for name, size in (("highResUrl", (1200, 600)), ("standardUrl", (600, 300)), ("thumbUrl", (180, 90))):
        assert photo[name].startswith(photo["baseUrl"])
        shown = show(api, photo[name])
        assert shown.headers["content-type"] == "image/jpeg"
        assert shown.headers["x-content-type-options"] == "nosniff"
        assert shown.headers["cache-control"] == "public, max-age=31536000, immutable"
        with Image.open(io.BytesIO(shown.content)) as drawn:
            assert (drawn.format, drawn.size) == ("JPEG", size)
            red, green, _ = drawn.convert("RGB").getpixel((size[0] // 4, size[1] // 2))  # type: ignore[misc]
            assert (red > 200, green < 60) == (True, True)
    assert show(api, photo["thumbUrl"], "organizer").headers["cache-control"].startswith("private")
    assert show(api, f"{photo['baseUrl']}/thumb_1.jpeg").status_code == 404
    assert show(api, f"{SITE}/photos/..%2F..%2Fetc/thumb_{photo['id']}.jpeg").status_code == 404
    assert show(api, photo["thumbUrl"], "nobody at all").status_code == 401


def test_what_is_no_picture_is_not_taken(api: OldApi) -> None:
    before, made = len(files(api)), announced(api)
    wrong = {
        "a page": (400, b"<html><script>alert(1)</script></html>", "jpeg"),
        "another format": (400, picture("PNG"), "jpeg"),
        "another word": (415, picture("PNG"), "png"),
        "half of it": (400, picture()[:5000], "jpeg"),
        "nothing": (400, b"", "jpeg"),
        "too much": (413, picture() + bytes(10_000_001), "jpeg"),
    }
    found = {name: bring(api, made, data, kind).status_code for name, (_, data, kind) in wrong.items()}
    assert found == {name: status for name, (status, _, _) in wrong.items()}
    assert bring(api, {"uploadUrl": f"{SITE}/photos/upload?token=x"}, picture()).status_code == 404
    assert bring(api, {"uploadUrl": f"{SITE}/photos/upload"}, picture()).status_code == 404
    assert len(files(api)) == before
    assert bring(api, made, picture()).status_code == 201, "it is still awaited"
    assert len(files(api)) == before + len(SIZES)


def test_of_two_at_once_one_is_taken(api: OldApi) -> None:
    before, made = len(files(api)), announced(api)
    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(lambda _: bring(api, made, picture()).status_code, range(4)))
    assert sorted(statuses) == [201, 404, 404, 404]
    assert len(files(api)) == before + len(SIZES)
    assert show(api, made["photo"]["highResUrl"]).status_code == 200


def test_what_comes_too_late_is_not_taken(api: OldApi) -> None:
    made, u = announced(api), db.PhotoUpload
    _set(api, update(u).where(u.photo_id == int(made["photo"]["id"])).values(expires_at=NOW - 1))
    assert bring(api, made, picture()).status_code == 404
    announced(api)
    with writing(api.url) as engine, engine.begin() as connection, seeing_all(connection) as session:
        kept = session.scalar(select(func.count(db.Photo.id)).where(db.Photo.id == int(made["photo"]["id"])))
    assert kept == 0


def _set(api: OldApi, statement: Any) -> None:
    with writing(api.url) as engine, engine.begin() as connection, seeing_all(connection) as session:
        session.execute(statement)


def test_files_without_a_photo_are_swept(api: OldApi) -> None:
    photo, folder = uploaded(api), api.server.log.with_suffix(".photos")
    for stray in ("aa/aaaaaaaaaaaa", "new-0123"):
        (folder / stray).mkdir(parents=True)
        (folder / stray / "thumb_1.jpeg").touch()
    os.utime(folder / "new-0123", (0, 0))
    before = len(files(api))
    with writing(api.url) as engine, engine.begin() as connection:
        assert sweep(connection, folder) == 2
    assert len(files(api)) == before - 2
    assert show(api, photo["thumbUrl"]).status_code == 200


# Who, and what becomes of it

PRIVATE = "query ($name: String!) { groupByUrlname(urlname: $name) { id } }"


def test_who_may_bring_which(api: OldApi) -> None:
    event = api.event(name="Pictures")
    wishes: dict[str, dict[str, Any]] = {
        "group": {},
        "cover": {"setAsMain": True},
        "event": {"photoType": "EVENT_PHOTO", "eventId": event, "setAsMain": True},
        "album": {"photoType": "ALBUM_PHOTO", "eventId": event},
        "own": {"photoType": "MEMBER_PHOTO", "setAsMain": True},
    }
    leading = {"organizer", "co-organizer"}
    allowed = {
        "group": leading,
        "cover": leading,
        "event": leading | {"event organizer"},
        "album": leading | {"event organizer", "host", "member"},
        "own": set(PEOPLE),
    }
    found = {
        name: {who for who in PEOPLE if refusal(announced(api, who, **wish)) != ("FORBIDDEN", "photoType")}
        for name, wish in wishes.items()
    }
    assert found == allowed
    g = db.Group
    _set(api, update(g).where(g.id == api.group_id).values(allow_member_photo_uploads=False))
    album = wishes["album"]
    assert {who for who in PEOPLE if not announced(api, who, **album)["error"]} == leading | {"event organizer"}
    _set(api, update(g).where(g.id == api.group_id).values(allow_member_photo_uploads=True))
    private = ask(api, PRIVATE, "organizer", name=demo.PRIVATE_GROUP)["groupByUrlname"]["id"]
    assert refusal(announced(api, "stranger", groupId=private)) == ("NOT_FOUND", "groupId")


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"photoType": "EVENT_PHOTO"}, "eventId"),
        ({"photoType": "EVENT_PHOTO", "eventId": "1"}, "eventId"),
        ({"photoType": "ALBUM_PHOTO"}, "albumId"),
        ({"photoType": "ALBUM_PHOTO", "albumId": "1"}, "albumId"),
        ({"albumId": "965000001"}, "albumId"),
        ({"newAlbumName": "x"}, "newAlbumName"),
        ({"photoType": "ALBUM_PHOTO", "newAlbumName": "x" * 81}, "newAlbumName"),
        ({"photoType": "SPONSOR_LOGO"}, "photoType"),
        ({"isVertical": True}, "isVertical"),
        ({"orderId": "1"}, "orderId"),
        ({"description": "x" * 1001}, "description"),
    ],
)
def test_a_wish_that_is_wrong(api: OldApi, wish: dict[str, Any], field: str) -> None:
    made = announced(api, **wish)
    assert made["error"]["field"] == field
    assert made["uploadUrl"] is None


def test_rights_that_end_before_it_comes(api: OldApi) -> None:
    made = announced(api, "member", photoType="ALBUM_PHOTO", newAlbumName="Walls")
    g = db.Group
    _set(api, update(g).where(g.id == api.group_id).values(allow_member_photo_uploads=False))
    assert bring(api, made, picture()).status_code == 403
    _set(api, update(g).where(g.id == api.group_id).values(allow_member_photo_uploads=True))
    assert bring(api, made, picture()).status_code == 201


def test_pictures_of_groups_events_and_members(api: OldApi) -> None:
    cover = uploaded(api, setAsMain=True)
    old = api.get("/2/groups", group_id=str(api.group_id), fields="group_photo", only="group_photo")["results"][0]
    assert old["group_photo"] == {
        "photo_id": int(cover["id"]),
        "photo_link": cover["standardUrl"],
        "highres_link": cover["highResUrl"],
        "thumb_link": cover["thumbUrl"],
    }
    event = api.event(name="Pictured")
    first = uploaded(api, photoType="EVENT_PHOTO", eventId=event, setAsMain=True)
    query = "query ($id: ID!) { event(id: $id) { featuredEventPhoto { id } photoAlbum { id title photoCount } } }"
    assert ask(api, query, id=event)["event"] == {"featuredEventPhoto": {"id": first["id"]}, "photoAlbum": None}
    assert api.get(f"/2/event/{event}")["photo_url"] == first["standardUrl"]
    second = uploaded(api, photoType="EVENT_PHOTO", eventId=event)
    edit = """mutation ($input: EditEventInput!) { editEvent(input: $input) {
      event { featuredEventPhoto { id } } errors { code field } } }"""
    given = {"eventId": event, "featuredPhotoId": int(second["id"])}
    assert ask(api, edit, input=given)["editEvent"]["event"] == {"featuredEventPhoto": {"id": second["id"]}}
    pending = {"eventId": event, "featuredPhotoId": int(announced(api)["photo"]["id"])}
    assert ask(api, edit, input=pending)["editEvent"]["errors"] == [{"code": "NOT_FOUND", "field": "featuredPhotoId"}]
    for _ in range(2):
        uploaded(api, "member", photoType="ALBUM_PHOTO", eventId=event, description="Full house")
    album = ask(api, query, id=event)["event"]["photoAlbum"]
    assert (album["title"], album["photoCount"]) == ("Pictured", 2)
    uploaded(api, "member", photoType="ALBUM_PHOTO", albumId=album["id"])
    assert ask(api, query, id=event)["event"]["photoAlbum"] == {**album, "photoCount": 3}
    own = uploaded(api, "stranger", photoType="MEMBER_PHOTO", setAsMain=True)
    assert ask(api, "{ self { memberPhoto { id } } }", "stranger")["self"] == {"memberPhoto": {"id": own["id"]}}


def test_pictures_of_what_is_hidden_are_not_shown(api: OldApi) -> None:
    event, e, g = api.event(name="Hidden"), db.Event, db.Group
    photo = uploaded(api, photoType="EVENT_PHOTO", eventId=event)
    of_album = uploaded(api, photoType="ALBUM_PHOTO", eventId=event)
    of_group = uploaded(api)
    assert show(api, photo["thumbUrl"]).status_code == 200
    _set(api, update(e).where(e.id == int(event)).values(visibility=Visibility.MEMBERS))
    for who, status in (("", 404), ("stranger", 404), ("banned", 404), ("member", 200), ("organizer", 200)):
        assert [show(api, each["thumbUrl"], who).status_code for each in (photo, of_album)] == [status] * 2, who
    assert show(api, of_group["thumbUrl"]).status_code == 200
    token = f"{photo['thumbUrl']}?access_token={token_of('member')}"
    assert show(api, token).headers["cache-control"] == "private, max-age=31536000, immutable"
    _set(api, update(g).where(g.id == api.group_id).values(visibility=Visibility.MEMBERS))
    assert [show(api, of_group["thumbUrl"], who).status_code for who in ("", "stranger", "member")] == [404, 404, 200]
    _set(api, update(g).where(g.id == api.group_id).values(visibility=Visibility.PUBLIC))
    api.call("DELETE", f"/2/event/{event}")
    assert show(api, photo["thumbUrl"], "organizer").status_code == 404


# Looking at pictures


def test_what_hides_in_a_picture_is_gone() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "the secret garden"  # turned by 90 degrees, and a description
    made = variants(picture(size=(400, 200), exif=exif, comment=b"another secret"), ContentType.JPEG)
    assert all(b"secret" not in data for data in made.values())
    with Image.open(io.BytesIO(made["600"])) as drawn:
        assert drawn.size == (200, 400)
        assert not drawn.getexif()


def bomb(width: int, height: int) -> bytes:
    """A PNG that is small, and large when it is unpacked."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([1, 0, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(MOST_PIXELS, 2), (60_000, 60_000), (2**31 - 1, 2**31 - 1)])
def test_bombs_are_not_unpacked(size: tuple[int, int]) -> None:
    with pytest.raises(BadPicture, match="million pixels"):
        variants(bomb(*size), ContentType.PNG)


ORIGINALS = {kind: picture(kind, (40, 20), "P" if kind == "GIF" else "RGB") for kind in ContentType}


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(list(ContentType)), st.lists(st.tuples(st.integers(0, 2000), st.binary(max_size=8)), max_size=6))
def test_whatever_comes_is_a_picture_or_refused(kind: ContentType, changes: list[tuple[int, bytes]]) -> None:
    data = bytearray(ORIGINALS[kind])
    for at, new in changes:
        data[at % len(data) : at % len(data) + len(new)] = new
    try:
        made = variants(bytes(data), kind)
    except BadPicture:
        return
    for name, side in SIZES.items():
        with Image.open(io.BytesIO(made[name])) as drawn:
            assert drawn.format == "JPEG"
            assert max(drawn.size) <= side
