"""Where a webhook may go: the public internet, and nowhere inside."""

import socket
from ipaddress import ip_address

import pytest
from homing.adapters.public_addresses import is_public, look_up
from homing.domain.errors import CallForbidden, CallUnanswered

PUBLIC = ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"]
INSIDE = [
    "127.0.0.1",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.9",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fd00:ec2::254",
    "ff02::1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::a00:1",
    "2002:a00:1::1",
    "::10.0.0.1",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_the_public_internet_may_be_called(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("address", INSIDE)
def test_nothing_inside_may_be_called(address: str) -> None:
    assert not is_public(ip_address(address))


def answers(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    asked = []

    def look(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look)
    return asked


def test_a_name_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answers(monkeypatch, "93.184.215.14", "8.8.8.8")

    assert look_up("hooks.example", 443) == "93.184.215.14"
    assert asked == ["hooks.example"]


def test_a_name_with_one_address_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, "93.184.215.14", "10.0.0.1")

    with pytest.raises(CallForbidden):
        look_up("hooks.example", 443)


def test_a_name_that_nobody_knows_may_be_known_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch)

    with pytest.raises(CallUnanswered):
        look_up("hooks.example", 443)
