"""Signed addresses: what a signature covers, and the address that carries it (`sign=true`, `sig_id`, `sig`)."""

from collections.abc import Mapping
from urllib.parse import urlencode

from legacy_rest.tables import Call

SIGNATURE = ("sig_id", "sig")
"""Parameters of a signed address: the member whose credential signed it, and the signature."""
_UNSIGNED = {"sign", "key", "access_token", *SIGNATURE}
"""What a signed address leaves out of the one that asked for it."""
_FREE = {*_UNSIGNED, "page", "offset", "format", "callback", "_", "photo-host"}
"""Parameters that may be changed in a signed address: how it is answered, and which page."""


def definitive(call: Call, given: Mapping[str, str]) -> str:
    """What a signature covers: the call and whatever decides what it tells. Parameters that are empty or say what
    the call takes anyway count for nothing, so that the addresses in `meta`, which repeat them, are signed as well.
    """
    usual = dict(call.listing.echo) if call.listing else {}
    kept = sorted((name, value) for name, value in given.items() if value and name not in _FREE)
    return f"{call.operation}?{urlencode([pair for pair in kept if pair[1] != usual.get(pair[0])])}"


def signed_address(link: str, asked: Mapping[str, str], signature: Mapping[str, str]) -> str:
    """An address that answers without a credential. `asked` is the query that asked for it."""
    kept = {name: value for name, value in asked.items() if name not in _UNSIGNED}
    return f"{link}?{urlencode({**kept, **signature})}"
