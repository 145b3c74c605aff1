"""What can be changed about groups themselves, and mutation fields that answer something else than a payload."""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLError

from resolvers import batches, nouns
from resolvers.commands import Payload, Perform, command
from resolvers.fields import One, Resolver
from resolvers.group_drafts import create_draft, delete_draft, publish_draft, update_draft
from resolvers.group_edits import update_group
from resolvers.photo_commands import create_photo

_GROUP = One(nouns.GROUP, key="group")


def _bare(perform: Perform) -> Resolver:
    """A command whose field has no payload to tell problems in: they are an error, with all of them in `problems`."""
    carry_out = command(perform).function

    async def run(given: Mapping[str, Any]) -> Payload:
        payload: Payload = await carry_out(given)
        if payload["errors"]:
            first, *_ = problems = payload["errors"]
            extensions = {"code": first["code"], "field": first["field"], "problems": problems}
            raise GraphQLError(first["message"], extensions=extensions)
        return payload

    return Resolver(run)


async def _updated(given: Mapping[str, Any]) -> Any:
    group_id = (await _bare(update_group).function(given))["group"]
    return None if group_id is None else await batches.one(_GROUP).load(group_id)


async def _deleted(given: Mapping[str, Any]) -> bool:
    return bool((await _bare(delete_draft).function(given))["done"])


PAGE_MUTATIONS = {
    "update_group": Resolver(_updated),
    "create_group_draft": command(create_draft),
    "update_group_draft": command(update_draft),
    "delete_group_draft": Resolver(_deleted),
    "publish_group_draft": command(publish_draft),
    "create_group_event_photo": command(create_photo),
}
