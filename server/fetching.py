"""Fetches calendars from addresses that members have named."""

import asyncio

from resolvers.calendar_files import Unusable

SECONDS = 10


class Fetcher:
    """Gets texts within a time. `anywhere` lets private networks and http be asked too."""

    def __init__(self, anywhere: bool, seconds: float = SECONDS) -> None:
        self.anywhere = anywhere
        self.seconds = seconds

    async def fetch(self, url: str) -> str:
        """The text at an address. Raises `Unusable`."""
        from server.downloads import download

        try:
            async with asyncio.timeout(self.seconds):
                return (await download(url, self.anywhere)).decode("utf-8-sig")
        except TimeoutError:
            raise Unusable(f"There was no whole answer within {self.seconds:g} seconds.") from None
        except UnicodeDecodeError:
            raise Unusable("The answer is not UTF-8.") from None
