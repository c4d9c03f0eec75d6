"""Links, subject lines and steps, from what recipients did to what the report tells of it."""

from typing import Any

from homing import bootstrap
from homing.services.report_json import report_json

from tests.builders import DAY, HOUR, at, checkout, order, recipient, refund, subscriber, webhook
from tests.journeys.conftest import START, play

SIGNED_UP = at("2026-01-05 10:00")  # before the start: consent, no welcome
LEFT = at("2026-03-04 10:20")
KNOWN = webhook("customers/create", subscriber(at=SIGNED_UP), at=SIGNED_UP)
ABANDONED = webhook("checkouts/create", checkout(at=LEFT), at=LEFT)
SWEATER = "https://shop.example.com/products/sweater"


def clicked(link: str, hours: float) -> str:
    return recipient("click", at=LEFT + hours * HOUR, link=link)


def told(*lines: str) -> dict[str, Any]:
    play([KNOWN, ABANDONED, *lines])
    report = report_json(bootstrap.summarize().between(START, START + 30 * DAY))
    workflow: dict[str, Any] = report["workflows"]["abandoned_cart"]
    return workflow


def links(workflow: dict[str, Any]) -> dict[str, tuple[int, int, int, float]]:
    return {
        each["link"]: (each["clicked"], each["converted"], each["credited"], each["revenue"])
        for each in workflow["links"]["reminder"]
    }


def test_the_last_link_before_an_order_has_its_credit_and_all_before_it_its_goal() -> None:
    ordered = LEFT + 5 * HOUR
    workflow = told(
        clicked(f"{SWEATER}?utm_source=mail", 2),
        clicked(f"{SWEATER}?utm_source=mail&again", 3),
        clicked("https://shop.example.com/pages/returns", 4),
        webhook("orders/create", order(at=ordered, total="298.00"), at=ordered),
        clicked("https://shop.example.com/pages/care", 6),
    )

    assert links(workflow) == {
        "shop.example.com/products/sweater": (1, 1, 0, 0.0),
        "shop.example.com/pages/returns": (1, 1, 1, 298.0),
        "shop.example.com/pages/care": (1, 0, 0, 0.0),
    }
    assert (workflow["kpis"]["clicked"], workflow["kpis"]["revenue"]) == (1, 298.0)


def test_what_is_sent_back_is_taken_from_the_link_that_earned_it() -> None:
    ordered = LEFT + 5 * HOUR
    workflow = told(
        clicked(SWEATER, 2),
        webhook("orders/create", order(at=ordered, total="298.00"), at=ordered),
        webhook("refunds/create", refund(1, 7000, "98.00", at=ordered + DAY), at=ordered + DAY),
    )

    assert links(workflow) == {"shop.example.com/products/sweater": (1, 1, 1, 200.0)}


def test_a_scanner_that_follows_every_link_acts_nowhere() -> None:
    burst = [clicked(f"https://shop.example.com/pages/{n}", 2 + n / 3600) for n in range(4)]

    assert told(*burst)["links"] == {}


def test_a_mail_counts_under_its_subject_as_the_catalogue_has_it() -> None:
    workflow = told(recipient("open", at=LEFT + 2 * HOUR))

    assert [(each["line"], each["sent"], each["opened"]) for each in workflow["subjects"]["reminder"]] == [
        ("Glemte du noe?", 1, 1)
    ]
    lines = [each["line"] for of_step in workflow["subjects"].values() for each in of_step]
    assert any("{percent}" in line for line in lines)


def test_who_left_early_is_told_by_the_step_that_lay_ahead() -> None:
    ordered = LEFT + 5 * HOUR
    way = told(webhook("orders/create", order(at=ordered), at=ordered))["way"]

    assert (way["enrolled"], way["exited"], way["completed"]) == (1, 1, 0)
    assert {name: (step["reached"], step["left_before"]) for name, step in way["steps"].items()} == {
        "reminder": (1, 0),
        "reassurance": (0, 1),
        "incentive": (0, 0),
    }
