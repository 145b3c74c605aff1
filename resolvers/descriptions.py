"""Descriptions of events: what people wrote, made safe, in the grammar that the old API's descriptions have.

That grammar: paragraphs `<p>` with one space between them, and in them text, `<br/>`, `<b>`, `<i>`, `<img src="..." />`
and links, where those of the class `linkified` show their own address; of entities only `&amp;`, `&lt;` and `&gt;`.
Addresses that stand in the text become such links. Scripts, styles, handlers and addresses other than of the web and of
mail are gone, and so are all other tags, of which the text is left.
"""

import re
from html import escape
from html.parser import HTMLParser

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
_BLANK = " \t\r\n\f"
"""What counts as nothing between words; a space that must not break is something."""
_MARKS = {"b": "b", "strong": "b", "i": "i", "em": "i"}
"""Marks as the old descriptions spell them. Others have none, and leave their text."""


class _Paragraphs(HTMLParser):
    """Writes any HTML as paragraphs of text with breaks, links, marks and pictures, and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []
        self.pieces: list[str] = []
        self.open: list[tuple[str, str]] = []
        """The marks and links that are open, each with its tag."""
        self.filled = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a paragraph, a mark or a link; write a break or a picture."""
        given = {name: value or "" for name, value in attrs}
        if tag == "br":
            self.pieces.append("<br/>")
        elif tag in BLOCKS:
            self.end()
        elif tag == "img" and given.get("src"):
            self.pieces.append(f'<img src="{_attribute(given["src"])}" />')
            self.filled = True
        elif tag == "a" and given.get("href"):
            marked = ' class="linkified"' if given.get("class") == "linkified" else ""
            self._begin("a", f'<a href="{_attribute(given["href"])}"{marked}>')
        elif tag in _MARKS:
            self._begin(_MARKS[tag], f"<{_MARKS[tag]}>")

    def handle_endtag(self, tag: str) -> None:
        """End a paragraph, a mark or a link."""
        if tag in BLOCKS and tag != "br":
            self.end()
        name = _MARKS.get(tag, tag)
        if name in [one for one, _ in self.open]:
            at = max(number for number, (one, _) in enumerate(self.open) if one == name)
            self.pieces += [f"</{one}>" for one, _ in reversed(self.open[at:])]
            del self.open[at]
            self.pieces += [start for _, start in self.open[at:]]

    def handle_data(self, data: str) -> None:
        """Write text."""
        self.pieces.append(escape(data, quote=False))
        self.filled = self.filled or bool(data.strip(_BLANK))

    def end(self) -> None:
        """End the paragraph; what is open goes on in the next."""
        closed = "".join([*self.pieces, *(f"</{name}>" for name, _ in reversed(self.open))])
        if self.filled:
            self.done.append(f"<p>{_tidy(closed)}</p>")
        self.pieces, self.filled = [start for _, start in self.open], False

    def _begin(self, name: str, start: str) -> None:
        self.open.append((name, start))
        self.pieces.append(start)


def _attribute(value: str) -> str:
    return escape(value, quote=False).replace('"', "%22")


_EMPTY = re.compile(r"<(a|b|i)(?: [^>]*)?></\1>")
_EDGE = re.compile(r"^(?:<br/>|[ ])+|(?:<br/>|[ ])+$")
_AT_BREAK = re.compile(r" *<br/> *")
_LINKIFIED = re.compile(r'<a href="([^"]*)" class="linkified">(.*?)</a>')


def _tidy(html: str) -> str:
    """A paragraph without idle spaces, breaks and marks; `linkified` is only what shows its own address."""
    text = re.sub(rf"[{_BLANK}]+", " ", html)
    while (shorter := _EDGE.sub("", _AT_BREAK.sub("<br/>", _EMPTY.sub("", text)))) != text:
        text = shorter
    return _LINKIFIED.sub(lambda link: link[0] if link[1] == link[2] else f'<a href="{link[1]}">{link[2]}</a>', text)


def _in_grammar(html: str) -> str:
    parser = _Paragraphs()
    parser.feed(html)
    parser.close()
    parser.end()
    return " ".join(parser.done)


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
    clean = _linked(_HTML.clean(given))
    return columns(_in_grammar(clean if _HAS_BLOCKS.search(clean) else _laid_out(clean)))


def from_simple(given: str) -> dict[str, str | bool | None]:
    """A description written as text with a few marks, where a new line is a new line."""
    simple = _SIMPLE.clean(given).replace("&nbsp;", "\u00a0").strip()
    return columns(_in_grammar(_laid_out(_linked(simple))), simple)
