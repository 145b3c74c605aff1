"""The objects of version 3: fields as recorded, in the order of the recorded answers."""

from legacy_rest import convert as c
from legacy_rest.tables import Leaf, Object, Table
from legacy_rest.v2_objects import ANSWER, CATEGORY, DUES, QUESTION, REFUND_POLICY, TOPIC

NO_COUNTRY_NAMES = "names of countries are not kept, only their codes"
PHOTO = Table(
    "photo",
    (
        Leaf("id", "id", c.NUMBER),
        Leaf("highres_link", "highResUrl", photo=True),
        Leaf("photo_link", "standardUrl", photo=True),
        Leaf("thumb_link", "thumbUrl", photo=True),
        Leaf("base_url", "baseUrl", photo=True),
    ),
)
ORGANIZER = Table(
    "organizer",
    (Leaf("id", "id", c.NUMBER), Leaf("name", "name"), Leaf("bio", "bio"), Object("photo", "memberPhoto", PHOTO)),
)
NEXT_EVENT = Table(
    "next event",
    (
        Leaf("id", "id"),
        Leaf("name", "title"),
        Leaf("yes_rsvp_count", "rsvps.yesCount"),
        Leaf("time", "dateTime", c.MILLISECONDS),
        Leaf("utc_offset", "dateTime", c.OFFSET),
    ),
)
GROUP_SELF = Table(
    "group's self",
    (Leaf("status", "status", c.MEMBERSHIP_STATUS), Object("membership_dues", "duesSettings", DUES)),
)
GROUP = Table(
    "group",
    (
        Leaf("score", None, note="a search engine's number; the order says the same"),
        Leaf("id", "id", c.NUMBER),
        Leaf("name", "name"),
        Leaf("link", "link"),
        Leaf("urlname", "urlname"),
        Leaf("description", "description"),
        Leaf("created", "foundedDate", c.MILLISECONDS),
        Leaf("city", "city"),
        Leaf("country", "country"),
        Leaf("localized_country_name", None, note=NO_COUNTRY_NAMES),
        Leaf("state", "state"),
        Leaf("join_mode", "joinMode", c.LOWER),
        Leaf("visibility", "visibility", c.LOWER),
        Leaf("lat", "lat"),
        Leaf("lon", "lon"),
        Leaf("members", "memberCount"),
        Object("organizer", "organizer", ORGANIZER),
        Leaf("who", "customMemberLabel"),
        Object("group_photo", "keyGroupPhoto", PHOTO),
        Leaf("timezone", "timezone"),
        Object("next_event", "nextEvent", NEXT_EVENT),
        Object("category", "category", CATEGORY),
        Leaf("photos", None, note="photos are kept with events"),
        Object("topics", "activeTopics", TOPIC, default=False),
        Object("membership_dues", "duesSettings", DUES, default=False),
        Object("self", "viewer", GROUP_SELF, default=False),
        Leaf("short_link", "shortLink", default=False),
        Leaf("welcome_message", "welcomeBlurb", default=False),
    ),
)
EVENT_GROUP = Table(
    "event's group",
    (
        Leaf("created", "foundedDate", c.MILLISECONDS),
        Leaf("name", "name"),
        Leaf("id", "id", c.NUMBER),
        Leaf("join_mode", "joinMode", c.LOWER),
        Leaf("lat", "lat"),
        Leaf("lon", "lon"),
        Leaf("urlname", "urlname"),
        Leaf("who", "customMemberLabel"),
        Leaf("state", "state"),
        Leaf("country", "country", c.LOWER),
        Leaf("timezone", "timezone"),
        Object("category", "category", CATEGORY, default=False, words=("group_category",)),
        Object("photo", "keyGroupPhoto", PHOTO, default=False, words=("group_photo", "group_key_photo")),
        Object("topics", "activeTopics", TOPIC, default=False, words=("group_topics",)),
        Object("membership_dues", "duesSettings", DUES, default=False, words=("group_membership_dues",)),
    ),
)
VENUE = Table(
    "venue",
    (
        Leaf("id", "venue.id", c.NUMBER),
        Leaf("name", "venue.name"),
        Leaf("lat", "lat"),
        Leaf("lon", "lon"),
        Leaf("repinned", "isRepinned"),
        Leaf("address_1", "venue.address"),
        Leaf("address_2", "venue.address2"),
        Leaf("address_3", "venue.address3"),
        Leaf("city", "venue.city"),
        Leaf("country", "venue.country", c.LOWER),
        Leaf("localized_country_name", None, note=NO_COUNTRY_NAMES),
        Leaf("phone", "venue.phone"),
        Leaf("zip", "venue.postalCode"),
        Leaf("state", "venue.state"),
    ),
)
FEE = Table(
    "fee",
    (
        Leaf("accepts", "accepts", c.LOWER),
        Leaf("amount", "amount", c.AMOUNT),
        Leaf("currency", "currency"),
        Leaf("description", "description"),
        Leaf("label", "label"),
        Leaf("required", "required"),
    ),
)
HOST = Table("host", (Leaf("id", "memberId", c.NUMBER), Leaf("name", "name")))
ALBUM = Table(
    "photo album",
    (
        Leaf("id", "id", c.NUMBER),
        Leaf("title", "title"),
        Leaf("photo_count", "photoCount"),
        Object("photo_sample", "photos(first: 4).edges.node", PHOTO),
    ),
)
RSVP_RULES = Table(
    "RSVP rules",
    (
        Leaf("open_time", "rsvpOpenTime", c.MILLISECONDS),
        Leaf("close_time", "rsvpCloseTime", c.MILLISECONDS),
        Leaf("closed", "rsvpsClosed"),
        Leaf("guest_limit", "guestLimit"),
        Object("refund_policy", "refundPolicy", REFUND_POLICY),
        Leaf("waitlisting", "waitlistMode", c.LOWER),
    ),
)
OWN_RSVP = Table(
    "own RSVP",
    (
        Leaf("response", "response", c.LOWER),
        Leaf("guests", "guestsCount"),
        Object("answers", "answers", ANSWER, c.NOT_EMPTY),
    ),
)
EVENT_SELF = Table(
    "event's self",
    (
        Leaf("actions", "actions", c.LOWER_LIST),
        Leaf("pay_status", "payStatus", c.PAY_STATUS),
        Leaf("role", "role", c.LEADING),
        Object("rsvp", "rsvp", OWN_RSVP),
    ),
)
EVENT = Table(
    "event",
    (
        Leaf("created", "createdTime", c.MILLISECONDS),
        Leaf("duration", "duration", c.DURATION),
        Object("fee", "feeSettings", FEE),
        Leaf("id", "id"),
        Leaf("name", "title"),
        Leaf("rsvp_limit", "maxTickets"),
        Leaf("date_in_series_pattern", None, note="series are not kept as patterns"),
        Leaf("status", "status", c.EVENT_STATUS),
        Leaf("time", "dateTime", c.MILLISECONDS),
        Leaf("local_date", "dateTime", c.LOCAL_DATE),
        Leaf("local_time", "dateTime", c.LOCAL_TIME),
        Leaf("rsvp_close_offset", None, note="see fields=rsvp_rules for the time itself"),
        Leaf("updated", "updatedTime", c.MILLISECONDS),
        Leaf("utc_offset", "dateTime", c.OFFSET),
        Leaf("waitlist_count", "rsvps.waitlistCount"),
        Leaf("yes_rsvp_count", "rsvps.yesCount"),
        Object("venue", "eventVenues", VENUE, c.FIRST),
        Leaf("is_online_event", "eventType", c.ONLINE),
        Leaf("eventType", "eventType"),
        Object("group", "group", EVENT_GROUP),
        Leaf("link", "eventUrl", c.NOT_EMPTY),
        Leaf("description", "descriptionHtml", c.SPACED),
        Leaf("how_to_find_us", "howToFindUs"),
        Leaf("visibility", "visibility", c.LOWER),
        Leaf("pro_is_email_shared", None, note="sharing with networks is not kept"),
        Leaf("member_pay_fee", "feeSettings.required", note="left out where there is no fee"),
        Leaf("comment_count", "commentCount", default=False),
        Object("event_hosts", "eventHosts", HOST, c.NOT_EMPTY, default=False),
        Leaf("featured", "isFeatured", default=False),
        Leaf("manual_attendance_count", "headcount", default=False),
        Object("photo_album", "photoAlbum", ALBUM, default=False),
        Leaf("plain_text_description", "plainTextDescription", default=False),
        Object("rsvp_rules", "rsvpSettings", RSVP_RULES, c.NOT_EMPTY, default=False),
        Leaf("rsvpable", "isRsvpable", default=False),
        Object("self", "viewer", EVENT_SELF, default=False),
        Leaf("short_link", "shortLink", default=False),
        Leaf("simple_html_description", "simpleHtmlDescription", default=False),
        Object("survey_questions", "rsvpQuestions", QUESTION, c.NOT_EMPTY, default=False),
        Leaf("venue_visibility", "venueVisibility", c.VENUE_VISIBILITY, default=False),
        Leaf("why", "why", default=False),
    ),
)
SERVICE = Table("service", (Leaf("service", "service"), Leaf("identifier", "identifier")))


