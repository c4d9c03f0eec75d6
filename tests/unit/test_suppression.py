"""What is kept of an address that must not be mailed."""

from homing.domain.suppression import address_key

SECRET = b"a secret"


def test_an_address_has_one_key_however_it_is_written() -> None:
    key = address_key("ada@example.com", SECRET)

    assert address_key(" Ada@Example.COM", SECRET) == key
    assert len(key) == 26


def test_the_key_reveals_no_address_and_differs_in_another_deployment() -> None:
    key = address_key("ada@example.com", SECRET)

    assert "ada" not in key
    assert address_key("eve@example.com", SECRET) != key
    assert address_key("ada@example.com", b"another") != key
