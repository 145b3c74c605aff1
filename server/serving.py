"""Serving. The command has no options, so that a start need not wait for the library that would read them."""

import errno
import gc
import os
import shlex
import socket
import sys

import uvicorn
from rich.text import Text

from db import demo
from db.engines import count_no_memory
from server import log
from server.app import build
from server.console import out
from server.database import Empty, Refusal, bring_up, database, foreseen, holds_demo
from server.settings import Settings, read

BACKLOG = 2048
GRACE = 5
"""Seconds that requests have to end when the server is stopped; those that follow changes never would."""
INTERRUPTED = 130


def run() -> None:
    """Serve as a process does that does nothing else."""
    with foreseen():
        try:
            serve()
        except KeyboardInterrupt:
            sys.exit(INTERRUPTED)


def serve() -> None:
    """Bring the database up to date, and serve until the process is told to end."""
    gc.disable()  # until the application has frozen what is loaded
    count_no_memory()
    settings = read(os.environ)
    listener = _listen(settings)
    with database(settings) as engine:
        loaded = bring_up(settings, engine, Empty.FILL)
        if loaded:
            gc.collect()
        is_demo = loaded or holds_demo(engine)
    log.configure()
    application = build(settings)
    _greet(settings, is_demo)
    config = uvicorn.Config(
        application,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="on",
        timeout_graceful_shutdown=GRACE,
    )
    uvicorn.Server(config).run(sockets=[listener])


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(BACKLOG)  # from here on the port is ours, and who asks early waits
    except OSError as error:
        listener.close()
        raise Refusal(_why_not(settings, error)) from None
    return listener


def _why_not(settings: Settings, error: OSError) -> str:
    where = f"{settings.host}:{settings.port}"
    if error.errno == errno.EADDRINUSE:
        return f"Port {settings.port} is taken: stop the other program, or set PORT to another one."
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"There is no permission to listen on {where}: set PORT to a number above 1023."
    return f"It is not possible to listen on {where}: {error.strerror}."


def _greet(settings: Settings, is_demo: bool) -> None:
    address = settings.address
    graphiql = f"{address}/graphql"
    out.print(Text("GraphiQL   ") + Text(graphiql, f"link {graphiql}"))
    if not is_demo:
        out.print(Text("A token: convene token create --member ID", "dim"))
        return
    header = f"-H {shlex.quote(f'Authorization: Bearer {demo.DEMO_TOKEN}')}"
    query = (
        '{"query": "{ groupByUrlname(urlname: \\"'
        + demo.DEMO_GROUP
        + '\\") { name events(first: 3) { edges { node { title dateTime } } } } }"}'
    )
    json_header = "-H 'Content-Type: application/json'"
    old_call = f"{address}/2/event/{demo.DEMO_EVENT_ID}?only=name,time,group.name,yes_rsvp_count"
    out.print(Text(f"\nGraphQL    curl {shlex.quote(graphiql)} {json_header} {header} -d {shlex.quote(query)}"))
    out.print(Text(f"\nOld call   curl {shlex.quote(old_call)} {header}"))
