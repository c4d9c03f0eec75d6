"""What the events that we name ourselves carry, so that a misspelt property is found before anybody waits."""

from collections.abc import Mapping

OF_EVERY_EVENT = frozenset({"event", "time", "source", "first"})
"""Properties that every trigger has; `first` and `source` tell of consent."""

_PRODUCT = frozenset({"product_id", "variant_id", "product_title", "product_url", "price", "currency"})
_ORDER = frozenset({"order_id", "order_name", "total", "currency"})
_PLAN = frozenset({"plan", "plan_title", "next_at", "every_days"})
_APPOINTMENT = frozenset({"service", "service_title", "appointment_at"})

PROPERTIES: Mapping[str, frozenset[str]] = {
    "Subscribed": frozenset(),
    "Subscription Requested": frozenset({"proof", "address", "expires_at", "wording", "wording_version"}),
    "Product Viewed": _PRODUCT | {"category", "path", "url"},
    "Product Purchased": _PRODUCT | _ORDER | {"variant_title", "quantity", "lasts_days", "needs_learning"},
    "Product Back In Stock": _PRODUCT | {"variant_title"},
    "Page Viewed": frozenset({"path", "url", "title", "referrer", "search", "product_id"}),
    "Feature Used": frozenset({"feature", "feature_title"}),
    "Resource Requested": frozenset({"resource", "resource_title", "resource_url", "topic", "kind"}),
    "Demo Requested": frozenset({"request", "demo_url", "product_title", "topic"}),
    "Survey Answered": frozenset({"survey", "score", "text", "order_id"}),
    "Poll Answered": frozenset({"poll", "answer"}),
    "Plan Started": _PLAN,
    "Plan Ended": _PLAN,
    "Reminder Moved": _PLAN,
    "Reminder Done": _PLAN,
    "Appointment Booked": _APPOINTMENT,
    "Appointment Moved": _APPOINTMENT,
    "Appointment Completed": _APPOINTMENT,
    "Appointment Cancelled": _APPOINTMENT,
    "Email Delivered": frozenset({"workflow", "step", "purpose", "machine", "pixel"}),
    "Email Opened": frozenset({"workflow", "step", "purpose", "machine"}),
    "Email Link Clicked": frozenset({"workflow", "step", "purpose", "machine", "link"}),
}
"""By the event's name; one that is not here may carry anything."""
