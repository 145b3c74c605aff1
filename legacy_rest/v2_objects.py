"""The objects of version 2: fields as documented, in the order of the recorded answers."""

from dataclasses import replace

from legacy_rest import convert as c
from legacy_rest.tables import Leaf, Object, Table

PHOTO = Table(
    "group photo",
    (
        Leaf("highres_link", "highResUrl", photo=True),
        Leaf("photo_id", "id", c.NUMBER),
        Leaf("photo_link", "standardUrl", photo=True),
        Leaf("thumb_link", "thumbUrl", photo=True),
    ),
)
CATEGORY = Table(
    "category", (Leaf("name", "name", c.NOT_EMPTY), Leaf("id", "id", c.NUMBER), Leaf("shortname", "shortname"))
)
TOPIC = Table("topic", (Leaf("urlkey", "urlkey"), Leaf("name", "name", c.NOT_EMPTY), Leaf("id", "id", c.NUMBER)))
DUES = Table(
    "membership dues",
    (
        Leaf("currency", "currencyCode"),
        Leaf("fee", "fee", c.AMOUNT),
        Leaf("fee_desc", "feeDescription"),
        Leaf("methods", "methods"),
        Leaf("reasons", "reasonWords"),
        Leaf("reasons_other", "reasonsOther"),
        Leaf("refund_policy", "refundPolicies"),
        Leaf("required", "required", c.DUES_REQUIRED),
        Leaf("self_payment_required", "isPaymentRequired"),
        Leaf("trial_days", "trialPeriodDays"),
    ),
)
GROUP_SELF = Table(
    "group's self",
    (
        Object("membership_dues", "duesSettings", DUES, default=False, words=("self_membership_dues",)),
        Leaf("status", "status", c.MEMBERSHIP_STATUS, default=False, words=("group_status",)),
    ),
)
EVENT_GROUP = Table(
    "event's group",
    (
        Leaf("join_mode", "joinMode", c.LOWER),
        Leaf("created", "foundedDate", c.MILLISECONDS),
        Leaf("name", "name", c.NOT_EMPTY),
        Leaf("group_lon", "lon", c.AMOUNT),
        Leaf("id", "id", c.NUMBER),
        Leaf("urlname", "urlname"),
        Leaf("group_lat", "lat", c.AMOUNT),
        Leaf("who", "customMemberLabel"),
        Leaf("approved", "isApproved", default=False, words=("group_approved",)),
        Object("category", "category", CATEGORY, default=False, words=("group_category",)),
        Object("group_photo", "keyGroupPhoto", PHOTO, default=False, words=("group_photo",)),
        Object("topics", "activeTopics", TOPIC, default=False, words=("group_topics",)),
        Object("membership_dues", "duesSettings", DUES, default=False, words=("group_membership_dues",)),
        Object("self", "viewer", GROUP_SELF, default=False, words=("self_membership_dues", "group_status")),
    ),
)
VENUE = Table(
    "venue",
    (
        Leaf("zip", "venue.postalCode"),
        Leaf("country", "venue.country"),
        Leaf("city", "venue.city"),
        Leaf("address_1", "venue.address"),
        Leaf("address_2", "venue.address2"),
        Leaf("address_3", "venue.address3"),
        Leaf("phone", "venue.phone"),
        Leaf("name", "venue.name", c.NOT_EMPTY),
        Leaf("lon", "lon", c.AMOUNT),
        Leaf("id", "venue.id", c.NUMBER),
        Leaf("state", "venue.state"),
        Leaf("lat", "lat", c.AMOUNT),
        Leaf("repinned", "isRepinned"),
    ),
)
FEE = Table(
    "fee",
    (
        Leaf("amount", "amount", c.AMOUNT),
        Leaf("accepts", "accepts", c.LOWER),
        Leaf("description", "description"),
        Leaf("currency", "currency"),
        Leaf("label", "label"),
        Leaf("required", "required", c.TEXT_FLAG),
    ),
)
PERSON = Table("person", (Leaf("member_id", "id", c.NUMBER), Leaf("name", "name", c.NOT_EMPTY)))
HOST = Table("host", (Leaf("member_id", "memberId", c.NUMBER), Leaf("member_name", "name", c.NOT_EMPTY)))
RATING = Table("rating", (Leaf("average", "average", c.AMOUNT), Leaf("count", "count")))
REFUND_POLICY = Table(
    "refund policy", (Leaf("days", "days"), Leaf("notes", "notes", c.NOT_EMPTY), Leaf("policies", "policies"))
)
RSVP_RULES = Table(
    "RSVP rules",
    (
        Leaf("close_time", "rsvpCloseTime", c.MILLISECONDS),
        Leaf("closed", "rsvpsClosed", c.FLAG),
        Leaf("guest_limit", "guestLimit"),
        Leaf("open_time", "rsvpOpenTime", c.MILLISECONDS),
        Object("refund_policy", "refundPolicy", REFUND_POLICY),
        Leaf("waitlisting", "waitlistMode", c.LOWER),
    ),
)
ANSWER = Table(
    "answer",
    (
        Leaf("question_id", "questionId", c.NUMBER),
        Leaf("question", "question"),
        Leaf("answer", "text"),
        Leaf("updated", "updatedTime", c.MILLISECONDS),
    ),
)
OWN_RSVP = Table(
    "own RSVP",
    (
        Leaf("answers", "answers.text", c.NOT_EMPTY, note="the texts only"),
        Object("answers", "answers", ANSWER, c.NOT_EMPTY, default=False, words=("rsvp_answer_info",)),
        Leaf("guests", "guestsCount"),
        Leaf("response", "response", c.LOWER),
    ),
)
EVENT_SELF = Table(
    "event's self",
    (
        Leaf("actions", "actions", c.LOWER_LIST),
        Leaf("pay_status", "payStatus", c.PAY_STATUS),
        Leaf("rated", "hasRated"),
        Leaf("role", "role", c.ROLE),
        Object("rsvp", "rsvp", OWN_RSVP),
        Leaf("watching", "isWatching"),
    ),
)
QUESTION = Table(
    "survey question",
    (Leaf("id", "questionId", c.NUMBER), Leaf("question", "text"), Leaf("required", "required")),
)
RANK = "the place of this number within one answer, 0 for the largest; the number itself in GraphQL"
EVENT = Table(
    "event",
    (
        Leaf("utc_offset", "dateTime", c.OFFSET),
        Object("venue", "eventVenues", VENUE, c.FIRST),
        Leaf("headcount", "headcount"),
        Leaf("distance", None, note="only answers of a search around a place have one"),
        Leaf("visibility", "visibility", c.LOWER),
        Leaf("waitlist_count", "rsvps.waitlistCount"),
        Leaf("created", "createdTime", c.MILLISECONDS),
        Object("fee", "feeSettings", FEE),
        Leaf("maybe_rsvp_count", "rsvps.maybeCount"),
        Leaf("description", "descriptionHtml"),
        Leaf("description", "plainTextDescription", default=False, words=("text_format=plain",)),
        Leaf("how_to_find_us", "howToFindUs"),
        Leaf("event_url", "eventUrl", c.NOT_EMPTY),
        Leaf("yes_rsvp_count", "rsvps.yesCount"),
        Leaf("duration", "duration", c.DURATION),
        Leaf("announced", "isAnnounced"),
        Leaf("announced_at", "announcedTime", c.MILLISECONDS),
        Leaf("publish_status", "publishStatus", c.DRAFT, note="organizers were shown it of drafts only, as recorded"),
        Leaf("publish_status", "publishStatus", c.LOWER, default=False, words=("publish_status",)),
        Leaf("rsvp_limit", "maxTickets"),
        Leaf("name", "title", c.NOT_EMPTY),
        Leaf("id", "oldId"),
        Leaf("photo_url", "featuredEventPhoto.standardUrl", photo=True),
        Leaf("time", "dateTime", c.MILLISECONDS),
        Leaf("updated", "updatedTime", c.MILLISECONDS),
        Leaf("why", "why"),
        Object("rating", "rating", RATING),
        Object("group", "group", EVENT_GROUP),
        Leaf("status", "status", c.EVENT_STATUS),
        Leaf("comment_count", "commentCount", default=False),
        Leaf("email_reminders", "emailReminders", default=False),
        Object("event_hosts", "eventHosts", HOST, c.NOT_EMPTY, default=False),
        Leaf("featured", "isFeatured", default=False),
        Leaf("is_simplehtml", "isSimpleHtml", default=False),
        Leaf("photo_album_id", "photoAlbum.id", c.NUMBER, default=False),
        Leaf("photo_count", "photoCount", default=False),
        Leaf("rsvp_alerts", "rsvpAlerts", default=False),
        Object("rsvp_rules", "rsvpSettings", RSVP_RULES, c.NOT_EMPTY, default=False),
        Leaf("rsvpable", "isRsvpable", default=False),
        Object("self", "viewer", EVENT_SELF, default=False),
        Leaf("short_link", "shortLink", default=False),
        Leaf("simple_html_description", "simpleHtmlDescription", default=False),
        Object("survey_questions", "rsvpQuestions", QUESTION, c.NOT_EMPTY, default=False),
        Leaf("timezone", "group.timezone", default=False),
        Leaf("trending_rank", "recentRsvpCount", default=False, ranks=True, note=RANK),
        Leaf("venue_visibility", "venueVisibility", c.VENUE_VISIBILITY, default=False),
    ),
)

