"""The command line: `convene`, which is `python -m server`."""

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qsl, unquote, urlsplit

import typer
from rich.text import Text
from sqlalchemy import select

import db
from db import tokens
from db.visibility import seeing_all
from legacy_rest.calls import CALLS
from legacy_rest.errors import LegacyError
from legacy_rest.translate import match, translate
from resolvers.context import Request, Viewer
from resolvers.fastpath.selection import Unsupported
from server.console import out
from server.database import Empty, Refusal, bring_up, database, foreseen, progress_bars, reporter, shown
from server.settings import read

app = typer.Typer(
    name="convene",
    help="Groups, events, members and bookings through GraphQL, with the old REST APIs still answering.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    epilog="Example: [bold]convene serve[/]",
)
consumer_app = typer.Typer(
    help="Make consumers.", no_args_is_help=True, epilog="Example: [bold]convene consumer create partner[/]"
)
token_app = typer.Typer(
    help="Make tokens.", no_args_is_help=True, epilog="Example: [bold]convene token create --member 920000001[/]"
)
app.add_typer(token_app, name="token")
app.add_typer(consumer_app, name="consumer")
DAY = 86_400_000
LARGEST_ID = 2**63 - 1


def run() -> None:
    """Run a command."""
    with foreseen():
        app(prog_name="convene")


@app.command(epilog="Example: [bold]PORT=9000 convene serve[/]")
def serve() -> None:
    """Serve GraphQL, GraphiQL and the old APIs; an empty database is set up and filled with the demo first."""
    from server.serving import serve as serving

    serving()


@app.command("demo", epilog="Example: [bold]DATABASE_URL=sqlite:///var/demo.sqlite3 convene demo[/]")
def load_demo() -> None:
    """Fill an empty database with the demo: nineteen API groups with their events and members."""
    settings = read(os.environ)
    with database(settings) as engine:
        loaded = bring_up(settings, engine, Empty.FILL)
    if not loaded:
        raise Refusal(f"The database at {shown(settings)} is not empty, so the demo was not loaded.")


