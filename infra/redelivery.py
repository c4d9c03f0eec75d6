"""How queues hand messages on and take them back: read by the deployment and by the laptop's engines."""

BATCH_SIZE = 10
"""Messages that one call of a consumer gets at most."""

FEEDBACK_WINDOW_SECONDS = 10
"""So long feedback waits for company: SES tells of a mail's acceptance and of its delivery seconds apart, and
one call of the consumer works both off. Nothing that an SES event ends is due in such a hurry."""

MAX_RECEIVES = 20
"""So often a message is tried before it is a dead letter."""

KEPT_DAYS = 14
"""The longest that SQS keeps a message."""


def visibility_seconds(consumer_timeout: int) -> int:
    """How long a message that was received stays hidden.

    AWS asks for six times the consumer's timeout, so that a throttled batch is not seen twice.
    """
    return 6 * consumer_timeout
