"""Where a webhook may go: to addresses of the public internet, each looked up once and then called itself.

A name that was looked up twice could lead to somewhere else the second time (DNS rebinding).
"""

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from homing.domain.errors import CallForbidden, CallUnanswered

Allowed = Callable[[IPv4Address | IPv6Address], bool]

_CARRY_IPV4 = (
    IPv6Network("64:ff9b::/96"),  # NAT64
    IPv6Network("64:ff9b:1::/48"),
    IPv6Network("2002::/16"),  # 6to4
    IPv6Network("2001::/32"),  # Teredo
    IPv6Network("::/96"),  # IPv4-compatible
)


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is one of the public internet, and leads to no other inside it."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if any(address in network for network in _CARRY_IPV4):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def look_up(host: str, port: int, allowed: Allowed = is_public) -> str:
    """The one address to call.

    Raises:
        CallForbidden: one of the name's addresses is none of the public internet.
        CallUnanswered: nobody knows the name just now.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise CallUnanswered("the name of the address was not found") from None
    addresses = [str(each[4][0]) for each in found]
    if not addresses:
        raise CallUnanswered("the name of the address was not found")
    if not all(allowed(ip_address(each.partition("%")[0])) for each in addresses):
        raise CallForbidden("the address leads into a private network; a webhook calls the public internet")
    return addresses[0]
