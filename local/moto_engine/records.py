"""A message of moto's SQS as Lambda hands it to a consumer."""

from collections.abc import Mapping
from typing import Any


def record(message: Mapping[str, Any], arn: str) -> dict[str, Any]:
    """A message as Lambda hands it to a consumer."""
    given = message.get("MessageAttributes", {})
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": dict(message.get("Attributes", {})),
        "messageAttributes": {
            name: {"dataType": each["DataType"], "stringValue": each["StringValue"]}
            for name, each in given.items()
        },
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": arn.split(":")[3],
    }
