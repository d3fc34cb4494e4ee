"""Where a request really comes from, behind a proxy too. A header of a client that is no trusted proxy says nothing."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

from aiohttp import web

from familydash.web.keys import SETTINGS, IPNetwork


def client_address(request: web.Request, trusted_proxies: Sequence[IPNetwork]) -> str:
    """The nearest address that is not a trusted proxy's; of `X-Forwarded-For` the right-most such hop.
    Empty on a socket that has no address."""
    nearest = _address(request.remote or "")
    if nearest is None:
        return ""
    hops = ",".join(request.headers.getall("X-Forwarded-For", ())).split(",")
    while hops and _trusted(nearest, trusted_proxies):
        hop = _address(hops.pop())
        if hop is None:  # nonsense: the proxy that passed it on is all we know
            break
        nearest = hop
    return str(nearest)


def is_secure(request: web.Request) -> bool:
    """Whether the browser came over https: to us, or to a trusted proxy that says so."""
    peer = _address(request.remote or "")
    said = ",".join(request.headers.getall("X-Forwarded-Proto", ())).rpartition(",")[2].strip().lower()
    if said and peer is not None and _trusted(peer, request.app[SETTINGS].trusted_proxies):
        return said == "https"
    return request.scheme == "https"


def _trusted(address: IPv4Address | IPv6Address, networks: Sequence[IPNetwork]) -> bool:
    return any(address in network for network in networks)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """`192.0.2.1`, `192.0.2.1:80`, `2001:db8::1` or `[2001:db8::1]:80`; IPv4 in IPv6 becomes what it stands for."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
