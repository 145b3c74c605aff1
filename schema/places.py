"""Venues, photos and albums."""

import strawberry

from resolvers import nouns
from schema.fields import of, say
from schema.pages import CURSOR, EDGES, PAGE_INFO, TOTAL, PageInfo, paging


@of(nouns.VENUE, "A place where events happen.")
class Venue:
    """Published as Venue."""

    id: strawberry.ID = say("Identifier, a number.")
    name: str | None = say("Name of the place.")
    address: str | None = say("First line of the street address.")
    address_2: str | None = say("Second line of the street address.", name="address2")
    address_3: str | None = say("Third line of the street address.", name="address3")
    city: str | None = say("City.")
    state: str | None = say("State or province, as its code where it has one.")
    country: str | None = say("Country code as it was entered, usually two letters.")
    postal_code: str | None = say("Postal code.")
    phone: str | None = say("Telephone number.")
    lat: float | None = say("Latitude in degrees.")
    lon: float | None = say("Longitude in degrees.")
    venue_type: str | None = say("`online` for an online venue, else empty.")


@of(nouns.EVENT_VENUE, "A place as one event uses it.")
class EventVenue:
    """Ours: the old API knows an event's own pin."""

    venue: Venue | None = say("The shared venue.")
    lat: float | None = say("Latitude of the event's pin, the venue's own unless somebody moved it.")
    lon: float | None = say("Longitude of the event's pin, the venue's own unless somebody moved it.")
    is_repinned: bool = say("Whether the event has its own pin.")
    rsvp_limit: int | None = say("How many may come there, guests included; null means any number.")
    guest_limit: int | None = say("How many guests a member may bring there; null means as many as to the event.")
    how_to_find_us: str | None = say("How to find it, or its address if it is online.")


@of(nouns.PHOTO, "A picture in several sizes.")
class PhotoInfo:
    """Published as PhotoInfo."""

    id: strawberry.ID = say("Identifier, a number.")
    base_url: str | None = say("Address that sizes are appended to.")
    high_res_url: str | None = say("Address of the largest size.")
    standard_url: str | None = say("Address of a size for a page.")
    thumb_url: str | None = say("Address of a thumbnail.")


@of(nouns.PHOTO_EDGE, "A picture in a list.")
class PhotoEdge:
    """Ours."""

    cursor: str = say(CURSOR)
    node: PhotoInfo = say("The picture.")


@of(nouns.PHOTOS, "The pictures of an album, the oldest first.")
class PhotoConnection:
    """Ours: the old API's `photo_sample`."""

    edges: list[PhotoEdge] = say(EDGES)
    page_info: PageInfo = say(PAGE_INFO)
    total_count: int | None = say(TOTAL)


@of(nouns.ALBUM, "The photos of an event.")
class EventPhotoAlbum:
    """Published as EventPhotoAlbum."""

    id: strawberry.ID = say("Identifier, a number.")
    title: str = say("Title of the album.")
    photo_count: int = say("How many photos it holds.")
    photos: PhotoConnection = say("The photos.", paging())
