"""Secrets that are derived, so that nothing keeps them: the database has a seed and a hash, the server has the key.

Whoever steals the database cannot act for anybody; whoever writes a mail days later can still put the link into it.
"""

import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from db.tokens import digest

BYTES = 24
_MARK = re.compile(r"secret:([a-z]+):([0-9a-f]{32}):([0-9a-f]{64})")


@dataclass(frozen=True)
class Secret:
    """A secret that was just made. `seed` and `digest` may be kept, `text` is shown once."""

    purpose: str
    seed: str
    text: str

    @property
    def digest(self) -> str:
        """What is kept to know it again."""
        return digest(self.text)

    @property
    def mark(self) -> str:
        """What stands in its place in an answer that is kept."""
        return f"secret:{self.purpose}:{self.seed}:{self.digest}"


class Keyring:
    """The server's keys: the first one makes secrets, the others make again what they made while they were first."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = [key.encode() for key in keys]

    def new(self, purpose: str) -> Secret:
        """A new secret. Raises `LookupError` where there is no key."""
        if not self._keys:
            raise LookupError("this process was given no key to make secrets with")
        seed = secrets.token_hex(16)
        return Secret(purpose, seed, _derived(self._keys[0], purpose, seed))

    def again(self, purpose: str, seed: str | None, known: str | None) -> str | None:
        """The secret of this seed whose hash is `known`; None if it was made by another key, or by chance."""
        made = (_derived(key, purpose, seed) for key in self._keys if seed is not None)
        return next((each for each in made if digest(each) == known), None)

    def shown(self, text: str) -> str:
        """A text with the secrets in place of their marks."""
        return _MARK.sub(lambda found: self.again(*found.groups()) or "", text)


NO_KEYS = Keyring(())


def hidden(text: str, made: Mapping[str, str]) -> str:
    """A text with marks in place of these secrets (by their marks)."""
    for mark, secret in made.items():
        text = text.replace(secret, mark)
    return text


def _derived(key: bytes, purpose: str, seed: str) -> str:
    return hmac.digest(key, f"{purpose}:{seed}".encode(), hashlib.sha256)[:BYTES].hex()


def key_in(path: Path) -> str:
    """The key in a file, which is made if it is not there; readable by its owner alone. Raises `OSError`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if not path.exists():
            with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(f"{secrets.token_urlsafe(32)}\n")
            os.link(made, path)  # whole or not at all; of two processes the first one wins
    except FileExistsError:
        pass
    finally:
        made.unlink(missing_ok=True)
    return path.read_text("utf-8").strip()
