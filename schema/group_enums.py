"""The vocabularies of what groups show, take and are shown with, as clients read them."""

from db import group_enums as enums
from schema.enums import vocabulary

vocabulary(
    enums.GroupPrivacy,
    "Who may know of a group.",
    PRIVATE="Its members alone.",
    PUBLIC="Everybody.",
)
vocabulary(enums.GroupVideoProvider, "Where a group's video is.", VIMEO="At Vimeo.", YOUTUBE="At YouTube.")
vocabulary(
    enums.SocialNetworkStatus,
    "Whether a group's name elsewhere is shown.",
    ACTIVE="To all who see the group.",
    HIDDEN="To its organizers alone.",
)
NOT_CARRIED = "Not supported, and refused."
vocabulary(
    enums.PhotoType,
    "What a picture is of.",
    ALBUM_PHOTO="For an album of a group or an event.",
    EVENT_PHOTO="For an event, to be its picture.",
    GROUP_PHOTO="For a group, to be its picture.",
    EMAIL_PHOTO=NOT_CARRIED,
    EVENT_CHAT_PHOTO=NOT_CARRIED,
    MEMBER_PHOTO="Of the viewer.",
    NETWORK_BG=NOT_CARRIED,
    NETWORK_LOGO=NOT_CARRIED,
    PRO_BULK_GROUP_PHOTO=NOT_CARRIED,
    SPONSOR_LOGO=NOT_CARRIED,
)
vocabulary(
    enums.ContentType,
    "How a picture is written.",
    GIF="As image/gif; of a moving one the first picture is taken.",
    JPEG="As image/jpeg.",
    PNG="As image/png.",
)
vocabulary(enums.DuesInterval, "How often dues are due.", ANNUALLY="Once a year.", MONTHLY="Once a month.")
vocabulary(
    enums.DuesPaymentType,
    "How dues are paid first of all.",
    OTHER="In another way.",
    PAYPAL="By PayPal.",
    STRIPE="By credit card.",
)
vocabulary(
    enums.Currency,
    "A currency in which dues are taken, by ISO 4217.",
    **{code: f"The currency {code}." for code in enums.Currency.__members__},
)