def _member(way: str, photo: str = "memberPhoto") -> tuple[Leaf | Object, ...]:
    """The rows of a member who is found by this way."""
    return (
        Leaf("id", f"{way}id", c.NUMBER),
        Leaf("name", f"{way}name"),
        Leaf("email", f"{way}email", c.NOT_EMPTY),
        Leaf("bio", f"{way}bio"),
        Leaf("status", f"{way}status", c.LOWER),
        Leaf("joined", f"{way}startDate", c.MILLISECONDS),
        Leaf("city", f"{way}city"),
        Leaf("country", f"{way}country", c.LOWER),
        Leaf("localized_country_name", None, note=NO_COUNTRY_NAMES),
        Leaf("state", f"{way}state"),
        Leaf("lat", f"{way}lat"),
        Leaf("lon", f"{way}lon"),
        Object("photo", photo, PHOTO),
        Leaf("is_pro_admin", None, note="there are no networks of groups"),
    )


def _more_of_member(way: str) -> tuple[Leaf | Object, ...]:
    return (
        Leaf("hometown", f"{way}hometown", default=False),
        Leaf("lang", f"{way}preferredLocale", c.LANGUAGE, default=False),
        Object("other_services", f"{way}otherServices", SERVICE, c.SERVICES, default=False),
        Object("topics", f"{way}topics", TOPIC, default=False),
    )


