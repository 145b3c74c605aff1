"""What goes wrong, in the words of each old dialect. Codes and sentences as recorded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class LegacyError(Exception):
    """An error of an old call: its status, code, the general problem and the details."""

    status: int
    code: str
    problem: str
    details: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self, generation: str) -> dict[str, Any]:
        """The body in the dialect of a generation."""
        if generation == "v2":
            return {"details": self.details, "code": self.code, "problem": self.problem}
        return {"errors": [{"code": self.code, "message": self.details}]}


def not_found() -> LegacyError:
    """There is no such thing, or the caller may not see it: the same."""
    return LegacyError(404, "not_found", "Not Found", "The resource you have requested can not be found")


def _not_authorized(details: str, realm: str) -> LegacyError:
    challenge = {"WWW-Authenticate": f'OAuth realm="{realm}/"'}
    return LegacyError(401, "not_authorized", "You are not authorized to make that request", details, challenge)


def no_credential(realm: str) -> LegacyError:
    """The call needs somebody to speak for it."""
    return _not_authorized(
        "API requests must be key-signed, oauth-signed, or accompanied by a key: "
        "http://www.meetup.com/meetup_api/docs/#authentication",
        realm,
    )


def bad_credential(realm: str) -> LegacyError:
    """The credential is unknown or has expired."""
    return _not_authorized("invalid access grant provided", realm)


def bad_parameter(name: str, problem: str) -> LegacyError:
    """A parameter cannot be used; the details name it."""
    return LegacyError(400, "bad_request", "Your command could not be completed", f"{name} {problem}")


def method_not_allowed(allowed: str) -> LegacyError:
    """The path exists, the method does not."""
    return LegacyError(
        405, "method_not_allowed", "Your command could not be completed", f"use {allowed}", {"Allow": allowed}
    )


def server_error(identifier: str) -> LegacyError:
    """Our fault; the identifier finds it in the log."""
    return LegacyError(500, "server_error", "Internal Server Error", f"quote {identifier} when you report this")
