"""What every mutation takes and answers."""

from typing import Any

from resolvers import nouns
from schema.fields import Argument, of, say


def takes(kind: Any) -> dict[str, Argument]:
    """The one argument of a mutation."""
    return {"input": Argument(kind, "What to do.")}


@of(nouns.PROBLEM, "Why something was not done.")
class PayloadError:
    """Published as PayloadError."""

    code: str = say("A word for programs, like FORBIDDEN or NOT_FOUND.")
    message: str = say("A sentence for people.")
    field: str | None = say("The input field that it is about, with dots into nested ones.")


REFUSALS = "Why nothing was done; null if it was."
