"""Chance with a seed, so that the demo is the same every time."""

import string
import uuid
from random import Random
from typing import TypeVar

T = TypeVar("T")


def dice(purpose: str) -> Random:
    """Random numbers of their own for each purpose: a change in one part leaves the others alone."""
    return Random(f"convene demo: {purpose}")  # noqa: S311


def letters(rng: Random, length: int, alphabet: str = string.ascii_lowercase) -> str:
    """A word of random letters."""
    return "".join(rng.choices(alphabet, k=length))


def token(rng: Random, length: int) -> str:
    """A word of random letters and digits, as in links."""
    return letters(rng, length, string.ascii_letters + string.digits)


def unique_id(rng: Random) -> str:
    """A UUID of version 4."""
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def perhaps(rng: Random, share: float, value: T) -> T | None:
    """The value in this share of all cases."""
    return value if rng.random() < share else None
