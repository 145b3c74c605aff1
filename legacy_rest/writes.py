"""What came of a change: its answer, or why it was not made in the words and names of the old API."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request

from legacy_rest.answer import shaped
from legacy_rest.errors import LegacyError, not_found, not_permitted, refused
from legacy_rest.reply import Reply
from legacy_rest.selection import LOCATED
from legacy_rest.tables import Write
from legacy_rest.translate import Translation

Problem = Mapping[str, Any]
_CODES = {"BAD_USER_INPUT": "bad_request", "NOT_FOUND": "bad_request", "SPAM": "spam_error"}
"""Old words for problems; others are the same in lower case."""
_NOT_PERMITTED = ("FORBIDDEN", "MEMBERSHIP_REQUIRED")


def written(
    translation: Translation,
    write: Write,
    payload: Mapping[str, Any],
    given: Mapping[str, str],
    request: Request,
    site: str,
) -> Reply:
    """The answer to a change. Raises `LegacyError` for one that was refused."""
    if payload["errors"]:
        raise _refusal(translation, write, payload["errors"], site)
    if not write.answers:
        return Reply(shaped(translation.chosen, {"message": write.message.format_map(given)}), write.status)
    found, path = payload[write.answers], write.location[0]
    if found is None:  # what was changed is out of the caller's sight now
        return Reply({}, write.status)
    headers = {"Location": str(request.url.replace(path=path + found[LOCATED], query="", fragment=""))} if path else {}
    return Reply(shaped(translation.chosen, found), write.status, headers)


def _refusal(translation: Translation, write: Write, problems: Sequence[Problem], realm: str) -> LegacyError:
    """The error for what the mutation had against the change; the first problem decides."""
    names = parameters_of(translation)
    code, parameter = problems[0]["code"], _parameter(names, problems[0]["field"])
    if code == "NOT_FOUND" and parameter in write.subjects:
        return not_found()
    details = " ".join(_said(names, problem, write) for problem in problems)
    if code in _NOT_PERMITTED:
        return not_permitted(details, realm)
    return refused(_CODES.get(code, code.lower()), details, parameter)


def parameters_of(translation: Translation) -> dict[str, str]:
    """The old parameters by the fields of the mutation's input that they became, those within others first; by an
    object of several, all of them.
    """
    names = {p.variable: p.name for p in translation.call.parameters if p.variable and p.entry is None}
    for path, sources in translation.entries.items():
        names.update({path: sources[0], **{f"{path}.{at}": source for at, source in enumerate(sources)}})
    for path, name in list(names.items()):
        parent = path.rpartition(".")[0]
        if parent != "input" and parent not in translation.entries:
            names[parent] = f"{names[parent]},{name}" if parent in names else name
    longest_first = sorted(names.items(), key=lambda item: -len(item[0]))
    return {path.removeprefix("input."): name for path, name in longest_first}


def _parameter(names: Mapping[str, str], field: str | None) -> str:
    """The old parameter that a problem is about; empty if there is none."""
    return next((name for path, name in names.items() if f"{field}.".startswith(f"{path}.")), "")


def _said(names: Mapping[str, str], problem: Problem, write: Write) -> str:
    """A problem's sentence, with the old names for the fields in it, and the parameter in front."""
    message, parameter = str(problem["message"]), _parameter(names, problem["field"])
    for path, name in names.items():
        if "." in path or not path.islower() or message.startswith(f"{path} "):
            message = re.sub(rf"\b{re.escape(path)}(\.text|\.id)?\b", name, message)
    if not parameter or parameter in write.subjects or message.startswith(parameter):
        return message
    return f"{parameter}: {message}"
