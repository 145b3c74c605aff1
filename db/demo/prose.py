"""Descriptions in the old API's grammar, with the plain and the simple form made from the same pieces."""

from html import escape
from typing import NamedTuple


class Prose(NamedTuple):
    """One piece of text: as recorded HTML, as plain text, and as the simple HTML an organizer types."""

    html: str
    text: str
    simple: str


def words(text: str) -> Prose:
    """Text as it is; quotes stay unescaped, as in recordings."""
    escaped = escape(text, quote=False)
    return Prose(escaped, text, escaped)


def url(address: str) -> Prose:
    """An address that was typed as text and became a link."""
    escaped = escape(address, quote=False)
    return Prose(f'<a href="{escaped}" class="linkified">{escaped}</a>', address, escaped)


def link(text: str, address: str) -> Prose:
    """A link that the author made."""
    anchor = f'<a href="{escape(address, quote=False)}">{escape(text, quote=False)}</a>'
    return Prose(anchor, f"{text} ({address})", anchor)


def bold(text: str) -> Prose:
    """Text in bold."""
    marked = f"<b>{escape(text, quote=False)}</b>"
    return Prose(marked, text, marked)


def italic(text: str) -> Prose:
    """Text in italics."""
    marked = f"<i>{escape(text, quote=False)}</i>"
    return Prose(marked, text, marked)


def line(*pieces: Prose) -> Prose:
    """Pieces one after the other."""
    return _joined(pieces, "", "", "")


def paragraph(*lines: Prose) -> Prose:
    """Lines below each other."""
    inner = _joined(lines, "<br/>", "\n", "\n")
    return inner._replace(html=f"<p>{inner.html}</p>")


def description(*paragraphs: Prose) -> Prose:
    """A whole text."""
    return _joined(paragraphs, " ", "\n\n", "\n\n")


def _joined(pieces: tuple[Prose, ...], html: str, text: str, simple: str) -> Prose:
    return Prose(
        html.join(piece.html for piece in pieces),
        text.join(piece.text for piece in pieces),
        simple.join(piece.simple for piece in pieces),
    )
