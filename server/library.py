"""Documents that clients name instead of sending them: trusted ones from a folder, and automatic persisted queries."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path

from resolvers.errors import Code
from schema.engine import refusal
from server.asked import Asked
from server.settings import BadSetting

LARGEST_TEXT = 1_000_000
NOT_FOUND, NOT_SUPPORTED = "PersistedQueryNotFound", "PersistedQueryNotSupported"
"""The sentences that Apollo's clients know."""


class Library:
    """Finds the text of what is asked. `only` admits no documents but the trusted ones."""

    def __init__(self, trusted: dict[str, str], *, only: bool, room: int) -> None:
        self.trusted = trusted
        self.texts = frozenset(trusted.values())
        self.only = only
        self.room = room
        self._kept: OrderedDict[str, str] = OrderedDict()
        self._length = 0

    def text(self, asked: Asked) -> str:
        """The document. Raises `Refused`."""
        if asked.document_id:
            return self._named(asked)
        persisted = asked.extensions.get("persistedQuery")
        text = asked.query if persisted is None else self._persisted(persisted, asked.query)
        if not text:
            raise refusal("`query` must be the text of a GraphQL document.", Code.BAD_USER_INPUT)
        if self.only and text not in self.texts:
            raise refusal("Only trusted documents are answered here: name one by its `documentId`.", Code.FORBIDDEN)
        return text

    def _named(self, asked: Asked) -> str:
        if asked.query:
            raise refusal("`documentId` and `query` exclude each other.", Code.BAD_USER_INPUT)
        text = self.trusted.get(asked.document_id or "")
        if text is None:
            raise refusal(f"`documentId`: there is no document {str(asked.document_id)[:100]!r}.", Code.NOT_FOUND)
        return text

    def _persisted(self, given: object, query: str | None) -> str:
        """What an automatic persisted query stands for; with its text it is kept for the next time."""
        digest = given.get("sha256Hash") if isinstance(given, dict) else None
        if not isinstance(digest, str) or not isinstance(given, dict) or given.get("version") != 1:
            raise refusal("`extensions.persistedQuery` must have version 1 and a sha256Hash.", Code.BAD_USER_INPUT)
        if not self.room:
            raise refusal(NOT_SUPPORTED, Code.PERSISTED_QUERY_NOT_SUPPORTED)
        if query is None:
            return self._remembered(digest)
        if hashlib.sha256(query.encode()).hexdigest() != digest.lower():
            raise refusal("`extensions.persistedQuery.sha256Hash` is not the hash of `query`.", Code.BAD_USER_INPUT)
        if not self.only:
            self._keep(digest.lower(), query)
        return query

    def _remembered(self, digest: str) -> str:
        text = self._kept.get(digest.lower()) or self.trusted.get(f"sha256:{digest.lower()}")
        if text is None:
            raise refusal(NOT_FOUND, Code.PERSISTED_QUERY_NOT_FOUND)
        return text

    def _keep(self, digest: str, text: str) -> None:
        if digest in self._kept:
            self._kept.move_to_end(digest)
            return
        self._kept[digest] = text
        self._length += len(text)
        while len(self._kept) > self.room or (self._length > LARGEST_TEXT and len(self._kept) > 1):
            self._length -= len(self._kept.popitem(last=False)[1])


def trusted_documents(folder: Path | None, problems: Callable[[str], Sequence[str]]) -> dict[str, str]:
    """The `.graphql` files of a folder, by their path without its end, and by `sha256:` and the hash of their text.

    Raises `BadSetting` for a file that is not valid.
    """
    if folder is None:
        return {}
    if not folder.is_dir():
        raise BadSetting(f"TRUSTED_DOCUMENTS: {str(folder)!r} is not a folder.")
    found = {}
    for path in sorted(folder.rglob("*.graphql")):
        text = path.read_text("utf-8")
        if wrong := problems(text):
            raise BadSetting(f"TRUSTED_DOCUMENTS: {path} does not fit the schema ({wrong[0]}).")
        found[path.relative_to(folder).with_suffix("").as_posix()] = text
        found[f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"] = text
    return found
