"""Work that has begun: what never has to wait is done at once, and needs no time limit and nobody who watches."""

from collections.abc import Coroutine, Generator
from functools import partial
from typing import Any, Generic, TypeVar, cast

T = TypeVar("T")


class Begun(Generic[T]):
    """A coroutine that has run until it first waits. Making one raises what it raises until there."""

    def __init__(self, work: Coroutine[Any, Any, T]) -> None:
        self._work = work
        self._waits_for: Any = None
        self._result: T | None = None
        self.done = False
        """Whether it has ended without waiting for anything."""
        try:
            self._waits_for = work.send(None)
        except StopIteration as end:
            self.done, self._result = True, end.value

    @property
    def result(self) -> T:
        """What came of work that is done."""
        return cast(T, self._result)

    def __await__(self) -> Generator[Any, Any, T]:
        """Do the rest, in the task that has begun it."""
        if self.done:
            return self.result
        waits_for = self._waits_for
        while True:
            try:
                step = partial(self._work.send, (yield waits_for))
            except BaseException as error:  # cancelled, for example: that is for the work to know
                step = partial(self._work.throw, error)
            try:
                waits_for = step()
            except StopIteration as end:
                return cast(T, end.value)