PROFILE_GROUP = Table(
    "profile's group",
    (
        Leaf("id", "id", c.NUMBER),
        Leaf("urlname", "urlname"),
        Leaf("name", "name"),
        Leaf("who", "customMemberLabel"),
        Leaf("members", "memberCount"),
        Leaf("join_mode", "joinMode", c.LOWER),
    ),
)
PROFILE = Table(
    "group profile",
    (
        Leaf("status", "status", c.MEMBERSHIP_STATUS),
        Leaf("visited", "lastAccessTime", c.MILLISECONDS),
        Leaf("created", "joinTime", c.MILLISECONDS),
        Leaf("updated", "updatedTime", c.MILLISECONDS),
        Leaf("role", "role", c.LEADING),
        Leaf("title", "title"),
        Leaf("bio", "bio"),
        Object("group", "group", PROFILE_GROUP, default=False),
    ),
)
MEMBER = Table("member", (*_member(""), *_more_of_member("")))
GROUP_MEMBER = Table(
    "member of a group",
    (
        *_member("node.", "metadata.memberPhoto"),
        Object("group_profile", "metadata", PROFILE),
        *_more_of_member("node."),
    ),
)
FOUND_TOPIC = Table(
    "topic",
    (
        Leaf("id", "id", c.NUMBER),
        Leaf("name", "name"),
        Leaf("urlkey", "urlkey"),
        Leaf("description", "description"),
        Leaf("group_count", "groupCount"),
        Leaf("member_count", "memberCount"),
        Leaf("lang", None, note="topics are kept in one language"),
    ),
)
STATS = Table(
    "counts",
    (
        Leaf("city_top_groups", "cityGroups"),
        Leaf("global_top_groups", "allGroups"),
        Leaf("upcoming_events", "upcomingEvents"),
        Leaf("memberships", "memberships"),
        Leaf("nearby_events", "nearbyEvents"),
    ),
)
STATUS = Table("status", (Leaf("status", "__typename", c.OK, note="always ok: the database has answered"),))
