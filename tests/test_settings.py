"""Settings: what may be set, and the sentence where it may not."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from db.engines import CONNECTIONS, LEAST_CONNECTIONS, BadUrl, Shares
from db.keyring import hidden
from server.settings import BadSetting, read
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DATABASE_URL", "", "not a database URL"),
        ("DATABASE_URL", "sqlite://", "must name an SQLite file"),
        ("DATABASE_URL", "sqlite:///file::memory:?uri=true", "must name an SQLite file"),
        ("DATABASE_URL", "sqlite:///var/convene.sqlite3?timeout=soon", "must name an SQLite file"),
        ("DATABASE_CONNECTIONS", "3", "DATABASE_CONNECTIONS must be a whole number from 4"),
        ("PORT", "0", "not '0'"),
        ("PORT", "65536", "not '65536'"),
        ("PORT", "\u0668\u0660", "PORT must be a number"),
        ("PORT", "", "not ''"),
        ("HOST", "", "HOST must be an address"),
        ("HOST", "an address", "HOST must be an address"),
        ("SITE_URL", "convene.example", "SITE_URL must be like"),
        ("FASTPATH", "", "FASTPATH must be on or off, not ''"),
        ("CONVENE_NOW", "2026-11-18T11:06:40", "CONVENE_NOW must be like"),
        ("CONVENE_NOW", "+1y", "CONVENE_NOW must be like"),
        ("CONVENE_NOW", "9" * 15, "CONVENE_NOW must be a time from 1970 to 2999"),
        ("CONVENE_NOW", "9" * 99, "CONVENE_NOW must be"),
        ("CONVENE_NOW", "0001-01-01T00:00:00+14:00", "CONVENE_NOW must be a time from 1970 to 2999"),
        ("SECRET_KEY", "short", "SECRET_KEY must be keys of at least 32 characters"),
        ("SECRET_KEY", f"{'k' * 32},", "SECRET_KEY must be keys"),
        ("WEBHOOKS_ANYWHERE", "yes", "WEBHOOKS_ANYWHERE must be on or off"),
        ("WEBHOOK_TIMEOUT", "0", "WEBHOOK_TIMEOUT must be a whole number from 1 to 60"),
        ("REDIS_URL", "127.0.0.1", "REDIS_URL must be like"),
        ("LEGACY_RATE", "often", "LEGACY_RATE must be like 30/10 seconds, not 'often'"),
        ("LEGACY_RATE", "0/second", "LEGACY_RATE must be like"),
        ("LEGACY_PATIENCE", "-1", "LEGACY_PATIENCE must be a whole number"),
        ("SPAM_WORDS", "@/nowhere/words.txt", "SPAM_WORDS names a file that cannot be read"),
        ("CONVENE_NOW", "-99999d", "CONVENE_NOW must be a time from 1970 to 2999"),
    ],
)
def test_settings_at_their_edges(name: str, value: str, words: str) -> None:
    with pytest.raises((BadSetting, BadUrl), match=re.escape(words)):
        read({name: value})


@pytest.mark.parametrize(
    ("given", "address", "site"),
    [
        ({}, "http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ({"HOST": "::1", "PORT": "9"}, "http://[::1]:9", "http://[::1]:9"),
        ({"HOST": "::"}, "http://[::1]:8000", "http://[::1]:8000"),
        ({"HOST": "0.0.0.0", "SITE_URL": "https://a.example/"}, "http://127.0.0.1:8000", "https://a.example"),
    ],
)
def test_addresses(given: dict[str, str], address: str, site: str) -> None:
    settings = read(given)
    assert (settings.address, settings.site_url) == (address, site)


def test_a_password_is_not_shown() -> None:
    with pytest.raises(BadUrl) as raised:
        read({"DATABASE_URL": "postgresql://somebody:opensesame@127.0.0.1:port/x"})
    assert "opensesame" not in str(raised.value)


def test_without_a_key_one_is_made_and_kept_to_oneself(tmp_path: Path) -> None:
    path = tmp_path / "var" / "convene.key"
    settings = read({"SECRET_KEY_FILE": str(path)})
    made = settings.keyring().new("attendee")
    assert settings.keyring().again("attendee", made.seed, made.digest) == made.text
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["convene.key"]
    assert made.text not in path.read_text()


def test_an_older_key_still_knows_its_secrets() -> None:
    old, new = "o" * 32, "n" * 32
    made = read({"SECRET_KEY": old}).keyring().new("webhook")
    both, only = read({"SECRET_KEY": f"{new},{old}"}).keyring(), read({"SECRET_KEY": new}).keyring()
    assert both.again("webhook", made.seed, made.digest) == made.text
    assert both.again("attendee", made.seed, made.digest) is None, "a secret is for one purpose"
    assert only.again("webhook", made.seed, made.digest) is None
    kept = hidden(f"the secret is {made.text}.", {made.mark: made.text})
    assert made.text not in kept
    assert both.shown(kept) == f"the secret is {made.text}."
    assert only.shown(kept) == "the secret is ."


def test_a_key_that_cannot_be_kept_stops_the_start(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(BadSetting, match="SECRET_KEY is not set"):
        read({"SECRET_KEY_FILE": str(blocked / "convene.key")}).keyring()


class Noting(dict[str, str]):
    """An environment in which nothing is set, and that notes what is looked for."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def get(self, name: str, default: Any = None) -> Any:
        """Note the name."""
        self.names.append(name)
        return default


def test_every_setting_is_listed_with_its_default() -> None:
    """In `docs/operations.md`, and nothing else is."""
    environment = Noting()
    read(environment)
    page = (ROOT / "docs" / "operations.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| (.+?) \| .{20,} \|$", page, re.MULTILINE))
    assert rows.keys() == set(environment.names)
    defaults = {name: text.strip("`") for name, text in rows.items() if text.startswith("`")}
    odd = {"SITE_URL": "http://127.0.0.1:8000"}
    usual = read({})
    assert replace(read({**defaults, **odd}), spam=usual.spam) == usual


@pytest.mark.parametrize("most", [LEAST_CONNECTIONS, 5, 7, CONNECTIONS, 101])
def test_connections_are_divided(most: int) -> None:
    shares = Shares.of(most)
    assert shares.ordinary + shares.fast + shares.writing == most
    assert min(vars(shares).values()) >= 1
