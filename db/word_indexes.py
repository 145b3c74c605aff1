"""The indexes of words: what makes them, and takes them away. The database itself keeps them in step.

Triggers on SQLite (FTS5) and generated columns on PostgreSQL (tsvector with GIN) follow the texts, so whoever writes
one need not know of the index. The mapped classes do not know of them either.
"""

from typing import Any

from sqlalchemy import Connection, MetaData, event

from db.base import Base
from db.words import FOLDING, LONGEST_TEXT, LONGEST_WORD, MARKUP, SEPARATORS, SIGNS, SPELLED

TITLES = {"event": ("title",), "group": ("name", "urlname")}
TEXTS = {"event": "description_text", "group": "description"}
"""The columns that make up the title and the text, by noun."""


def _text(noun: str, row: str = "") -> str:
    return f"coalesce({row}{TEXTS[noun]}, '')"


def _in_html(noun: str) -> bool:
    """Descriptions of groups are HTML as it was typed."""
    return noun == "group"


def _title(noun: str, row: str = "") -> str:
    return " || ' ' || ".join(f"{row}{column}" for column in TITLES[noun])


def _function() -> str:
    """`folded_words` as PostgreSQL runs it: the text is cut first, as only words beyond ASCII need the map, which takes
    long. What has no partner in the map is taken out.
    """
    pairs = sorted(FOLDING.items(), key=lambda pair: pair[1] is None)
    there, here = "".join(char for char, _ in pairs), "".join(to or "" for _, to in pairs)
    deep = "raw"
    for char, to in SPELLED.items():
        deep = f"replace({deep}, '{char}', '{to}')"
    deep = rf"regexp_replace(translate({deep}, '{there}', '{here}'), '([{SIGNS}])', ' \1 ', 'g')"
    small = f'lower(left(given, {LONGEST_TEXT}) COLLATE "C")'
    head = "CREATE FUNCTION folded_words(given text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $body$"
    return (
        f"{head} SELECT coalesce(array_agg(left(found, {LONGEST_WORD})), '{{}}') FROM "  # noqa: S608 - of constants
        f"regexp_split_to_table({small}, '[{SEPARATORS}]+') AS raw CROSS JOIN LATERAL "
        rf"unnest(string_to_array(CASE WHEN raw ~ '[^\u0001-\u007f]' THEN {deep} ELSE raw END, ' ')) AS found "
        "WHERE found <> '' $body$"
    )


def _on_postgresql(noun: str) -> list[str]:
    """The generated column of words and its index."""
    text = f"regexp_replace({_text(noun)}, '{MARKUP}', ' ', 'g')" if _in_html(noun) else _text(noun)
    words = f"array_to_tsvector(folded_words({_title(noun)}) || folded_words({text}))"
    return [
        f"ALTER TABLE {noun}s ADD COLUMN words tsvector GENERATED ALWAYS AS ({words}) STORED",
        f"CREATE INDEX ix_{noun}s_words ON {noun}s USING gin (words)",
    ]


def _on_sqlite(noun: str) -> list[str]:
    """The FTS5 table, which keeps no text of its own, and the triggers that follow the texts."""
    index, followed = f"{noun}_words", ", ".join(("id", *TITLES[noun], TEXTS[noun]))

    def words(row: str) -> str:
        text = f"without_tags({_text(noun, row)})" if _in_html(noun) else _text(noun, row)
        return f"{row}id, folded_words({_title(noun, row)}), folded_words({text})"

    gone = f"INSERT INTO {index}({index}, rowid, title, text) VALUES ('delete', {words('old.')});"  # noqa: S608
    come = f"INSERT INTO {index}(rowid, title, text) VALUES ({words('new.')});"  # noqa: S608
    return [
        f"CREATE VIRTUAL TABLE {index} USING"
        " fts5(title, text, content='', detail=column, tokenize='ascii', prefix='1 2 3')",
        f"CREATE TRIGGER {index}_come AFTER INSERT ON {noun}s BEGIN {come} END",
        f"CREATE TRIGGER {index}_gone AFTER DELETE ON {noun}s BEGIN {gone} END",
        f"CREATE TRIGGER {index}_changed AFTER UPDATE OF {followed} ON {noun}s BEGIN {gone} {come} END",
        f"INSERT INTO {index}(rowid, title, text) SELECT {words('')} FROM {noun}s",  # noqa: S608
    ]


def make(connection: Connection) -> None:
    """Make the indexes of the rows that are there."""
    if connection.dialect.name == "sqlite":
        statements = [statement for noun in TEXTS for statement in _on_sqlite(noun)]
    else:
        statements = [_function(), *(statement for noun in TEXTS for statement in _on_postgresql(noun))]
    for statement in statements:
        connection.exec_driver_sql(statement)


def take_away(connection: Connection) -> None:
    """Take the indexes away again."""
    if connection.dialect.name == "sqlite":
        statements = [f"DROP TRIGGER {noun}_words_{when}" for noun in TEXTS for when in ("come", "gone", "changed")]
        statements += [f"DROP TABLE {noun}_words" for noun in TEXTS]
    else:
        statements = [f"ALTER TABLE {noun}s DROP COLUMN words" for noun in TEXTS]
        statements += ["DROP FUNCTION folded_words(text)"]
    for statement in statements:
        connection.exec_driver_sql(statement)


def is_mapped(name: str | None, kind: str, _parents: Any = None) -> bool:
    """Whether the mapped classes are to describe what a database holds: all but these indexes."""
    if kind == "table":
        return not any(f"{name}_".startswith(f"{noun}_words_") for noun in TEXTS)
    return not (kind == "column" and name == "words") and not (kind == "index" and f"{name}".endswith("_words"))


@event.listens_for(Base.metadata, "after_create")
def _with_the_tables(_metadata: MetaData, connection: Connection, **_: Any) -> None:
    make(connection)