@app.command("import", epilog="Example: [bold]convene import answers.json.gz --organizer 184911456[/]")
def import_answers(
    files: Annotated[list[Path], typer.Argument(help="Files with answers of the old API: JSON, JSON lines, or gzip.")],
    organizer: Annotated[
        int | None, typer.Option(min=1, help="Make this member an organizer of every group in the files.")
    ] = None,
    viewer: Annotated[
        int | None,
        typer.Option(min=1, help="Make this member, who saw the answers, part of the groups of events."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Report as JSON.")] = False,
) -> None:
    """Take in answers of the old API. Ids are kept; the same file twice changes nothing; a broken one changes nothing.

    A running server goes on reading meanwhile. Whatever else writes waits for the import to end.
    """
    from server.transfer import run_import, show

    settings = read(os.environ)
    with progress_bars() as progress:
        account = run_import(settings, files, reporter(progress), organizer=organizer, viewer=viewer)
    show(account, out, as_json=as_json)


@app.command("export", epilog="Example: [bold]convene export --what events,groups --out events.jsonl[/]")
def export_answers(
    what: Annotated[str, typer.Option(help="Which lists, with commas between them.")] = "events,groups,members,rsvps",
    to: Annotated[Path | None, typer.Option("--out", help="File to write; standard output if not given.")] = None,
    viewer: Annotated[int, typer.Option(help="Id of the member who sees what is exported; a stranger if 0.")] = 0,
) -> None:
    """Write events, groups, members and RSVPs as the old API answered them, as JSON lines of one object each."""
    from server.export import run_export

    run_export(read(os.environ), what, viewer, to)


@app.command(epilog='Example: [bold]convene roundup --topic api --region "North America"[/]')
def roundup(
    topic: Annotated[str, typer.Option(help="The topic, by its urlkey.")],
    region: Annotated[str | None, typer.Option(help='Only this part of the world, like "North America".')] = None,
    country: Annotated[list[str] | None, typer.Option(help="Only this country, by its code; may be repeated.")] = None,
    days: Annotated[int, typer.Option(min=1, max=36_500, help="Days of the period up to now.")] = 365,
    activity: Annotated[bool, typer.Option("--activity", help="Also what happened in each group.")] = False,
) -> None:
    """Print a topic's groups by their members as Markdown, as a stranger sees them, and what they did in a period."""
    from server.roundup import Wanted, region_of, run_roundup

    wanted = Wanted(topic, region_of(region), country or [], days)
    typer.echo(run_roundup(read(os.environ), wanted, activity))


@app.command(epilog="Example: [bold]convene outbox --resend 17[/]")
def outbox(
    everything: Annotated[bool, typer.Option("--all", help="Also what has been delivered.")] = False,
    again: Annotated[list[int] | None, typer.Option("--resend", help="Id of a mail to send (again) now.")] = None,
    told: Annotated[
        list[int] | None, typer.Option("--redeliver", help="Id of something to tell a webhook (again) now.")
    ] = None,
) -> None:
    """Show mail and webhook deliveries that wait or were given up (times in UTC), or send some of it again."""
    from server.outbox_list import deliveries_table, outbox_table, redeliver, resend

    settings = read(os.environ)
    with database(settings, "r+b") as engine:
        bring_up(settings, engine, Empty.REFUSE)
        with engine.begin() as connection:
            if again:
                resend(connection, again, settings.clock.now())
            if told:
                redeliver(connection, told, settings.clock.now())
            tables = [outbox_table(connection, everything), deliveries_table(connection, everything)]
    for table in tables:  # which may take long where a pager reads it: nobody else must wait for that
        if table:
            out.print(table)


@app.command(epilog="Example: [bold]PHOTO_FOLDER=/srv/photos convene photos[/]")
def photos() -> None:
    """Remove the files of photos that are gone."""
    from server.photo_files import sweep

    settings = read(os.environ)
    with database(settings, "r+b") as engine:
        bring_up(settings, engine, Empty.REFUSE)
        with engine.begin() as connection:
            typer.echo(f"Removed the files of {sweep(connection, settings.photo_folder)} pictures.")


@token_app.command(epilog="Example: [bold]convene token create --member 920000001 --expires 30[/]")
def create(
    member: Annotated[int, typer.Option(min=1, max=LARGEST_ID, help="Id of the member whom the token speaks for.")],
    expires: Annotated[
        int | None, typer.Option(min=1, max=3650, help="Days until it expires; never if not given.")
    ] = None,
    consumer: Annotated[str, typer.Option(help="Name of the consumer that it is made for.")] = "",
) -> None:
    """Make a token for a member. It is shown once and kept only as a hash."""
    settings = read(os.environ)
    now = settings.clock.now()
    with database(settings, "r+b") as engine:
        bring_up(settings, engine, Empty.REFUSE)
        with engine.begin() as connection:
            with seeing_all(connection) as session:
                if session.get(db.Member, member) is None:
                    raise Refusal(f"There is no member {member}.")
                program = session.scalar(select(db.Consumer.id).where(db.Consumer.name == consumer))
            if consumer and program is None:
                raise Refusal(f"There is no consumer {consumer!r}; make it with `convene consumer create`.")
            ends = now + expires * DAY if expires else None
            token = tokens.issue(connection, member, now, ends, consumer_id=program)
    typer.echo(token)


@consumer_app.command(
    "create", epilog="Example: [bold]convene consumer create partner --redirect-uri https://a.example[/]"
)
def create_consumer(
    name: Annotated[str, typer.Argument(help="Name of the program.")],
    redirect_uri: Annotated[
        list[str] | None, typer.Option(help="Where it takes members back to; browsers may call from its origin.")
    ] = None,
    scope: Annotated[list[str] | None, typer.Option(help="What its tokens may do; `basic` if not given.")] = None,
) -> None:
    """Make a consumer: a program that tokens are bound to (`convene token create --consumer NAME`)."""
    uris, settings = redirect_uri or [], read(os.environ)
    for uri in uris:
        if not (uri.startswith(("https://", "http://")) and urlsplit(uri).netloc):
            raise Refusal(f"--redirect-uri must be like https://partner.example/back, not {uri!r}.")
    with database(settings, "r+b") as engine:
        bring_up(settings, engine, Empty.REFUSE)
        with engine.begin() as connection:
            with seeing_all(connection) as session:
                if session.scalar(select(db.Consumer.id).where(db.Consumer.name == name)) is not None:
                    raise Refusal(f"There is a consumer {name!r} already.")
            tokens.register(connection, name, uris, scope or ["basic"], settings.clock.now())
    typer.echo(name)


@app.command("schema", epilog="Example: [bold]convene schema > schema.graphql[/]")
def print_schema() -> None:
    """Print the GraphQL schema."""
    from schema import schema

    sys.stdout.write(schema.as_str() + "\n")


@app.command(epilog="Example: [bold]convene calendar --at 2027-10-01T13:00:00Z[/]")
def calendar(at: Annotated[str, typer.Option(help="A time with its offset; now if not given.")] = "") -> None:
    """Show which calls of the old API are open, deprecated, browned out or gone at a time."""
    settings = read(os.environ)
    moment = _moment(at) if at else settings.clock.now()
    for call in CALLS:
        plan = settings.calendar.plan(call)
        typer.echo("  ".join([f"{plan.state(moment):<10}", call.identity, *plan.headers().values()]))


def _moment(text: str) -> int:
    """A time as milliseconds."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Refusal(f"--at must be a time like 2027-10-01T13:00:00Z, not {text!r}.")
    return int(moment.timestamp() * 1000)


@app.command(epilog="Example: [bold]convene explain 'GET /2/event/930000000?only=name,group.name' --sql[/]")
def explain(
    call: Annotated[str, typer.Argument(help="An old call: method and path, with its parameters.")],
    sql: Annotated[bool, typer.Option("--sql", help="Show the SQL statement too.")] = False,
) -> None:
    """Show what replaces an old call: the GraphQL document, its variables, and the statement behind it."""
    import orjson

    method, target = _call(call)
    try:
        parts = urlsplit(target)
        found, path = match(CALLS, method, unquote(parts.path))
        given = {**dict(reversed(parse_qsl(parts.query))), **path}
        translation = translate(found, given, read(os.environ).clock.now())
        variables = orjson.dumps(dict(translation.variables), option=orjson.OPT_INDENT_2).decode()
    except LegacyError as error:
        raise Refusal(f"{error.details.rstrip('.')}.") from None
    except (ValueError, TypeError):  # an address with a lone bracket; text that is not UTF-8
        raise Refusal(f"{call!r} is not an old call.") from None
    out.print(Text(found.identity, "bold") + Text(f"  {found.title}"))
    _show("", translation.document, "graphql")
    _show("Variables", variables, "json")
    if sql:
        _show("SQL", _statement(translation.document, translation.variables), "sql")


def _call(text: str) -> tuple[str, str]:
    """Method and address of what was typed; a call without a method is a GET."""
    method, _, target = text.strip().partition(" ")
    return (method.upper(), target.strip()) if method.isalpha() else ("GET", text.strip())


def _show(title: str, code: str, language: str) -> None:
    """Code in colours and wrapped on a terminal; just the code where it goes to a file or a pipe."""
    out.print(Text(f"\n{title}" if title else "", "bold"))
    if sys.stdout.isatty():
        from rich.syntax import Syntax

        out.print(Syntax(code, language, background_color="default", word_wrap=True))
    else:
        typer.echo(code)


def _statement(document: str, variables: Any) -> str:
    from db.engines import reading_engine
    from db.readers import plain_reader
    from schema import engine as graphql

    settings = read(os.environ)
    request = Request(
        Viewer(), settings.clock.now(), settings.site_url, reading_engine(settings.database), trusted=True
    )
    try:
        return graphql(plain_reader(settings.database)).statement(document, variables, request)
    except Unsupported as reason:
        return f"-- answered by the ordinary executor: {reason}"
