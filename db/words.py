"""Full text: how a text becomes words, and finding events and groups by them.

Both databases make the same words of a text: `folded_words` is a function of SQLite's connections (`db/engines.py`),
and one in SQL on PostgreSQL that is written from the same map (`db/word_indexes.py`). Words differ with the map: who
changes it writes a migration that makes the indexes anew.
"""

import re
from typing import Any
from unicodedata import category, normalize

from sqlalchemy import BindParameter, Boolean, ColumnElement, Text, TypeDecorator, bindparam, literal_column
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from db.expressions import joined

LONGEST_TEXT = 100_000
LONGEST_WORD = 60
"""Characters; the rest is not looked at."""
_BLOCKS = ((0xC0, 0x250), (0x300, 0x530), (0x1E00, 0x2000), (0xFF10, 0xFF5B))
"""Latin, combining marks, Greek, Cyrillic, and full-width letters."""
SPELLED = {"ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th"}
_BARRED = {"ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "ı": "i"}
SEPARATORS = (
    r"\u0001-\u002f\u003a-\u0060\u007b-\u00bf\u00d7\u00f7\u2000-\u2bff\u2e00-\u2e7f\u3000-\u3003\u3008-\u3020\u3030"
    r"\ufe00-\ufe6f\ufeff-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\ufff0-\uffff\U0001f000-\U0001faff"
)
"""Whatever is no part of a word, once capitals are small."""
SIGNS = r"\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff"
"""Characters that are words by themselves, as nothing stands between words where they are used."""
MARKUP = "<[^>]*>|&#?[a-zA-Z0-9]+;"
"""Tags and entities."""
_ASCII = re.compile(r"[\x00-\x7f]*")
_GAP, _SIGN = re.compile(f"[{SEPARATORS}]+"), re.compile(f"([{SIGNS}])")


def _folded(char: str) -> str | None:
    """A letter without marks and small; None for a mark, the letter as it is where it would become several."""
    bare = "".join(part for part in normalize("NFKD", char) if not category(part).startswith("M")).casefold()
    return bare or None if len(bare) <= 1 else char


def _map() -> dict[str, str | None]:
    chars = (chr(code) for first, last in _BLOCKS for code in range(first, last))
    known = {char: _folded(char) for char in chars if category(char)[0] in "LNM"}
    return {char: to for char, to in {**known, **_BARRED}.items() if to != char and char not in SPELLED}


FOLDING = _map()
_TABLE = str.maketrans({**FOLDING, **SPELLED})


def words_of(text: str) -> list[str]:
    """The words of a text: letters without accents and capitals, cut at whatever is no letter or digit."""
    text = text[:LONGEST_TEXT]
    text = text.lower() if _ASCII.fullmatch(text) else _SIGN.sub(r" \1 ", _ascii_lower(text).translate(_TABLE))
    return [found[:LONGEST_WORD] for found in _GAP.split(text) if found]


def _ascii_lower(text: str) -> str:
    return text.encode().lower().decode()  # of bytes only ASCII's capitals become small


def without_tags(html: str) -> str:
    """HTML without what stands in it for other things than words."""
    return re.sub(MARKUP, " ", html)


def folded_words(text: str | None) -> str:
    """The words with a space between them, for SQLite's index."""
    return " ".join(words_of(text or ""))


class Query(TypeDecorator[str]):
    """Words with spaces between them, as a query for texts in which each of them begins some word."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """In FTS5's language, or tsquery's. A word has no sign that means anything in either."""
        if dialect.name == "postgresql":
            return " & ".join(f"'{each}':*" for each in value.split(" "))
        return " AND ".join(f'"{each}"*' for each in value.split(" "))


class _Matches(FunctionElement[bool]):
    name = "matches"
    type = Boolean()
    inherit_cache = True


def matches(row: Any, query: str | BindParameter[Any], title_only: bool = False) -> ColumnElement[bool]:
    """Each word of the query begins some word of an event's or a group's text, or of its title."""
    noun, title = ("event", row.title) if hasattr(row, "title") else ("group", joined(row.name, " ", row.urlname))
    if isinstance(query, BindParameter):
        asked = bindparam(query.key, type_=Query())
    else:
        asked = bindparam(None, query, type_=Query(), unique=True)
    return _Matches(row.id, asked, literal_column(f"'{noun}'", Text), *([title] if title_only else []))


@compiles(_Matches, "sqlite")
def _matches_sqlite(element: _Matches, compiler: SQLCompiler, **kw: Any) -> str:
    key, query, noun, *title = (compiler.process(clause, **kw) for clause in element.clauses)
    index = f"{noun.strip(_QUOTE)}_words"
    query = f"'{{title}} : ('||{query}||')'" if title else query
    return f"{key} IN (SELECT rowid FROM {index} WHERE {index} MATCH {query})"  # noqa: S608 - of compiled clauses


@compiles(_Matches, "postgresql")
def _matches_postgresql(element: _Matches, compiler: SQLCompiler, **kw: Any) -> str:
    key, query, _, *title = (compiler.process(clause, **kw) for clause in element.clauses)
    row, _, _ = key.rpartition(".")
    words = f"array_to_tsvector(folded_words({title[0]}))" if title else f"{row}.words"
    return f"{words} @@ CAST({query} AS tsquery)"


_QUOTE = "'"


class folded_text(FunctionElement[str]):  # noqa: N801 - reads as the SQL function it is
    """The words of a text with a space between them; empty where there is no text."""

    name = "folded_text"
    type = Text()
    inherit_cache = True


@compiles(folded_text, "sqlite")
def _folded_text_sqlite(element: folded_text, compiler: SQLCompiler, **kw: Any) -> str:
    return f"folded_words({compiler.process(element.clauses, **kw)})"


@compiles(folded_text, "postgresql")
def _folded_text_postgresql(element: folded_text, compiler: SQLCompiler, **kw: Any) -> str:
    return f"array_to_string(folded_words({compiler.process(element.clauses, **kw)}), ' ')"
