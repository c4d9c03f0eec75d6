"""What lies in a bucket of ours for a while: bodies too large for a queue, SES's feedback, exports."""

import gzip
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from homing.adapters.aws_errors import translate
from homing.domain.naming import Naming

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_GZIP = b"\x1f\x8b"


class BucketHolding:
    """ports.Holding over every object of a bucket; its lifecycle keeps them few."""

    def __init__(self, client: "S3Client", bucket: str, name: str) -> None:
        self._client = client
        self._bucket = bucket
        self._name = name

    @property
    def name(self) -> str:
        """What the proof calls it."""
        return self._name

    def told(self, names: Sequence[str]) -> Iterator[Any]:
        """What lies there of a person of these names."""
        naming = Naming(names)
        for key in self._keys():
            yield from naming.told(_unzipped(self._body(key)))

    def forget(self, names: Sequence[str]) -> int:
        """Write each object that names the person anew without them, or delete it."""
        naming, changed = Naming(names), 0
        for key in self._keys():
            stored = self._body(key)
            body = _unzipped(stored)
            rest = naming.without(body)
            if rest == body:
                continue
            changed += 1
            if rest is None:
                self._delete(key)
            else:
                self._put(key, gzip.compress(rest, mtime=0) if stored.startswith(_GZIP) else rest)
        return changed

    def clear(self) -> int:
        """Delete every object."""
        keys = list(self._keys())
        for key in keys:
            self._delete(key)
        return len(keys)

    def _keys(self) -> Iterator[str]:
        try:
            for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket):
                yield from (each["Key"] for each in page.get("Contents", ()))
        except (ClientError, BotoCoreError) as error:
            translate(error)

    def _body(self, key: str) -> bytes:
        try:
            return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        except (ClientError, BotoCoreError) as error:
            translate(error)

    def _put(self, key: str, body: bytes) -> None:
        try:
            self._client.put_object(Bucket=self._bucket, Key=key, Body=body)
        except (ClientError, BotoCoreError) as error:
            translate(error)

    def _delete(self, key: str) -> None:
        try:
            self._client.delete_object(Bucket=self._bucket, Key=key)
        except (ClientError, BotoCoreError) as error:
            translate(error)


class BucketExports:
    """ports.Exports: private objects that their bucket deletes after thirty days."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def keep(self, name: str, text: str) -> str:
        """Keep a document; the place that says where it is."""
        try:
            self._client.put_object(
                Bucket=self._bucket, Key=name, Body=text.encode(), ContentType="application/json"
            )
        except (ClientError, BotoCoreError) as error:
            translate(error)
        return f"s3://{self._bucket}/{name}"


def _unzipped(stored: bytes) -> bytes:
    return gzip.decompress(stored) if stored.startswith(_GZIP) else stored
