"""Whether a text tells of somebody, and what is left of it without them."""

import json

import pytest
from homing.domain.naming import Naming

ADA = Naming(["email#ada@example.com", "customer#7011", "cart#c1-abcdef-123456", "phone#+4799887766"])


@pytest.mark.parametrize(
    "text",
    [
        '{"mail": {"destination": ["Ada@Example.com"]}}',
        '{"commonHeaders": {"to": ["Ada <ada@example.com>"]}}',
        '{"customer": {"id": 7011}}',
        '{"customer_id": "7011"}',
        '{"admin_graphql_api_id": "gid://shopify/Customer/7011"}',
        '{"userId": "7011"}',
        '{"link": "https://shop.example/carts/c1-abcdef-123456?x=1"}',
        "plain words to ada@example.com",
        '{"phone": "+4799887766"}',
        json.dumps({"Message": json.dumps({"originationNumber": "+4799887766", "messageBody": "STOP"})}),
    ],
)
def test_a_text_that_tells_of_them_is_known(text: str) -> None:
    assert ADA.names(text)


@pytest.mark.parametrize(
    "text",
    [
        '{"email": "not-ada@example.com"}',
        '{"email": "ada@example.community"}',
        '{"quantity": 7011, "total": "7011"}',
        '{"id": 70112}',
        '{"phone": "+47998877661"}',
        '{"id": true}',
        "7011",
        "",
    ],
)
def test_a_text_that_only_looks_like_it_is_not(text: str) -> None:
    assert not ADA.names(text)


def test_of_lines_and_of_a_batch_only_theirs_go() -> None:
    theirs, others = {"email": "ada@example.com"}, {"email": "eve@example.com"}
    lines = "\n".join(map(json.dumps, (others, theirs, others)))
    batch = json.dumps({"batch": [theirs, others], "sentAt": None})

    kept = (ADA.without(lines.encode()) or b"").decode().splitlines()
    assert [json.loads(line) for line in kept] == [others, others]
    assert json.loads(ADA.without(batch.encode()) or b"") == {"batch": [others], "sentAt": None}


def test_what_is_one_thing_goes_as_a_whole_or_stays_as_it_is() -> None:
    order = json.dumps({"id": 1, "customer": {"email": "ada@example.com"}, "lines": []}, indent=1)

    assert ADA.without(order.encode()) is None
    assert ADA.without(b'{"id":  1}') == b'{"id":  1}'
    assert ADA.without(b"\xff\x00") == b"\xff\x00"


def test_an_export_takes_their_parts_alone() -> None:
    theirs, others = {"email": "ada@example.com"}, {"email": "eve@example.com"}

    assert list(ADA.told(json.dumps({"batch": [theirs, others]}).encode())) == [theirs]
    assert list(ADA.told(f"{json.dumps(others)}\n{json.dumps(theirs)}".encode())) == [theirs]


def test_nobody_is_in_nothing() -> None:
    assert not Naming([]).names("anything at all@example.com")
