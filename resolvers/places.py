"""What venues, photos and albums answer."""

from sqlalchemy import case, literal_column

from resolvers import nouns
from resolvers.fields import Column, Connection, Count, Cursor, Derived, Edges, Order, PageFacts, Part

nouns.VENUE.fields = {
    "venue_type": Derived(lambda v: case((v.online, literal_column("'online'")), else_=literal_column("''"))),
}
nouns.ALBUM.fields = {"photos": Connection(nouns.PHOTOS, to="album_id", order=lambda p, _: Order((p.id,)))}
nouns.PHOTOS.fields = {"edges": Edges(nouns.PHOTO_EDGE), "page_info": PageFacts(), "total_count": Count()}
nouns.PHOTO_EDGE.fields = {"cursor": Cursor(), "node": Part(nouns.PHOTO)}
nouns.PHOTO.fields = {
    "high_res_url": Column("highres_link"),
    "standard_url": Column("photo_link"),
    "thumb_url": Column("thumb_link"),
}
