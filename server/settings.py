"""Settings, read from the environment once, at the start."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import URL

from db.engines import CONNECTIONS, LEAST_CONNECTIONS, parse
from db.keyring import Keyring, key_in
from legacy_rest.calls import CALLS
from legacy_rest.lifecycle import PRESETS, Calendar
from resolvers.spam import SpamRule
from server.clock import Clock
from server.limits import Budget

DEFAULT_DATABASE = "sqlite:///var/convene.sqlite3"
SHORTEST_KEY = 32
DEFAULT_PHOTOS = "var/photos"
BOUNDS = {"tokens": 10_000, "depth": 20, "aliases": 1_000, "directives": 500, "roots": 300}
"""The most of each that a document may have (`schema.limits.Bounds`)."""


class BadSetting(ValueError):
    """A setting that cannot be used; the message names it and says what it may be."""


@dataclass(frozen=True)
class Settings:
    """What can be set. See `docs/operations.md` for the names, defaults and reasons."""

    host: str
    port: int
    database: URL
    connections: int
    site_url: str
    clock: Clock
    fast_path: bool
    compile_ahead: bool
    forgiving: bool
    redis_url: str
    smtp_url: str
    mail_from: str
    signing_secret: str
    calendars_anywhere: bool
    webhooks_anywhere: bool
    webhook_timeout: float
    secret_keys: tuple[str, ...]
    secret_key_file: Path
    legacy_budget: Budget
    spam: SpamRule
    calendar: Calendar
    bounds: Mapping[str, int]
    suggestions: bool
    introspection: bool
    timeout: float
    graphql_budget: Budget
    trusted_documents: Path | None
    trusted_only: bool
    persisted_queries: int
    public_max_age: int
    metrics: bool
    tracing: bool
    body_limit: int
    batch_limit: int
    socket_operations: int
    socket_init_timeout: float
    heartbeat: float
    photo_folder: Path
    photo_limit: int

    @property
    def address(self) -> str:
        """Where the server answers, as one types it into a browser."""
        return _address(self.host, self.port)

    def keyring(self) -> Keyring:
        """The keys that secrets are made with; without the setting, that of a file. Raises `BadSetting`."""
        if self.secret_keys:
            return Keyring(self.secret_keys)
        try:
            return Keyring([key_in(self.secret_key_file)])
        except OSError as error:
            reason = f"{self.secret_key_file} cannot be used ({error.strerror})"
            raise BadSetting(f"SECRET_KEY is not set, and the file {reason}: set one of them.") from None


def read(environment: Mapping[str, str]) -> Settings:
    """The settings of an environment. Raises `BadSetting`, or `BadUrl` for the database."""
    host, port = _host(environment.get("HOST", "127.0.0.1")), _port(environment.get("PORT", "8000"))
    return Settings(
        host=host,
        port=port,
        database=parse(environment.get("DATABASE_URL", DEFAULT_DATABASE)),
        connections=_number(environment, "DATABASE_CONNECTIONS", CONNECTIONS, least=LEAST_CONNECTIONS, most=10_000),
        site_url=_site(environment.get("SITE_URL", _address(host, port))),
        clock=_clock(environment.get("CONVENE_NOW", "")),
        fast_path=_switch("FASTPATH", environment.get("FASTPATH", "on")),
        compile_ahead=_switch("COMPILE_AHEAD", environment.get("COMPILE_AHEAD", "on")),
        forgiving=_switch("FORGIVING", environment.get("FORGIVING", "on")),
        redis_url=_redis(environment.get("REDIS_URL", "")),
        smtp_url=_smtp(environment.get("SMTP_URL", "")),
        mail_from=_sender(environment.get("MAIL_FROM", "Convene <no-reply@localhost>")),
        signing_secret=environment.get("SIGNING_SECRET", ""),
        calendars_anywhere=_switch("CALENDARS_ANYWHERE", environment.get("CALENDARS_ANYWHERE", "off")),
        webhooks_anywhere=_switch("WEBHOOKS_ANYWHERE", environment.get("WEBHOOKS_ANYWHERE", "off")),
        webhook_timeout=_number(environment, "WEBHOOK_TIMEOUT", 10, most=60),
        secret_keys=_keys(environment.get("SECRET_KEY", "")),
        secret_key_file=Path(environment.get("SECRET_KEY_FILE", "var/convene.key")),
        calendar=_calendar(environment.get("LEGACY_CALENDAR", "")),
        legacy_budget=_budget("LEGACY_RATE", environment, "30/10 seconds", "LEGACY_PATIENCE", "10"),
        spam=_spam(environment.get("SPAM_WORDS", "")),
        bounds={name: _number(environment, f"DOCUMENT_{name.upper()}", most) for name, most in BOUNDS.items()},
        suggestions=_switch("SUGGESTIONS", environment.get("SUGGESTIONS", "on")),
        introspection=_switch("INTROSPECTION", environment.get("INTROSPECTION", "on")),
        timeout=_number(environment, "TIMEOUT", 30, most=3600),
        graphql_budget=_budget("GRAPHQL_RATE", environment, "500/60 seconds"),
        trusted_documents=_folder(environment.get("TRUSTED_DOCUMENTS", "")),
        trusted_only=_switch("TRUSTED_ONLY", environment.get("TRUSTED_ONLY", "off")),
        persisted_queries=_number(environment, "PERSISTED_QUERIES", 1000, least=0, most=100_000),
        public_max_age=_number(environment, "PUBLIC_MAX_AGE", 10, least=0),
        metrics=_switch("METRICS", environment.get("METRICS", "on")),
        tracing=_switch("TRACING", environment.get("TRACING", "off")),
        body_limit=_number(environment, "BODY_LIMIT", 1_000_000),
        batch_limit=_number(environment, "BATCH_LIMIT", 0, least=0, most=100),
        socket_operations=_number(environment, "SOCKET_OPERATIONS", 100),
        heartbeat=_number(environment, "HEARTBEAT", 12, most=3600),
        socket_init_timeout=_number(environment, "SOCKET_INIT_TIMEOUT", 10, most=3600),
        photo_folder=Path(environment.get("PHOTO_FOLDER") or DEFAULT_PHOTOS),
        photo_limit=_number(environment, "PHOTO_LIMIT", 10_000_000),
    )


def _folder(text: str) -> Path | None:
    return Path(text) if text else None


def _number(environment: Mapping[str, str], name: str, default: int, least: int = 1, most: int = 10**9) -> int:
    text = environment.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and len(text) < 12 and least <= int(text) <= most):
        raise BadSetting(f"{name} must be a whole number from {least} to {most}, not {text!r}.")
    return int(text)


def _address(host: str, port: int) -> str:
    named = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host)  # noqa: S104 - compared, not bound
    return f"http://{named or (f'[{host}]' if ':' in host else host)}:{port}"


def _host(text: str) -> str:
    if not text.isascii() or not text or any(letter.isspace() for letter in text):
        raise BadSetting(f"HOST must be an address or a name, not {text!r}.")
    return text


def _site(text: str) -> str:
    if not text.startswith(("http://", "https://")) or not text.isprintable() or " " in text:
        raise BadSetting(f"SITE_URL must be like https://convene.example, not {text!r}.")
    return text.rstrip("/")


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise BadSetting(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def _smtp(text: str) -> str:
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("smtp", "smtps") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if text and not usable:
        raise BadSetting("SMTP_URL must be like smtp://USER:PASSWORD@HOST:PORT or smtps://HOST.")
    return text


def _keys(text: str) -> tuple[str, ...]:
    keys = tuple(text.split(",")) if text else ()
    if any(len(key) < SHORTEST_KEY or not key.isprintable() for key in keys):
        raise BadSetting(f"SECRET_KEY must be keys of at least {SHORTEST_KEY} characters with commas between them.")
    return keys


def _sender(text: str) -> str:
    _name, address = parseaddr(text)
    if not text.isprintable() or "@" not in address:
        raise BadSetting(f"MAIL_FROM must be like Convene <no-reply@convene.example>, not {text!r}.")
    return text


def _switch(name: str, text: str) -> bool:
    if text.lower() not in ("on", "off"):
        raise BadSetting(f"{name} must be on or off, not {text!r}.")
    return text.lower() == "on"


def _clock(text: str) -> Clock:
    try:
        return Clock.of(text)
    except ValueError as error:
        raise BadSetting(f"CONVENE_NOW {error}") from None


def _calendar(text: str) -> Calendar:
    """The calendar in a TOML file, or one of the presets."""
    if not text:
        return Calendar()
    try:
        written = PRESETS[text] if text in PRESETS else tomllib.loads(Path(text).read_text(encoding="utf-8"))
        return Calendar.of(written, CALLS)
    except (OSError, ValueError) as error:
        known = ", ".join(PRESETS)
        raise BadSetting(f"LEGACY_CALENDAR must be a calendar in TOML or one of {known}: {error}.") from None


def _redis(text: str) -> str:
    if text and not text.startswith(("redis://", "rediss://")):
        raise BadSetting(f"REDIS_URL must be like redis://127.0.0.1:6379/0, not {text!r}.")
    return text


def _budget(
    name: str, environment: Mapping[str, str], rate: str, patience_name: str = "", patience: str = "0"
) -> Budget:
    text, times = environment.get(name, rate), environment.get(patience_name, patience) if patience_name else patience
    if not (times.isascii() and times.isdigit() and len(times) < 10):
        raise BadSetting(f"{patience_name} must be a whole number, 0 or more, not {times!r}.")
    try:
        return Budget.of(name, text, int(times))
    except ValueError:
        raise BadSetting(f"{name} must be like {rate}, not {text!r}.") from None


def _spam(text: str) -> SpamRule:
    """Words parted by commas, or `@` and the name of a file with one on each line."""
    if not text.startswith("@"):
        return SpamRule(text.split(","))
    try:
        return SpamRule(Path(text[1:]).read_text("utf-8").splitlines())
    except (OSError, ValueError) as error:
        raise BadSetting(f"SPAM_WORDS names a file that cannot be read: {error}.") from None
