"""Who may bring us events."""

import pytest
from homing.adapters.signatures import ShopifySignatures, sign
from homing.domain.errors import InvalidSignature

BODY = b'{"id":1,"url":"https:\\/\\/fjord.example"}'


def test_the_signature_is_shopifys() -> None:
    # printf '{"a":1}' | openssl dgst -sha256 -hmac hush -binary | base64
    assert sign(b'{"a":1}', "hush") == "3+Yq/TpwjqJ7IXuMq8EfED7b+y0XbokqOKLUdagDxMI="


@pytest.mark.parametrize("secret", ["new", "old"])
def test_both_secrets_of_a_rotation_are_believed(secret: str) -> None:
    ShopifySignatures(lambda: ["new", "old"]).check(BODY, sign(BODY, secret))


@pytest.mark.parametrize(
    "signature", [None, "", "not base64 ✓", sign(BODY, "another"), sign(BODY + b" ", "new")]
)
def test_any_other_signature_is_refused(signature: str | None) -> None:
    with pytest.raises(InvalidSignature):
        ShopifySignatures(lambda: ["new", "old"]).check(BODY, signature)


@pytest.mark.parametrize("secrets", [[], [""]])
def test_without_a_secret_nobody_is_believed(secrets: list[str]) -> None:
    with pytest.raises(InvalidSignature):
        ShopifySignatures(lambda: secrets).check(BODY, sign(BODY, ""))


def test_a_new_secret_counts_at_once() -> None:
    secrets = ["old"]
    signatures = ShopifySignatures(lambda: secrets)

    secrets.insert(0, "new")

    signatures.check(BODY, sign(BODY, "new"))
