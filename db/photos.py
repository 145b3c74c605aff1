"""Photos and the albums that hold them."""

from sqlalchemy import ForeignKey, Index
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
    """A picture in three sizes. Links are kept whole, as imported ones live elsewhere."""

    __tablename__ = "photos"
    __table_args__ = (
        Index(None, "album_id", "id"),
        Index(None, "group_id"),
        Index(None, "photo_link"),
        AUTOINCREMENT,
    )

    id: Mapped[Id]
    group_id: Mapped[int | None] = mapped_column(owner("groups.id"))
    album_id: Mapped[int | None] = mapped_column(owner("photo_albums.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    caption: Mapped[str | None]
    base_url: Mapped[str | None]
    highres_link: Mapped[str | None]
    photo_link: Mapped[str | None]
    thumb_link: Mapped[str | None]
    created_at: Mapped[Instant | None]
    updated_at: Mapped[Instant | None]
