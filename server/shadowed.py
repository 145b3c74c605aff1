"""Groups whose names in addresses are those of other addresses of this site: an import may bring some."""

import logging
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

import db
from resolvers.context import system_session
from resolvers.keys import folded

logger = logging.getLogger("convene.groups")


async def report(engine: AsyncEngine, segments: Iterable[str]) -> None:
    """Say at the start which groups no address by name leads to. By their ids they are reached as before."""
    async with system_session(engine) as session:
        found = await session.scalars(
            select(db.Group.urlname).where(db.Group.urlname_key.in_({folded(segment) for segment in segments}))
        )
        for urlname in found:
            logger.warning("the group %s is reached by its id only: other addresses begin with its name", urlname)
