"""The preference page as it stands for a subscriber in Oslo who has changed nothing."""

UNTOUCHED = {
    "marketing": "on",
    "topic_offers": "on",
    "topic_tips": "on",
    "topic_feedback": "on",
    "tracking": "on",
    "often": "usual",
    "pause": "none",
    "locale": "nb",
    "zone": "Europe/Oslo",
}
