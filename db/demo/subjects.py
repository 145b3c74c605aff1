"""The subjects of the demo's evenings and dinners."""

from typing import NamedTuple


class Talk(NamedTuple):
    """The subject of an evening, and the topic it belongs to."""

    title: str
    topic: str
    blurb: str


TALKS = [
    Talk(
        "Hypermedia in practice",
        "hypermedia",
        "Links instead of hard-wired addresses: what two years of running a hypermedia API taught "
        "one team, and which links no client ever followed.",
    ),
    Talk(
        "GraphQL beside REST, not instead of it",
        "graphql",
        "A tour of one product that answers the same questions over both, and how its makers keep "
        "the two from drifting apart.",
    ),
    Talk(
        "OpenAPI night: bring your own document",
        "openapi",
        "We put descriptions of real APIs on the big screen and ask what a newcomer would stumble over.",
    ),
    Talk(
        "Versioning without tears",
        "api-design",
        "Versions in the path, in a header, or none at all? Three speakers, three opinions, one whiteboard.",
    ),
    Talk(
        "Error messages people can act on",
        "api-design",
        "Codes, sentences & fields: how to say what went wrong so that the caller can fix it before calling you.",
    ),
    Talk(
        "OAuth from the ground up",
        "oauth",
        "We draw every arrow of the authorization code flow, then break it in four ways and see "
        "which check would have caught each.",
    ),
    Talk(
        "Webhooks that arrive",
        "webhooks",
        "Retries, signatures, ordering and the inbox pattern. Includes a live outage, on purpose.",
    ),
    Talk(
        "Caching: the parts we all skip",
        "http",
        "ETags, Vary and stale-while-revalidate, with a proxy in the room to prove every claim.",
    ),
    Talk(
        "Pagination, revisited",
        "databases",
        "Offsets are easy until page 4,000. Keyset pagination from the query plan up to the cursor in the response.",
    ),
    Talk(
        "gRPC for the rest of us",
        "grpc",
        "Where generated clients shine, where browsers object, and what a gateway costs.",
    ),
    Talk(
        "From SOAP to something nicer",
        "soap",
        "A bank, 214 operations and a five-year plan that took two. Yes, the old clients still work.",
    ),
    Talk(
        "Contract tests with real consumers",
        "api-testing",
        "Let the callers write down what they need, run it on every build, and sleep well before a release.",
    ),
    Talk(
        "Fuzzing your own API",
        "api-testing",
        "We point a property-based tester at three volunteers' test servers and count the 500s together.",
    ),
    Talk(
        "API keys are passwords",
        "api-security",
        "Where keys leak, how to notice & how to rotate them without a war room.",
    ),
    Talk(
        "Rate limits that feel fair",
        "api-management",
        "Token buckets, points and budgets per client, and how to word the header so that nobody retries at once.",
    ),
    Talk(
        "Turning off an API, kindly",
        "api-management",
        "Sunset headers, brown-outs and a translation layer: the calendar of a shutdown in which nobody shouted.",
    ),
    Talk(
        "Docs that answer the second question",
        "technical-writing",
        "The first example is easy. We look at what readers search for afterwards.",
    ),
    Talk(
        "The API of city hall",
        "open-data",
        "Budgets, potholes and bus positions: what the city publishes, and what it would publish if somebody asked.",
    ),
    Talk(
        "Civic hack evening",
        "civic-tech",
        "Pick a public data set, find a neighbor who needs it, and show something small by nine o'clock.",
    ),
    Talk(
        "Events as an API",
        "event-driven-architecture",
        "Topics, schemas and consumer groups described as carefully as endpoints. Why does nobody "
        "do it, and what happens if you do?",
    ),
    Talk(
        "Microservices, five years on",
        "microservices",
        "Two teams that split, one that merged again, and a panel about how to tell in advance.",
    ),
    Talk(
        "Tracing a slow request",
        "observability",
        "One request, nine services, four seconds. We follow it through logs & traces until the culprit is found.",
    ),
    Talk(
        "APIs for things with batteries",
        "internet-of-things",
        "Small payloads, long sleeps and clocks that lie: designing for devices you cannot restart.",
    ),
    Talk(
        "JSON Schema beyond validation",
        "json-schema",
        "Forms, fakes, docs and migrations from one file that you were writing anyway.",
    ),
    Talk(
        "A typed client in an evening",
        "python",
        "We write a client library from scratch, by hand first and then from the description, and compare.",
    ),
    Talk(
        "Mobile clients never update",
        "mobile-development",
        "Release 3.1 from 2019 is still calling. Living with old clients, and the tricks that make them bearable.",
    ),
    Talk(
        "The startup's first public API",
        "startups",
        "What to promise, what to leave out, and the three endpoints everybody asks for in the first week.",
    ),
    Talk(
        "Lightning talks: five minutes each",
        "api",
        "Eight speakers, one timer, no mercy. First-time speakers are especially welcome.",
    ),
    Talk(
        "Show and tell",
        "software-development",
        "Bring something you built, finished or not. Ten minutes each, and the room says what it liked.",
    ),
    Talk(
        "Ask us anything: API design clinic",
        "api-design",
        "Bring a design you are unsure of. Four people who have been wrong before will have a look.",
    ),
]

DINNERS = [
    Talk("Dinner: what should we stop building?", "api", "One long table, one question, no slides."),
    Talk("Dinner: the API that got away", "startups", "Everybody brings one story of a thing never shipped."),
    Talk("Dinner with the people who wrote the RFC", "http", "Two editors are in town & hungry."),
    Talk("Dinner: hiring, honestly", "developer-relations", "What we look for, and what we wish we did."),
    Talk("Dinner: open standards and rent", "open-source", "Who pays for the commons? We split the bill."),
    Talk("Dinner: the year in outages", "devops", "Tell it as it was. Nothing leaves the table."),
    Talk("Dinner: privacy by default", "api-security", "What would it take? Between courses, we sketch it."),
    Talk("Dinner: teaching the next ones", "software-development", "How each of us learned, and from whom."),
    Talk("Dinner: small tools we love", "open-source", "Bring one, explain it before dessert."),
    Talk("Dinner: ten years from now", "web-api", "Predictions are written down and read out next year."),
    Talk("Dinner: newcomers first", "api", "Each member brings one guest who has never been."),
    Talk("Dinner: the long migration", "software-architecture", "From one protocol to the next, again."),
    Talk("Dinner: questions only", "api", "Statements are allowed with the coffee."),
    Talk("Dinner: on call and other seasons", "observability", "How we share the pager, and the cake."),
]
