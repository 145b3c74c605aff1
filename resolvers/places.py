"""What venues, photos and albums answer."""

from sqlalchemy import case, literal_column

from resolvers import nouns
from resolvers.fields import Column, Derived

nouns.VENUE.fields = {
    "venue_type": Derived(lambda v: case((v.online, literal_column("'online'")), else_=literal_column("''"))),
}
nouns.PHOTO.fields = {
    "high_res_url": Column("highres_link"),
    "standard_url": Column("photo_link"),
    "thumb_url": Column("thumb_link"),
}
