"""Venues: places that groups share."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import AUTOINCREMENT, Base, Id
from db.enums import VenueVisibility


class Venue(Base):
    """A place. `group_id` is the group that entered it; GROUP visibility keeps it to that group."""

    __tablename__ = "venues"
    __table_args__ = (Index(None, "group_id"), Index(None, "lat", "lon"), AUTOINCREMENT)

    id: Mapped[Id]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("groups.id", ondelete="SET NULL"))
    name: Mapped[str]
    address: Mapped[str | None]
    address_2: Mapped[str | None]
    address_3: Mapped[str | None]
    city: Mapped[str | None]
    state: Mapped[str | None]
    country: Mapped[str | None]
    postal_code: Mapped[str | None]
    phone: Mapped[str | None]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    visibility: Mapped[str] = mapped_column(default=VenueVisibility.PUBLIC)
    online: Mapped[bool] = mapped_column(default=False)
    rating_average: Mapped[float | None]
    rating_count: Mapped[int] = mapped_column(default=0)
