"""What the report calls things that the code names."""

from homing.domain.figures import Metric
from homing.domain.touch import Attribution, OwnAttribution
from homing.domain.workflow import Base

STAGES = {"before": "Before conversion", "during": "During conversion", "after": "After conversion"}

BASES = {Base.TRIGGERED: "triggered", Base.ENROLLED: "enrolled", Base.DELIVERED: "reached by a mail"}

ZONES = (
    ("told by the reader", Metric.ZONE_TOLD),
    ("by an address", Metric.ZONE_OF_ADDRESS),
    ("guessed from an address", Metric.ZONE_GUESSED),
    ("the shop’s own", Metric.ZONE_OF_SHOP),
)
"""How well we knew where the readers of sent mails are, the surest first."""

CAUSES = {
    "customer": "Signed up in the shop",
    "consent": "Changed their consent",
    "mention": "Told with an order",
    "tick": "Ticked the box at checkout",
    "form": "Sign-up form",
    "api": "API",
    "confirmation": "Confirmed by mail",
    "purchase": "Bought, where the law lets a shop write then",
    "import": "Imported with proof of consent",
    "preferences": "Changed it on our page",
    "recipient": "Came back through our page",
    "unsubscribed": "Unsubscribed",
    "redacted": "Asked to be erased",
    "invalid": "Address became invalid",
    "erasure": "Erased",
    "deletion": "Deleted in the shop",
    "sunset": "Showed no sign of life",
    "bounce": "Address bounced",
    "complaint": "Reported spam",
    "soft_bounce": "Address bounced for days",
    "manual": "Suppressed by hand",
    "manual_marketing": "Suppressed by hand",
    "unsubscribe": "Unsubscribed",
    "delivery": "Address takes mail again",
    "operator": "Suppression lifted by hand",
}


def touches(rule: Attribution, own: OwnAttribution | None = None) -> str:
    """`last click within 5 days or open within 1 day`"""
    windows = rule.windows(own).items()
    return "last " + " or ".join(
        f"{kind.value} within {each.days} day{'' if each.days == 1 else 's'}" for kind, each in windows
    )


def words(name: str) -> str:
    """`brand_story` as people read it."""
    text = name.replace("_", " ").strip()
    return text[:1].upper() + text[1:]
