"""Addresses of webhooks: which a member may name, and which machines they may lead to."""

import ipaddress
from urllib.parse import urlsplit

LONGEST = 2_000
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def problem(url: str, anywhere: bool) -> str | None:
    """What is wrong with an address, in words that follow its name; `anywhere` also takes http and this network."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "must be an address like https://hooks.example.org/convene."
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url or not host or port == 0:
        return f"must be an address like https://hooks.example.org/convene, of at most {LONGEST} characters."
    if parts.scheme != "https" and not (anywhere and parts.scheme == "http"):
        return "must begin with https://."
    if parts.username is not None or parts.password is not None or parts.fragment:
        return "must hold no user, password or fragment."
    if not anywhere and _is_inside(host):
        return "must not lead into a private network."
    return None


def _is_inside(host: str) -> bool:
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        return not is_public(name)
    except ValueError:
        return False  # a name: what it leads to is looked at before every delivery


def is_public(address: str) -> bool:
    """Whether an IP address is one of the Internet, and not of this machine, this network or for special use. What is
    wrapped in it counts too. Raises `ValueError`.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        wrapped = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if wrapped is None and ip in _NAT64:
            wrapped = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if wrapped:
            return is_public(str(wrapped))
    return ip.is_global and not ip.is_multicast
