"""What is refused as spam: texts that hold one of the words that the house has put on its list."""

import re
from collections.abc import Iterable


class SpamRule:
    """Finds words and phrases, whole and in any case. An empty list finds nothing."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        listed = sorted({" ".join(word.split()) for word in words} - {""})
        spelled = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in listed)
        self._found = re.compile(rf"(?<!\w)(?:{spelled})(?!\w)", re.IGNORECASE) if listed else None

    def finds(self, text: str) -> bool:
        """Whether this is spam."""
        return self._found is not None and self._found.search(text) is not None


NO_RULE = SpamRule()
