"""Records of what others knew: checked, gathered in a stage, then upserted by noun with their ids.

A record comes as an object in GraphQL's words, as far as it is known. Nothing here knows where it came from.
"""