GROUP = Table(
    "group",
    (
        Leaf("utc_offset", "utcOffset"),
        Leaf("country", "country"),
        Leaf("visibility", "visibility", c.LOWER),
        Leaf("city", "city"),
        Leaf("timezone", "timezone"),
        Leaf("created", "foundedDate", c.MILLISECONDS),
        Object("topics", "activeTopics", TOPIC),
        Leaf("link", "link"),
        Leaf("rating", "rating", c.AMOUNT),
        Leaf("description", "description"),
        Leaf("lon", "lon", c.AMOUNT),
        Object("group_photo", "keyGroupPhoto", PHOTO),
        Leaf("join_mode", "joinMode", c.LOWER),
        Object("organizer", "organizer", PERSON),
        Leaf("members", "memberCount"),
        Leaf("name", "name", c.NOT_EMPTY),
        Leaf("id", "id", c.NUMBER),
        Leaf("state", "state"),
        Leaf("urlname", "urlname"),
        Object("category", "category", CATEGORY),
        Leaf("lat", "lat", c.AMOUNT),
        Leaf("who", "customMemberLabel"),
        Leaf("approved", "isApproved", default=False),
        Object("membership_dues", "duesSettings", DUES, default=False),
        Object("self", "viewer", GROUP_SELF, default=False),
        Leaf("short_link", "shortLink", default=False),
        Leaf("welcome_message", "welcomeBlurb", default=False),
    ),
)
SERVICE = Table("service", (Leaf("service", "service"), Leaf("identifier", "identifier")))
MEMBER = Table(
    "member",
    (
        Leaf("country", "country"),
        Leaf("hometown", "hometown"),
        Leaf("city", "city"),
        Object("topics", "topics", TOPIC),
        Leaf("joined", "startDate", c.MILLISECONDS),
        Leaf("link", "memberUrl"),
        Leaf("bio", "bio"),
        Object("photo", "memberPhoto", PHOTO),
        Leaf("lon", "lon", c.AMOUNT),
        Object("other_services", "otherServices", SERVICE, c.SERVICES),
        Leaf("name", "name", c.NOT_EMPTY),
        Leaf("visited", "visitedTime", c.MILLISECONDS),
        Leaf("self", "__typename", c.NOTHING_IN_COMMON, note="always {common: {}}, as recorded"),
        Leaf("id", "id", c.NUMBER),
        Leaf("state", "state"),
        Leaf("lat", "lat", c.AMOUNT),
        Leaf("status", "status", c.LOWER),
        Leaf("lang", "preferredLocale", c.LANGUAGE, default=False),
    ),
)
RSVP_EVENT = Table(
    "RSVP's event",
    (
        Leaf("name", "title", c.NOT_EMPTY),
        Leaf("id", "oldId"),
        Leaf("time", "dateTime", c.MILLISECONDS),
        Leaf("event_url", "eventUrl", c.NOT_EMPTY),
    ),
)
RSVP_GROUP = Table("RSVP's group", EVENT_GROUP.rows[:8])
TALLIES = Table(
    "tallies",
    (
        Leaf("no", "noCount"),
        Leaf("waitlist", "waitlistCount"),
        Leaf("maybe", "maybeCount"),
        Leaf("yes", "yesCount"),
    ),
)
RSVP = Table(
    "RSVP",
    (
        Object("venue", "event.eventVenues", VENUE, c.FIRST),
        Leaf("created", "createdTime", c.MILLISECONDS),
        Leaf("response", "response", c.LOWER),
        Leaf("comments", "comments"),
        Object("member_photo", "member.memberPhoto", PHOTO),
        Leaf("guests", "guestsCount"),
        Object("member", "member", PERSON),
        Leaf("rsvp_id", "id", c.NUMBER),
        Leaf("mtime", "updated", c.MILLISECONDS),
        Object("event", "event", RSVP_EVENT),
        Object("group", "event.group", RSVP_GROUP),
        Leaf("answers", "answers.text", c.NOT_EMPTY, note="the texts only"),
        Object("answers", "answers", ANSWER, c.NOT_EMPTY, default=False, words=("answer_info",)),
        Leaf("pay_status", "payStatus", c.PAY_STATUS, default=False),
        Leaf("host", "isHost", default=False),
    ),
)
RSVP_GIVEN = Table("RSVP as it was given", (*RSVP.rows, Object("tallies", "event.rsvps", TALLIES)))


def lettered(table: Table) -> Table:
    """The table with the letters of recurring events wherever versions 1 and 2 may show their numbers."""
    return replace(table, rows=[_lettered(row) for row in table.rows])


def _lettered(row: Leaf | Object) -> Leaf | Object:
    if isinstance(row, Object):
        return replace(row, table=lettered(row.table))
    return replace(row, path="id") if row.path == "oldId" else row


MESSAGE = Table("message", (Leaf("message", "success", note="a sentence; true in GraphQL"),))
