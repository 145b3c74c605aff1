"""The closed vocabularies of what groups show, take and are shown with, as in `db/enums.py`."""

from enum import auto

from db.enums import Name


class GroupPrivacy(Name):
    """Who may know of a group."""

    PRIVATE = auto()
    PUBLIC = auto()


class GroupVideoProvider(Name):
    """Where a group's video is."""

    VIMEO = auto()
    YOUTUBE = auto()


class SocialNetworkStatus(Name):
    """Whether a group's name elsewhere is shown."""

    ACTIVE = auto()
    HIDDEN = auto()


class PhotoType(Name):
    """What a picture is of. All but the first three belong to what Convene does not have, or not this way."""

    ALBUM_PHOTO = auto()
    EVENT_PHOTO = auto()
    GROUP_PHOTO = auto()
    EMAIL_PHOTO = auto()
    EVENT_CHAT_PHOTO = auto()
    MEMBER_PHOTO = auto()
    NETWORK_BG = auto()
    NETWORK_LOGO = auto()
    PRO_BULK_GROUP_PHOTO = auto()
    SPONSOR_LOGO = auto()


class ContentType(Name):
    """How a picture is written."""

    GIF = auto()
    JPEG = auto()
    PNG = auto()


class DuesInterval(Name):
    """How often dues are due."""

    ANNUALLY = auto()
    MONTHLY = auto()


class DuesPaymentType(Name):
    """How dues are paid."""

    OTHER = auto()
    PAYPAL = auto()
    STRIPE = auto()


class Currency(Name):
    """The currencies that Meetup took dues in."""

    AUD = auto()
    BRL = auto()
    CAD = auto()
    CHF = auto()
    EUR = auto()
    GBP = auto()
    INR = auto()
    JPY = auto()
    KRW = auto()
    PLN = auto()
    RUB = auto()
    THB = auto()
    TRY = auto()
    USD = auto()
