"""Buckets of what passes through: large bodies, SES's feedback for a restore, exports for people, figures."""

import aws_cdk as cdk
import aws_cdk.aws_s3 as s3
from constructs import Construct

from infra.constructs.acknowledge import acknowledge

KEPT = cdk.Duration.days(30)
FIGURES_KEPT = cdk.Duration.days(1100)
"""Three years and a month: nobody is told of in them, and a year is compared with two before it."""


class Archives(Construct):
    """Private, over TLS only; they empty themselves, so nothing deletes them."""

    def __init__(self, scope: Construct, id_: str) -> None:
        super().__init__(scope, id_)

        self.overflow = self._bucket("Overflow")
        self.feedback = self._bucket("Feedback")
        self.exports = self._bucket("Exports")
        self.figures = self._bucket("Figures", FIGURES_KEPT)
        # Named here, so that cdk-nag's findings about them have a name that can be told in advance.
        stack = cdk.Stack.of(self)
        self.overflow_arn = stack.export_value(self.overflow.bucket_arn)
        self.feedback_arn = stack.export_value(self.feedback.bucket_arn)
        self.exports_arn = stack.export_value(self.exports.bucket_arn)
        self.figures_arn = stack.export_value(self.figures.bucket_arn)

    def _bucket(self, id_: str, kept: cdk.Duration = KEPT) -> s3.Bucket:
        bucket = s3.Bucket(
            self,
            id_,
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            lifecycle_rules=[
                s3.LifecycleRule(
                    expiration=kept, abort_incomplete_multipart_upload_after=cdk.Duration.days(1)
                )
            ],
            removal_policy=cdk.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        )
        acknowledge(
            bucket,
            {
                "AwsSolutions-S1": "One writer and one reader, both functions of ours that log what they do; "
                "access logs would be a second bucket of who wrote when, at the price of a request each."
            },
        )
        return bucket
