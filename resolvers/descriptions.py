"""Descriptions of events: what people wrote, made safe, in the grammar that the old API's descriptions have.

Paragraphs are `<p>`, lines are parted by `<br/>`, addresses that stand in the text become links of the class
`linkified`. Scripts, styles, handlers and addresses other than of the web and of mail are gone.
"""

import re

import nh3

from db.records.text import html_to_text

SIMPLE_TAGS = {"a", "b", "em", "i", "strong", "u"}
BLOCKS = {"blockquote", "br", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "ul"}
_OTHERS = {"code", "del", "img", "s", "sub", "sup"}


def _cleaner(tags: set[str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=tags,
        attributes={"a": {"href"}, "img": {"alt", "height", "src", "width"}},
        allowed_classes={"a": {"linkified"}},
        link_rel=None,
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
    )


_HTML = _cleaner(SIMPLE_TAGS | BLOCKS | _OTHERS)
_SIMPLE = _cleaner(SIMPLE_TAGS)

_PIECE = re.compile(r"(<a\b[^>]*>.*?</a>|<[^>]*>)", re.DOTALL)
_ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?()']")
_HAS_BLOCKS = re.compile(rf"<(?:{'|'.join(sorted(BLOCKS))})\b")
_VOID = re.compile(r"<(br|hr)>|<(img [^>]*)>|<img>")


def _written(clean: str) -> str:
    """Cleaned HTML as the old API spelled it."""
    return _VOID.sub(_void, clean).replace("&nbsp;", "\u00a0")


def _void(tag: re.Match[str]) -> str:
    """A tag without an end; a picture whose address was not allowed is none."""
    if tag[1]:
        return f"<{tag[1]}/>"
    return f"<{tag[2]} />" if tag[2] else ""


def _linked(html: str) -> str:
    """Addresses outside of links made into links."""
    pieces = _PIECE.split(html)
    pieces[::2] = [_ADDRESS.sub(r'<a href="\g<0>" class="linkified">\g<0></a>', text) for text in pieces[::2]]
    return "".join(pieces)


def _laid_out(inline: str) -> str:
    """Text without blocks in paragraphs, which empty lines part."""
    paragraphs = [part.strip() for part in re.split(r"\n[ \t]*\n", inline)]
    return " ".join(f"<p>{_LINE.sub('<br/>', part)}</p>" for part in paragraphs if part)


_LINE = re.compile(r"[ \t]*\n")


def columns(html: str, simple: str | None = None) -> dict[str, str | bool | None]:
    """The columns of an event whose description is this HTML; `simple` is what it was written as, if it was."""
    return {
        "description_html": html or None,
        "description_text": html_to_text(html) if html else None,
        "simple_html_description": simple or None,
        "is_simple_html": bool(simple),
    }


def from_html(given: str) -> dict[str, str | bool | None]:
    """A description written as HTML; what has no paragraphs or lines of its own is given some."""
    clean = _linked(_written(_HTML.clean(given)))
    return columns(clean.strip() if _HAS_BLOCKS.search(clean) else _laid_out(clean))


def from_simple(given: str) -> dict[str, str | bool | None]:
    """A description written as text with a few marks, where a new line is a new line."""
    simple = _written(_SIMPLE.clean(given)).strip()
    return columns(_laid_out(_linked(simple)), simple)
