"""Where the groups are: the roundup's nineteen and a private one, with the facts of their cities."""

from typing import NamedTuple

from db.demo.ids import DEMO_GROUP, PRIVATE_GROUP
from db.enums import GroupJoinMode, Visibility


class City(NamedTuple):
    """A city, its IANA zone and its telephone area."""

    name: str
    state: str
    country: str
    zip: str
    lat: float
    lon: float
    zone: str
    area: str


class GroupFact(NamedTuple):
    """What is known of a group. `members` is the roundup's count."""

    urlname: str
    name: str
    city: City
    members: int
    who: str
    founded: str
    join_mode: GroupJoinMode = GroupJoinMode.OPEN
    visibility: Visibility = Visibility.PUBLIC


PACIFIC, MOUNTAIN = "America/Los_Angeles", "America/Denver"
CENTRAL, EASTERN = "America/Chicago", "America/New_York"

AUSTIN = City("Austin", "TX", "US", "78701", 30.2672, -97.7431, CENTRAL, "512")
BALTIMORE = City("Baltimore", "MD", "US", "21202", 39.2904, -76.6122, EASTERN, "410")
BOSTON = City("Boston", "MA", "US", "02110", 42.3601, -71.0589, EASTERN, "617")
CHICAGO = City("Chicago", "IL", "US", "60606", 41.8781, -87.6298, CENTRAL, "312")
DALLAS = City("Dallas", "TX", "US", "75201", 32.7767, -96.797, CENTRAL, "214")
DENVER = City("Denver", "CO", "US", "80202", 39.7392, -104.9903, MOUNTAIN, "303")
DETROIT = City("Detroit", "MI", "US", "48226", 42.3314, -83.0458, "America/Detroit", "313")
HOUSTON = City("Houston", "TX", "US", "77002", 29.7604, -95.3698, CENTRAL, "713")
LOS_ANGELES = City("Los Angeles", "CA", "US", "90014", 34.0522, -118.2437, PACIFIC, "213")
MINNEAPOLIS = City("Minneapolis", "MN", "US", "55401", 44.9778, -93.265, CENTRAL, "612")
MONTREAL = City("Montreal", "QC", "CA", "H2Y 1C6", 45.5017, -73.5673, "America/Toronto", "514")
NASHVILLE = City("Nashville", "TN", "US", "37203", 36.1627, -86.7816, CENTRAL, "615")
NEW_YORK = City("New York", "NY", "US", "10001", 40.7128, -74.006, EASTERN, "212")
RALEIGH = City("Raleigh", "NC", "US", "27601", 35.7796, -78.6382, EASTERN, "919")
SAN_FRANCISCO = City("San Francisco", "CA", "US", "94105", 37.7749, -122.4194, PACIFIC, "415")
SEATTLE = City("Seattle", "WA", "US", "98101", 47.6062, -122.3321, PACIFIC, "206")
TORONTO = City("Toronto", "ON", "CA", "M5V 2T6", 43.6532, -79.3832, "America/Toronto", "416")
WASHINGTON = City("Washington", "DC", "US", "20005", 38.9072, -77.0369, EASTERN, "202")

APPROVAL, CLOSED = GroupJoinMode.APPROVAL, GroupJoinMode.CLOSED

LABELS = {
    DEMO_GROUP: "San Francisco (API Craft)",
    "api-craft-nyc": "New York, NY (API Craft)",
    "API-Craft-Detroit": "Detroit, MI (API Craft)",
    "API-Craft-Boston": "Boston (API Craft)",
    "api-montreal": "Montreal, Quebec",
    "api-toronto": "Toronto, Ontario",
    "Minnesota-API-Developers-Group": "Minnesota",
}
"""What the roundup calls a group's place, where that is not its city and state."""

GROUPS = [
    GroupFact("API-Meetup", "API Meetup", SAN_FRANCISCO, 884, "API people", "2010-06-14"),
    GroupFact(DEMO_GROUP, "API Craft San Francisco", SAN_FRANCISCO, 662, "API crafters", "2012-07-20"),
    GroupFact(
        "DC-Web-API-User-Group",
        "DC Web API User Group",
        WASHINGTON,
        1306,
        "API users",
        "2011-02-08",
        APPROVAL,
    ),
    GroupFact("Austin-Homegrown-API", "Austin Homegrown API", AUSTIN, 717, "Homegrown hackers", "2012-03-05"),
    GroupFact("Seattle-API-Meetup", "Seattle API Meetup", SEATTLE, 463, "API builders", "2012-10-17"),
    GroupFact("API-Craft-Chicago", "API Craft Chicago", CHICAGO, 394, "API crafters", "2012-11-28"),
    GroupFact("api-craft-nyc", "API Craft NYC", NEW_YORK, 343, "Crafters", "2012-09-04", APPROVAL),
    GroupFact(
        "LA-RESTful-API-Working-Group",
        "LA RESTful API Working Group",
        LOS_ANGELES,
        191,
        "RESTful souls",
        "2013-01-22",
        visibility=Visibility.PUBLIC_LIMITED,
    ),
    GroupFact("Houston-Area-API-Meetup", "Houston Area API Meetup", HOUSTON, 141, "Members", "2014-04-10"),
    GroupFact("API-Craft-Detroit", "API Craft Detroit", DETROIT, 246, "API crafters", "2012-08-15"),
    GroupFact("API-Craft-Boston", "API Craft Boston", BOSTON, 426, "API crafters", "2012-09-26"),
    GroupFact("DFW-API-Professionals", "DFW API Professionals", DALLAS, 107, "Professionals", "2013-05-02", CLOSED),
    GroupFact("All-Things-API", "All Things API", DENVER, 895, "Integrators", "2013-03-19"),
    GroupFact("NashAPI", "NashAPI", NASHVILLE, 185, "NashAPIers", "2014-02-06"),
    GroupFact("baltimoreapi", "Baltimore API", BALTIMORE, 76, "Neighbors", "2015-01-27"),
    GroupFact("api-montreal", "API Montreal", MONTREAL, 229, "Artisans", "2013-09-11"),
    GroupFact("api-toronto", "API Toronto", TORONTO, 201, "Developers", "2013-11-21"),
    GroupFact(
        "Minnesota-API-Developers-Group",
        "Minnesota API Developers Group",
        MINNEAPOLIS,
        169,
        "API developers",
        "2014-08-13",
        APPROVAL,
    ),
    GroupFact("TRI-REST", "TRI REST", RALEIGH, 196, "RESTers", "2013-06-25"),
    GroupFact(
        PRIVATE_GROUP,
        "API Private Dinner Club",
        SAN_FRANCISCO,
        24,
        "Diners",
        "2015-10-01",
        CLOSED,
        Visibility.MEMBERS,
    ),
]
"""The private group comes last and is not among the roundup's 7,831 members."""
