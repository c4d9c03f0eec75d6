"""SQS: webhooks on their way to be worked on, and when a message shall come again."""

import base64
import gzip
import hashlib
import math
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from homing.adapters.aws_errors import code_of, translate
from homing.services.ports import Letter

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageAttributeValueTypeDef

    from homing.neighbours import Records

PLAIN_LIMIT = 200 * 1024
OVERFLOW_LIMIT = 900 * 1024
_TEXT_LIMIT = 1_000_000  # of the 1,048,576 bytes of a message, the rest for its attributes
_LONGEST_DEFER = 12 * 3600 - 900  # SQS counts its 12 h from the receive, a Lambda's longest run ago
_VISIBLE_AGAIN = frozenset({"MessageNotInflight", "ReceiptHandleIsInvalid"})
_ENCODING = "encoding"
# What SQS refuses, and the carriage return, which an XML parser on the way would turn into a line feed.
_NOT_TEXT = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

S3Source = Callable[[], "S3Client"]
"""Makes the S3 client when the first body above 900 KB comes; most functions never see one."""


class SqsEventQueue:
    """ports.EventQueue; nothing that was signed is refused for its size or its bytes."""

    def __init__(self, client: "SQSClient", queue_url: str, s3: S3Source, bucket: str) -> None:
        self._client = client
        self._queue_url = queue_url
        self._s3 = s3
        self._bucket = bucket

    def send(self, body: bytes, attributes: Mapping[str, str]) -> None:
        """Queue the bytes as they came; returns once they are durable."""
        encoding, text = _encode(body)
        try:
            if encoding == "s3":
                self._s3().put_object(Bucket=self._bucket, Key=text, Body=body)
            self._client.send_message(
                QueueUrl=self._queue_url,
                MessageBody=text,
                MessageAttributes=_message_attributes({**attributes, _ENCODING: encoding}),
            )
        except (ClientError, BotoCoreError) as error:
            translate(error)


class SqsEventRecords:
    """The consumer's end of SqsEventQueue."""

    def __init__(self, s3: S3Source, bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    def unpack(self, record: Mapping[str, Any]) -> tuple[bytes, Mapping[str, str]]:
        """The bytes as they came and their attributes, from one record of a Lambda event."""
        given = record.get("messageAttributes", {})
        attributes = {name: str(value.get("stringValue", "")) for name, value in given.items()}
        text = str(record["body"])
        match attributes.pop(_ENCODING, "text"):
            case "base64":
                return base64.b64decode(text), attributes
            case "gzip":
                return gzip.decompress(base64.b64decode(text)), attributes
            case "s3":
                return self._fetch(text), attributes
            case _:  # also a message that somebody put there by hand
                return text.encode(), attributes

    def _fetch(self, key: str) -> bytes:
        try:
            return self._s3().get_object(Bucket=self._bucket, Key=key)["Body"].read()
        except (ClientError, BotoCoreError) as error:
            translate(error)


class SqsVisibility:
    """Says when a message that was received shall come again."""

    def __init__(self, client: "SQSClient") -> None:
        self._client = client

    def defer(self, receipt_handle: str, queue: str, seconds: float) -> None:
        """Hide a message for so long, at most 11 h 45 min; `queue` is its URL or the ARN of its record."""
        hidden = min(max(math.ceil(seconds), 0), _LONGEST_DEFER)
        try:
            self._client.change_message_visibility(
                QueueUrl=self._url(queue), ReceiptHandle=receipt_handle, VisibilityTimeout=hidden
            )
        except (ClientError, BotoCoreError) as error:
            if isinstance(error, ClientError) and code_of(error) in _VISIBLE_AGAIN:
                return  # its time ran out while we worked: it comes again by itself
            translate(error)

    def _url(self, queue: str) -> str:
        if not queue.startswith("arn:"):
            return queue
        *_, account, name = queue.split(":")
        return f"{self._client.meta.endpoint_url.rstrip('/')}/{account}/{name}"


def body_of(records: "Records", letter: Letter) -> bytes:
    """The bytes of a dead letter as they once came; nothing, if they lay in a bucket and are gone."""
    attributes = {name: {"stringValue": value} for name, value in letter.attributes.items()}
    try:
        return records.unpack({"body": letter.body, "messageAttributes": attributes})[0]
    except ClientError:
        return b""


def _encode(body: bytes) -> tuple[str, str]:
    """How a body travels, and as what text."""
    if len(body) <= PLAIN_LIMIT:
        if text := _clean_text(body):
            return "text", text
        if body:
            return "base64", base64.b64encode(body).decode()
        return "gzip", _zipped(body)  # SQS takes no empty message
    if len(body) <= OVERFLOW_LIMIT and len(text := _zipped(body)) <= _TEXT_LIMIT:
        return "gzip", text
    return "s3", f"webhooks/{hashlib.sha256(body).hexdigest()}"


def _clean_text(body: bytes) -> str:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return ""
    return "" if _NOT_TEXT.search(text) else text


def _zipped(body: bytes) -> str:
    return base64.b64encode(gzip.compress(body, mtime=0)).decode()


def _message_attributes(attributes: Mapping[str, str]) -> "dict[str, MessageAttributeValueTypeDef]":
    """SQS's shape; an empty value is left out, and a sign that SQS refuses replaced."""
    return {
        name: {"DataType": "String", "StringValue": _NOT_TEXT.sub("\ufffd", value)}
        for name, value in attributes.items()
        if value
    }
