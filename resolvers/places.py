"""What venues, photos and albums answer."""

from typing import Any

from sqlalchemy import Text, case, cast, literal_column

from db.expressions import joined
from resolvers import nouns
from resolvers.fields import Connection, Count, Cursor, Derived, Edges, Order, PageFacts, Part, Row, site_url

nouns.VENUE.fields = {
    "venue_type": Derived(lambda v: case((v.online, literal_column("'online'")), else_=literal_column("''"))),
}
nouns.ALBUM.fields = {"photos": Connection(nouns.PHOTOS, to="album_id", order=lambda p, _: Order((p.id,)))}
nouns.PHOTOS.fields = {"edges": Edges(nouns.PHOTO_EDGE), "page_info": PageFacts(), "total_count": Count()}
nouns.PHOTO_EDGE.fields = {"cursor": Cursor(), "node": Part(nouns.PHOTO)}


def _stored(p: Row, column: Any, name: str = "") -> Any:
    """The address of a picture that was uploaded here, or the one that it came with."""
    way = [name, cast(p.id, Text), ".jpeg"] if name else []
    return case((p.storage_key.is_not(None), joined(site_url, "/photos/", p.storage_key, *way)), else_=column)


nouns.PHOTO.fields = {
    "base_url": Derived(lambda p: _stored(p, p.base_url)),
    "high_res_url": Derived(lambda p: _stored(p, p.highres_link, "/highres_")),
    "standard_url": Derived(lambda p: _stored(p, p.photo_link, "/600_")),
    "thumb_url": Derived(lambda p: _stored(p, p.thumb_link, "/thumb_")),
}
