"""Which addresses may be called: only public ones, on the ports of the web.

The guard makes the sockets of the connections, so what it checks is the very address that is called: nothing stands
between the check and the call. A resolver would be no guard, for literal addresses go around it.
"""

import errno
import socket
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Any, Final

AddrInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[Any, ...]]
"""As `socket.getaddrinfo` gives it: family, type, protocol, name, address."""

PORTS: Final = frozenset({80, 443})

_NOT_PUBLIC: Final = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by the customers of a provider (carrier-grade NAT)
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local, and where clouds keep their metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
_GLOBAL_UNICAST: Final = IPv6Network("2000::/3")
"""All that IANA gives out. What wraps an IPv4 address (mapped, compatible, NAT64), ULA, link-local, site-local, multicast
and 5f00::/16 lie outside of it."""
_NOT_UNICAST: Final = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: an IPv4 address inside
        "3fff::/20",  # documentation
    )
)
_INTERFACES: Final = Path("/proc/net/if_inet6")  # on each line an address in hex, an index, the length of its prefix


class Refused(OSError):
    """An address that is not to be called. An OSError, so that it looks like one that does not answer."""

    def __init__(self) -> None:
        super().__init__(errno.EACCES, "not to be called")


@dataclass(frozen=True)
class Guard:
    """`also` are exact pairs of address and port that may be called as well. Only tests have some: no option, no
    variable and no request leads to them."""

    also: frozenset[tuple[str, int]] = frozenset()

    def socket(self, info: AddrInfo) -> socket.socket:
        """A socket for that address: aiohttp's `socket_factory`. Raises Refused."""
        family, kind, protocol, _, (host, port, *_) = info
        if not self.allows(host, port):
            raise Refused
        return socket.socket(family, kind, protocol)

    def allows(self, host: str, port: int) -> bool:
        return (host, port) in self.also or (port in PORTS and is_public(host))


def is_public(host: str) -> bool:
    """Whether an address, as text, is one of the internet's and of no machine here."""
    try:
        address = ip_address(host)
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC) and not _is_ours(address)
    return (
        address in _GLOBAL_UNICAST
        and not any(address in network for network in (*_NOT_UNICAST, *_our_networks()))
        and not _is_ours(address)
    )


def _is_ours(address: IPv4Address | IPv6Address) -> bool:
    """Whether it is an address of this machine: only those can be bound."""
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as own:
        own.bind((str(address), 0))
        return True
    return False


def _our_networks() -> list[IPv6Network]:
    """The /64 of each interface: in IPv6 the neighbour's printer has a public address too."""
    try:
        lines = _INTERFACES.read_text("ascii").splitlines()
    except OSError:  # no IPv6 here
        return []
    networks = []
    for line in lines:
        address, _, length, *_ = line.split()
        prefix = min(int(length, 16), 64)
        networks.append(ip_network((int(address, 16), prefix), strict=False))
    return [network for network in networks if isinstance(network, IPv6Network)]
