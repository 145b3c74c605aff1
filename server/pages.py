"""The GraphiQL page, the page of a booking, and the static files they load."""

import json
import secrets
from pathlib import Path, PurePosixPath

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).parent / "static"

# Media types are named here because the system's own table may lack or change them.
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta property="csp-nonce" nonce="{nonce}">
<title>Convene · GraphiQL</title>
<link rel="icon" type="image/svg+xml" href="{base}/icon.svg">
<link rel="stylesheet" href="{base}/main.css">
<script type="module" src="{base}/main.js"></script>
</head>
<body>
<div id="graphiql"><noscript>GraphiQL needs JavaScript.</noscript></div>
</body>
</html>
"""


BOOKING_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Convene · Your booking</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="static/booking/page.css">
<script type="module" src="static/booking/page.js"></script>
</head>
<body>
<main><noscript>This page needs JavaScript.</noscript></main>
</body>
</html>
"""
"""The same for everybody: whose booking it shows stands behind the # of its address, which no server is told."""
BOOKING_POLICY = (
    "default-src 'self'; img-src data:; object-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)


def page_policy(nonce: str) -> str:
    """Return the page's content security policy."""
    return "; ".join(
        (
            "default-src 'self'",
            # Monaco's stylesheet draws the wavy lines under errors with data: images.
            "img-src 'self' data:",
            # <style> elements made by script carry the nonce (see graphiql/nonce.js).
            f"style-src 'self' 'nonce-{nonce}'",
            # Monaco writes its lines as HTML with style="..." attributes, for which there is no nonce.
            # Without this, indent guides, marks under errors and changed line numbers are not seen, and
            # the console fills with errors.
            "style-src-attr 'unsafe-inline'",
            "worker-src 'self'",
            "object-src 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )


def graphiql(request: Request) -> Response:
    """Answer the GraphiQL page."""
    try:
        version = json.loads((STATIC / "graphiql" / "current.json").read_text("utf-8"))["version"]
    except FileNotFoundError:
        return PlainTextResponse("The GraphiQL page is not built; `make assets` builds it.\n", status_code=503)
    nonce = secrets.token_urlsafe(16)
    return HTMLResponse(
        PAGE.format(nonce=nonce, base=f"/static/graphiql/{version}"),
        headers={
            "Cache-Control": "no-store",
            "Content-Security-Policy": page_policy(nonce),
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        },
    )


def booking(_request: Request) -> Response:
    """Answer the page to which mails about bookings lead."""
    return HTMLResponse(
        BOOKING_PAGE,
        headers={
            "Cache-Control": "no-cache",
            "Content-Security-Policy": BOOKING_POLICY,
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        },
    )


class _StaticFiles(StaticFiles):
    async def check_config(self) -> None:
        """Accept a folder that is not there yet: its files are then just not found."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        parts = PurePosixPath(path.replace("\\", "/"))
        if response.status_code == 200 and parts.suffix in MEDIA_TYPES:
            response.headers["Content-Type"] = MEDIA_TYPES[parts.suffix]
        # The build's files are in a folder named by the hash of their contents.
        versioned = len(parts.parts) > 2
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if versioned else "no-cache"
        # A worker obeys the policy of its own script, not that of the page.
        response.headers["Content-Security-Policy"] = "default-src 'self'; frame-ancestors 'none'"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def routes() -> list[Route | Mount]:
    """Return the routes of the booking's page and of the static files."""
    return [
        Route("/bookings", booking),
        Mount("/static", _StaticFiles(directory=STATIC, check_dir=False), name="static"),
    ]
