"""Why a mail was not sent, or left late, and how a goal looks, as the report says it."""

REASONS = {
    "no_consent": "without consent",
    "suppressed": "address bounced, complained or was blocked",
    "no_address": "no address known",
    "superseded": "a newer cart took its place",
    "condition": "its condition did not hold",
    "expired": "too late to be of use",
    "enrollment_ended": "enrollment had ended",
    "exited": "had left before",
    "merged": "merged with another contact",
    "refused": "not taken by the other side",
    "lost": "nobody answered for 15 days",
    "no_content": "nothing to say",
    "untold": "counted before reasons were",
}

LATE_CAUSES = {
    "quiet_hours": "night where the reader is",
    "frequency_cap": "had enough mails for now",
    "send_rate": "the send rate or daily quota was used up",
    "date_moved": "the date had moved",
    "guard": "held by a guard",
    "no_code": "no discount code lay ready",
    "paused": "paused",
    "queue": "waited in the queue: an outage, a pause or a backlog",
    "doubt": "SES did not say whether it had left",
    "untold": "counted before causes were",
}

OUTLOOKS = {
    "too_early": "too early to tell",
    "ahead": "ahead of target",
    "on_course": "on course",
    "at_risk": "may fall short",
    "behind": "behind target",
    "reached": "target met",
    "missed": "target missed",
}
