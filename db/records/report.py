"""What became of records: counts by noun, and why some were passed over."""

from dataclasses import dataclass, field
from typing import Any

from db.records.upsert import Outcome


@dataclass
class Counts:
    """How many rows were new, updated and unchanged."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass
class Passed:
    """How many records were passed over for one reason, and the first of them."""

    noun: str
    reason: str
    file: int
    record: int
    count: int = 0


@dataclass
class Report:
    """The account of an import. It grows with nouns and reasons, not with records."""

    nouns: dict[str, Counts] = field(default_factory=dict)
    passed: dict[tuple[str, str], Passed] = field(default_factory=dict)

    def add(self, noun: str, outcome: Outcome) -> None:
        """Count what became of some rows."""
        counts = self.nouns.setdefault(noun, Counts())
        counts.new += len(outcome.new)
        counts.updated += len(outcome.updated)
        counts.unchanged += outcome.unchanged

    def pass_over(self, noun: str, reason: str, file: int, record: int) -> None:
        """Count a record that nothing was made of."""
        self.passed.setdefault((noun, reason), Passed(noun, reason, file, record)).count += 1

    def as_data(self, files: list[str]) -> dict[str, Any]:
        """The account as plain data."""
        return {
            "files": files,
            "nouns": {noun: vars(counts) for noun, counts in self.nouns.items()},
            "passedOver": [{**vars(passed), "file": files[passed.file]} for passed in self.passed.values()],
        }
