"""Pictures over HTTP: taken in by an address that works once, and shown to those who may see the photo."""

import asyncio
import re
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

import db
from db.group_enums import ContentType
from db.tokens import digest
from db.writer import Occupied
from resolvers.commands import Act, Problem, Refused
from resolvers.context import Viewer, system_session
from resolvers.errors import Code
from resolvers.photo_commands import NO_UPLOAD, PHOTOS, UPLOAD, arrived
from schema.engine import masked
from server.desk import Desk
from server.viewer import BadCredential

_NAME = re.compile(r"(highres|600|thumb)_([0-9]{1,18})\.jpeg")
_KEY = re.compile(r"[A-Za-z0-9_-]{10,64}")
YEAR = 31_536_000
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
STATUSES = {Code.NOT_FOUND: 404, Code.FORBIDDEN: 403, Code.UNAVAILABLE: 503, Code.INTERNAL_SERVER_ERROR: 500}


class Failure(Exception):
    """A request that is refused, and how."""

    def __init__(self, status: int, code: Code, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.status, self.problem = status, Problem(code, message, field)


class Photos:
    """Takes pictures in and shows them. Files lie in `folder`, by the storage keys of their photos."""

    def __init__(self, desk: Desk, folder: Path, limit: int) -> None:
        self.desk = desk
        self.folder = folder
        self.limit = limit
        self.drawing = asyncio.Semaphore(1)  # a large picture takes 200 MB while it is unpacked

    def routes(self) -> list[Route]:
        """Both addresses."""
        return [
            Route(UPLOAD, self.upload, methods=["PUT", "POST"]),
            Route(f"{PHOTOS}/{{key}}/{{name}}", self.show, methods=["GET"]),
        ]

    async def upload(self, request: Request) -> Response:
        """Take a picture in."""
        try:
            return JSONResponse({"photo": await self._taken(request)}, 201, {"Cache-Control": "no-store"})
        except Failure as failure:
            return _refused(failure.status, [failure.problem])
        except Refused as refused:
            return _refused(STATUSES.get(refused.problems[0].code, 400), refused.problems)
        except ClientDisconnect:
            return Response(status_code=499)
        except Exception as error:
            hidden = masked(error)
            code = Code((hidden.extensions or {})["code"])
            return _refused(STATUSES[code], [Problem(code, hidden.message)])

    async def _taken(self, request: Request) -> Mapping[str, str]:
        from server.pictures import BadPicture, variants

        token = request.query_params.get("token", "")
        awaited = await self._awaited(token)
        kind = ContentType(awaited.content_type)
        said = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if said != f"image/{kind.lower()}":
            wanted = f"The picture was announced as image/{kind.lower()}; send it as the body, with that media type."
            raise Failure(415, Code.BAD_USER_INPUT, wanted, "contentType")
        try:
            data = await self._body(request)
            async with self.drawing:
                drawn = await asyncio.to_thread(variants, data, kind)
        except BadPicture as error:
            raise Failure(400, Code.BAD_USER_INPUT, str(error)) from error
        photo_id = await self._kept(token, awaited, drawn)
        base = f"{self.desk.settings.site_url}{PHOTOS}/{awaited.storage_key}"
        links = {name: f"{base}/{name}_{photo_id}.jpeg" for name in drawn}
        return {
            "id": str(photo_id),
            "baseUrl": base,
            "highResUrl": links["highres"],
            "standardUrl": links["600"],
            "thumbUrl": links["thumb"],
        }

    async def _awaited(self, token: str) -> Any:
        """What is awaited for a token, and who brings it."""
        u, p = db.PhotoUpload, db.Photo
        columns = (u.content_type, p.id, p.storage_key, p.member_id)
        wanted = select(*columns).where(u.digest == digest(token), p.id == u.photo_id)
        async with system_session(self.desk.engine) as session:
            found = await session.execute(wanted.where(u.expires_at >= self.desk.settings.clock.now()))
            awaited = found.one_or_none()
        if awaited is None:
            raise Refused(NO_UPLOAD)
        return awaited

    async def _body(self, request: Request) -> bytes:
        """The body, counted as it comes."""
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > self.limit:
                raise Failure(413, Code.BAD_USER_INPUT, f"A picture may have {self.limit:,} bytes at most.")
        return bytes(body)

    async def _kept(self, token: str, awaited: Any, drawn: Mapping[str, bytes]) -> int:
        """Write the files aside and the rows, and only with the rows put the files where they are shown."""
        place, aside = self._place(awaited.storage_key), self.folder / f"new-{secrets.token_hex(8)}"
        asked = self.desk.acting(Viewer(awaited.member_id or 0))

        def come(connection: Connection) -> int:
            photo_id = arrived(Act(asked, connection), token)
            if aside.exists():  # a transaction that was in another's way is run again
                place.parent.mkdir(exist_ok=True)
                aside.rename(place)
            return photo_id

        try:
            await asyncio.to_thread(_write, aside, drawn, awaited.id)
            return await self.desk.writer.run(come)
        except Occupied as error:
            raise Failure(503, Code.UNAVAILABLE, "The database is being written to: try again.") from error
        finally:
            await asyncio.to_thread(shutil.rmtree, aside, ignore_errors=True)

    def _place(self, key: str) -> Path:
        return self.folder / key[:2] / key

    async def show(self, request: Request) -> Response:
        """A picture, to those who may see its photo. To all others there is none."""
        try:
            viewer = await self.desk.viewer(request, "access_token")
        except BadCredential as error:
            problems = [Problem(Code.UNAUTHENTICATED, str(error))]
            return _refused(401, problems, {"WWW-Authenticate": "Bearer"})
        name, key = _NAME.fullmatch(request.path_params["name"]), request.path_params["key"]
        if name is None or not _KEY.fullmatch(key):
            return _missing()
        p = db.Photo
        wanted = select(p.id).where(p.storage_key == key, p.id == int(name[2]), p.pending.is_(False))
        async with self.desk.request(request, viewer).session() as session:
            there = await session.scalar(wanted)
        file = self._place(key) / f"{name[1]}_{name[2]}.jpeg"
        if there is None or not await asyncio.to_thread(file.is_file):
            return _missing()
        caches = "public" if viewer.anonymous else "private"
        headers = {**SAFE, "Cache-Control": f"{caches}, max-age={YEAR}, immutable", "Vary": "Authorization"}
        return FileResponse(file, headers=headers, media_type="image/jpeg")


def _write(place: Path, drawn: Mapping[str, bytes], photo_id: int) -> None:
    place.mkdir(parents=True)
    for name, data in drawn.items():
        (place / f"{name}_{photo_id}.jpeg").write_bytes(data)


def _missing() -> Response:
    return _refused(404, [Problem(Code.NOT_FOUND, "There is no such photo, or you may not see it.")])


def _refused(status: int, problems: Any, headers: Mapping[str, str] | None = None) -> Response:
    errors = [{"code": each.code.value, "message": each.message, "field": each.field} for each in problems]
    safe = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", **(headers or {})}
    return JSONResponse({"errors": errors}, status, safe)
