"""Old answers as XML: the names of JSON are those of elements, and a list repeats an element."""

import re
from typing import Any
from xml.sax.saxutils import escape, quoteattr

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
_SINGULARS = ((r"ies$", "y"), (r"(ss|x|ch|sh)es$", r"\1"), (r"([^s])s$", r"\1"))


def written(root: str, body: Any, charset: str) -> bytes:
    """A whole document. What XML 1.0 cannot hold, control characters, is left out."""
    text = f'<?xml version="1.0" encoding="{charset}"?>\n{_element(root, body)}'
    return text.encode(charset, "xmlcharrefreplace")


def singular(name: str) -> str:
    """What an entry of a list with this name is called."""
    for pattern, end in _SINGULARS:
        one, found = re.subn(pattern, end, name)
        if found:
            return one
    return "item"


def _element(name: str, value: Any) -> str:
    if not _NAME.fullmatch(name):
        return f"<item name={quoteattr(_FORBIDDEN.sub('', name))}>{_content(name, value)}</item>"
    return f"<{name}>{_content(name, value)}</{name}>"


def _content(name: str, value: Any) -> str:
    if isinstance(value, dict):
        return "".join(_element(inner, entry) for inner, entry in value.items())
    if isinstance(value, list):
        return "".join(_element(singular(name), entry) for entry in value)
    if isinstance(value, bool):
        return str(value).lower()
    return escape(_FORBIDDEN.sub("", str(value)), {"\r": "&#13;"})
