"""Names on other sites."""

from db.group_enums import SocialNetworkStatus
from db.member_enums import SocialNetworkService
from resolvers import nouns
from schema.fields import of, say


@of(nouns.SOCIAL_NETWORK, "A name on another site.")
class SocialNetwork:
    """Published as SocialNetwork."""

    service: SocialNetworkService = say("The site.")
    identifier: str | None = say("The name there, or an address.")
    url: str | None = say("Where the name leads; null where that is not known.")
    status: SocialNetworkStatus = say("Whether it is shown; HIDDEN ones are there for a group's organizers only.")
