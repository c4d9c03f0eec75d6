"""Signed as the specification of Standard Webhooks says, with its own example."""

from datetime import UTC, datetime

import pytest
from homing.adapters.standard_webhooks import headers, is_key, new_key

KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
AT = datetime.fromtimestamp(1614265330, UTC)
BODY = b'{"test": 2432232314}'
SIGNED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
"""https://github.com/standard-webhooks/standard-webhooks/blob/main/libraries/python/tests/test_webhooks.py"""


def test_the_example_of_the_specification() -> None:
    assert headers([KEY], "msg_p5jXN8AQM9LWM0D4loKWxJek", AT, BODY) == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": SIGNED,
    }


def test_while_keys_are_changed_each_in_force_signs() -> None:
    other = new_key()

    signed = headers([other, KEY], "msg_p5jXN8AQM9LWM0D4loKWxJek", AT, BODY)["webhook-signature"]

    assert len(signed.split()) == 2
    assert signed.split()[1] == SIGNED


def test_a_new_key_is_one_and_never_the_same() -> None:
    assert is_key(new_key())
    assert new_key() != new_key()


@pytest.mark.parametrize(
    "text", ["", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_***"]
)
def test_what_is_no_key_is_known(text: str) -> None:
    assert not is_key(text)
