"""What a deployed function has around it; each adapter is made, and its library loaded, when first asked for.

A function that never mails never loads the SES client, and one that has no such table says so by name.
"""

from homing.adapters.aws.mails import MailNeighbours
from homing.adapters.aws.privacy import PrivacyNeighbours
from homing.adapters.aws.shop import ShopNeighbours

__all__ = ["AwsNeighbours"]


class AwsNeighbours(MailNeighbours, PrivacyNeighbours, ShopNeighbours):
    """homing.neighbours.Neighbours in AWS."""
