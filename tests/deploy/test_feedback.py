"""What SES tells after a mail, by the way that it tells it: a topic, a queue, a function.

The emulator's SES tells nothing, so each test publishes to the topic what SES would.
"""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import builders
from tests.deploy.outside import Outside, until
from tests.deploy.people import Person, now

pytestmark = pytest.mark.xdist_group("deploy")

RECORDED = Path(__file__).parents[1] / "events" / "ses"


def publish(shop: Outside, kind: str, person: Person) -> None:
    """Tell of a person's first mail what SES said of another."""
    event: dict[str, Any] = json.loads((RECORDED / f"sns_{kind}.json").read_text("utf-8"))
    sent = shop.mails_to(person)[0]
    welcome = shop.enrollments_of(person)["welcome"]
    event["mail"] |= {
        "timestamp": builders.stamp(now()),
        "messageId": sent["MessageId"].partition("@")[0],
        "destination": [person.email],
        "tags": {"message": [f"{welcome.id}--welcome--0"]},
    }
    detail = event[kind.lower()]
    detail["timestamp"] = builders.stamp(now())
    for name in ("bouncedRecipients", "complainedRecipients"):
        for each in detail.get(name, []):
            each["emailAddress"] = person.email
    topic = shop.resource("AWS::SNS::Topic", "Feedback")
    shop.session.client("sns").publish(TopicArn=topic, Message=json.dumps(event))


@pytest.mark.parametrize(("kind", "reason"), [("Bounce", "bounced"), ("Complaint", "complained")])
def test_who_cannot_or_will_not_be_mailed_gets_nothing_more(shop: Outside, kind: str, reason: str) -> None:
    ada = shop.subscriber()
    welcome = shop.enrollments_of(ada)["welcome"]

    publish(shop, kind, ada)

    until(lambda: shop.execution_of(welcome) == "ABORTED", f"the end after a {kind}")
    assert shop.enrollments_of(ada)["welcome"].end_reason == reason
    shop.tell("checkouts/create", ada.leaves_a_cart(ago=timedelta(minutes=61)))
    shop.settle()
    shop.sweep()
    shop.settle()
    assert len(shop.mails_to(ada)) == 1
