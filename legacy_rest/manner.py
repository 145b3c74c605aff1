"""How a caller wants to be answered: format, callback, character set."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from legacy_rest.errors import bad_format, bad_parameter

FORMATS = ("json", "xml")
CHARSETS = ("utf-8", "iso-8859-1", "us-ascii")
WORDS = {"photo-host": ("public", "secure"), "sign": ("true", "false")}
"""Parameters of every call that take one of a few words."""
CALLBACK = r"[A-Za-z_$][A-Za-z0-9_$.]{0,63}"
"""What a JSONP function may be called."""


@dataclass(frozen=True)
class Manner:
    """A format, the function that a JSONP answer calls, and a character set."""

    format: str = "json"
    callback: str = ""
    charset: str = "utf-8"


def manner_of(given: Mapping[str, str], suffix: str, charset: str) -> Manner:
    """The manner that a caller asks for: the suffix of the path goes before `format=`. Raises `LegacyError`."""
    wanted = (suffix or given.get("format") or FORMATS[0]).lower()
    if wanted not in FORMATS:
        raise bad_format(wanted, FORMATS)
    callback = given.get("callback", "")
    if callback and wanted != "json":
        raise bad_parameter("callback", "goes with format=json only")
    if callback and not re.fullmatch(CALLBACK, callback):
        raise bad_parameter("callback", "must be the name of a function, of at most 64 letters")
    return Manner(wanted, callback, charset)


def check_words(given: Mapping[str, str]) -> None:
    """Raises `LegacyError` for a parameter of every call that is none of its words."""
    for name, words in WORDS.items():
        if given.get(name) and given[name].lower() not in words:
            raise bad_parameter(name, f"must be one of {', '.join(words)}")


@lru_cache(256)
def charset_of(accept: str) -> str:
    """The character set that an `Accept-Charset` likes best; UTF-8 where it likes none of ours."""
    liked: dict[str, float] = {}
    for entry in accept.lower().split(","):
        name, _, weight = entry.partition(";")
        liked[name.strip()] = _quality(weight)
    if any(liked.get(name, 0) > 0 for name in CHARSETS):
        return max(CHARSETS, key=lambda name: liked.get(name, liked.get("*", 0)))
    return CHARSETS[0]


def _quality(text: str) -> float:
    match = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", text)
    return float(match[1]) if match else float(not text)
