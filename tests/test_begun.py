"""Work that has begun goes on as a coroutine does that was awaited from its beginning."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from server.begun import Begun


async def gate(opened: asyncio.Event, told: list[str], *, stubborn: int = 0) -> str:
    """Waits twice; notes how often it was stopped, and goes on all the same as often as it is `stubborn`."""
    told.append("begun")
    for _ in range(2):
        while True:
            try:
                await opened.wait()
                break
            except asyncio.CancelledError:
                told.append("stopped")
                if told.count("stopped") > stubborn:
                    raise
        await asyncio.sleep(0)
    return "through"


def run(test: Callable[[], Awaitable[Any]]) -> Any:
    async def whole() -> Any:
        return await asyncio.wait_for(test(), 30)

    return asyncio.run(whole())


def test_what_never_waits_is_done_at_once() -> None:
    async def at_once() -> int:
        return 7

    begun = Begun(at_once())
    assert begun.done
    assert begun.result == 7

    async def awaited() -> int:
        return await begun

    assert run(awaited) == 7


def test_an_error_before_the_first_wait_is_raised_at_once() -> None:
    async def wrong() -> None:
        raise ValueError("wrong")

    with pytest.raises(ValueError, match="wrong"):
        Begun(wrong())


def test_what_waits_goes_on_in_the_task_that_has_begun_it() -> None:
    async def test() -> str:
        opened, told = asyncio.Event(), list[str]()
        tasks = []

        async def work() -> str:
            tasks.append(asyncio.current_task())
            said = await gate(opened, told)
            tasks.append(asyncio.current_task())
            return said

        begun = Begun(work())
        assert (begun.done, told) == (False, ["begun"])
        asyncio.get_running_loop().call_soon(opened.set)
        said = await begun
        assert tasks == [asyncio.current_task()] * 2
        return said

    assert run(test) == "through"


def test_an_error_after_a_wait_is_raised_where_it_is_awaited() -> None:
    async def wrong() -> None:
        await asyncio.sleep(0)
        raise ValueError("late")

    async def test() -> None:
        begun = Begun(wrong())
        with pytest.raises(ValueError, match="late"):
            await begun

    run(test)


@pytest.mark.parametrize("stubborn", [0, 1])
def test_work_hears_that_it_is_stopped(stubborn: int) -> None:
    async def test() -> list[str]:
        opened, told = asyncio.Event(), list[str]()

        async def whole() -> str:
            return await Begun(gate(opened, told, stubborn=stubborn))

        task = asyncio.create_task(whole())
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.sleep(0)
        opened.set()
        told.append((await asyncio.gather(task, return_exceptions=True))[0].__class__.__name__)
        return told

    assert run(test) == ["begun", "stopped", "str" if stubborn else "CancelledError"]


def test_a_time_limit_stops_it() -> None:
    async def test() -> list[str]:
        told: list[str] = []
        begun = Begun(gate(asyncio.Event(), told))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await begun
        return told

    assert run(test) == ["begun", "stopped"]
