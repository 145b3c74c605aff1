"""Photos and the albums that hold them."""

from sqlalchemy import ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from db.base import AUTOINCREMENT, Base, Id, Instant, owner


class PhotoAlbum(Base):
    """An album of a group, perhaps of one of its events. `photo_count` is kept with every photo."""

    __tablename__ = "photo_albums"
    __table_args__ = (Index(None, "group_id"), AUTOINCREMENT)

    id: Mapped[Id]
    group_id: Mapped[int] = mapped_column(owner("groups.id"))
    event_id: Mapped[int | None] = mapped_column(owner("events.id"), unique=True)
    title: Mapped[str]
    created_at: Mapped[Instant | None]
    updated_at: Mapped[Instant | None]
    photo_count: Mapped[int] = mapped_column(default=0)


class Photo(Base):
    """A picture in three sizes. Links are kept whole, as imported ones live elsewhere; one that was uploaded here has
    a `storage_key` in their place, and is `pending` until it has come. `event_id` is of one that was made for an event
    and lies in no album: it is seen with the event, and gone with it.
    """

    __tablename__ = "photos"
    __table_args__ = (
        Index(None, "album_id", "id"),
        Index(None, "group_id"),
        Index(None, "photo_link"),
        Index(None, "storage_key", unique=True),
        Index(None, "event_id"),
        AUTOINCREMENT,
    )

    id: Mapped[Id]
    group_id: Mapped[int | None] = mapped_column(owner("groups.id"))
    album_id: Mapped[int | None] = mapped_column(owner("photo_albums.id"))
    event_id: Mapped[int | None]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    caption: Mapped[str | None]
    base_url: Mapped[str | None]
    highres_link: Mapped[str | None]
    photo_link: Mapped[str | None]
    thumb_link: Mapped[str | None]
    created_at: Mapped[Instant | None]
    updated_at: Mapped[Instant | None]
    storage_key: Mapped[str | None]
    pending: Mapped[bool] = mapped_column(default=False, server_default=false())


class PhotoUpload(Base):
    """Leave to bring a picture, once: the token's SHA-256, and what becomes of the photo when it has come."""

    __tablename__ = "photo_uploads"

    photo_id: Mapped[int] = mapped_column(owner("photos.id"), primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(unique=True)
    content_type: Mapped[str]
    event_id: Mapped[int | None] = mapped_column(owner("events.id"))
    photo_type: Mapped[str]
    album_title: Mapped[str | None]
    sets_main: Mapped[bool]
    expires_at: Mapped[Instant]
