"""Entries of inputs."""

from typing import Any

import strawberry


def may(description: str) -> Any:
    """An optional entry."""
    return strawberry.field(default=None, description=description)


def not_here(what: str) -> Any:
    """A published entry for what Convene does not have."""
    return strawberry.field(default=None, description=f"{what}: not here. Refused when it would switch anything on.")
