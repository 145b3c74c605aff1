"""What goes wrong, in the words of each old dialect. Codes and sentences as recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_NOWHERE = "The resource you have requested can not be found"
_NOT_AUTHORIZED = "You are not authorized to make that request"
_NOT_COMPLETED = "Your command could not be completed"


@dataclass(frozen=True)
class LegacyError(Exception):
    """An error of an old call: its status, code, the general problem and the details.

    `v3` are the errors that version 3 words differently: code, message and, where it is about one, the field.
    `instead` is what the caller may ask GraphQL, where the call is refused for good.
    """

    status: int
    code: str
    problem: str
    details: str
    headers: Mapping[str, str] = field(default_factory=dict)
    v3: Sequence[Mapping[str, str]] = ()
    instead: Mapping[str, Any] = field(default_factory=dict)

    def body(self, generation: str) -> dict[str, Any]:
        """The body in the dialect of a generation."""
        more = {"graphql": dict(self.instead)} if self.instead else {}
        if generation == "v2":
            return {"details": self.details, "code": self.code, "problem": self.problem, **more}
        errors = self.v3 or [{"code": self.code, "message": self.details}]
        return {"errors": [{**error, **more} for error in errors]}


def not_found(code: str = "not_found", message: str = _NOWHERE) -> LegacyError:
    """There is no such thing, or the caller may not see it: the same. Code and message are version 3's."""
    return LegacyError(404, "not_found", "Not Found", _NOWHERE, v3=[{"code": code, "message": message}])


def _not_authorized(details: str, realm: str, v3: str) -> LegacyError:
    challenge = {"WWW-Authenticate": f'OAuth realm="{realm}/"'}
    return LegacyError(
        401, "not_authorized", _NOT_AUTHORIZED, details, challenge, [{"code": "auth_fail", "message": v3}]
    )


def no_credential(realm: str) -> LegacyError:
    """The call needs somebody to speak for it."""
    return _not_authorized(
        "API requests must be key-signed, oauth-signed, or accompanied by a key: "
        "http://www.meetup.com/meetup_api/docs/#authentication",
        realm,
        "Authentication credentials are required",
    )


def bad_credential(realm: str) -> LegacyError:
    """The credential is unknown or has expired."""
    return _not_authorized("invalid access grant provided", realm, "Invalid oauth credentials")


def bad_parameter(name: str, problem: str) -> LegacyError:
    """A parameter cannot be used; the details name it."""
    said = f"{name} {problem}"
    v3 = {"code": f"{name}_error", "message": said, "field": name}
    return LegacyError(400, "bad_request", _NOT_COMPLETED, said, v3=[v3])


def refused(code: str, details: str, parameter: str = "", status: int = 400) -> LegacyError:
    """A change that was not made; the parameter is the one to blame, if one is."""
    v3 = {"code": code, "message": details, **({"field": parameter} if parameter else {})}
    return LegacyError(status, code, _NOT_COMPLETED, details, v3=[v3])


def not_permitted(details: str, realm: str) -> LegacyError:
    """The caller is known and may not do this."""
    return _not_authorized(details, realm, details)


def unavailable(seconds: int, details: str) -> LegacyError:
    """Somebody else writes, or the database is away; after so many seconds it can be tried again."""
    return LegacyError(503, "unavailable", "Service Unavailable", details, {"Retry-After": str(seconds)})


def timed_out(details: str) -> LegacyError:
    """It took too long; a change may have been made."""
    return LegacyError(503, "timeout", "Service Unavailable", details)


def key_reused() -> LegacyError:
    """An idempotency key that came with another request before."""
    details = "this Idempotency-Key was used for another request: use a new key for each write"
    return LegacyError(422, "idempotency_key_reused", _NOT_COMPLETED, details)


def bad_body(details: str, status: int = 400) -> LegacyError:
    """A body that cannot be read."""
    code = {413: "request_too_large", 415: "unsupported_media_type"}.get(status, "bad_request")
    return LegacyError(status, code, _NOT_COMPLETED, details)


def bad_format(wanted: str, formats: Sequence[str]) -> LegacyError:
    """The caller wants a format that there is not."""
    details = f"the format {wanted[:20]} is not supported: use one of {', '.join(formats)}"
    return LegacyError(400, "unsupported_format", _NOT_COMPLETED, details)


def method_not_allowed(allowed: str) -> LegacyError:
    """The path exists, the method does not."""
    return LegacyError(405, "method_not_allowed", _NOT_COMPLETED, f"use {allowed}", {"Allow": allowed})


def throttled(seconds: int) -> LegacyError:
    """Too many requests within a window that ends in so many seconds."""
    return _too_many("throttled", "Client throttled", "Credentials have been throttled", seconds)


def blocked(seconds: int) -> LegacyError:
    """Throttled too often; it ends in so many seconds."""
    details = "Credentials have been throttled more than the allowed times in one hour"
    return _too_many("blocked", "Client blocked", details, seconds)


def _too_many(code: str, problem: str, details: str, seconds: int) -> LegacyError:
    return LegacyError(429, code, problem, details, {"Retry-After": str(seconds)})


def insufficient_scope() -> LegacyError:
    """The token was made for a consumer that may not do this."""
    return LegacyError(400, "scope_error", _NOT_COMPLETED, "Insufficient oauth scope")


def browned_out(seconds: int, message: str, status: int, instead: Mapping[str, Any]) -> LegacyError:
    """The call is off for so many seconds more, so that its callers notice that it will leave."""
    said = message or "This call is switched off for a while, as it will leave soon: ask GraphQL as shown"
    return _leaving(status or 503, "brownout", "Switched off for a while", said, instead, {"Retry-After": str(seconds)})


def gone(message: str, status: int, instead: Mapping[str, Any]) -> LegacyError:
    """The call has left."""
    said = message or "This call is gone: ask GraphQL as shown"
    return _leaving(status or 410, "gone", "Gone", said, instead, {})


def _leaving(
    status: int, code: str, problem: str, said: str, instead: Mapping[str, Any], headers: Mapping[str, str]
) -> LegacyError:
    if status != 401:
        return LegacyError(status, code, problem, said, headers, instead=instead)
    v3 = [{"code": "auth_fail", "message": said}]
    challenge = {"WWW-Authenticate": "OAuth", **headers}
    return LegacyError(401, "not_authorized", _NOT_AUTHORIZED, said, challenge, v3, instead)


def server_error(identifier: str) -> LegacyError:
    """Our fault; the identifier finds it in the log."""
    return LegacyError(500, "server_error", "Internal Server Error", f"quote {identifier} when you report this")
