"""What SES told, as Firehose kept it for thirty days: gzipped lines, under the hour in which they came."""

import gzip
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from homing.adapters.aws_errors import translate
from homing.adapters.ses_events import normalise
from homing.domain.feedback import Feedback
from homing.domain.time import utc

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

KEPT = timedelta(days=30)
BEHIND = timedelta(minutes=15)
"""How long Firehose gathers before it writes; the hour of an object is that of its first line."""

_HOUR = timedelta(hours=1)


class FeedbackArchive:
    """The archive's bucket."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def since(self, start: datetime, now: datetime) -> Iterator[Feedback]:
        """Every event that came since, with some from before, oldest hour first.

        A line that is no SES event is passed over.
        """
        hour = utc(start - BEHIND).replace(minute=0, second=0, microsecond=0)
        while hour <= now:
            for key in self._keys(f"{hour:%Y/%m/%d/%H}/"):
                for line in self._lines(key):
                    feedback = normalise(line)
                    if feedback is not None:
                        yield feedback
            hour += _HOUR

    def _keys(self, prefix: str) -> Iterator[str]:
        try:
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix)
            for page in pages:
                yield from (each["Key"] for each in page.get("Contents", ()))
        except (ClientError, BotoCoreError) as error:
            translate(error)

    def _lines(self, key: str) -> list[bytes]:
        try:
            body = self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        except (ClientError, BotoCoreError) as error:
            translate(error)
        return gzip.decompress(body).splitlines()
