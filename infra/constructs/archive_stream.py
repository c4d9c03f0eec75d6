"""A stream into a bucket, gzipped, with no more rights than putting objects there."""

import aws_cdk.aws_iam as iam
import aws_cdk.aws_kinesisfirehose as firehose
from constructs import Construct

from infra.constructs.acknowledge import acknowledge, as_nag_says


class ArchiveStream(Construct):
    """Made of the plain resource: CDK's own construct would grant reading and deleting as well."""

    def __init__(self, scope: Construct, id_: str, *, bucket_arn: str) -> None:
        super().__init__(scope, id_)

        role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("firehose.amazonaws.com"))
        role.add_to_policy(
            iam.PolicyStatement(
                actions=["s3:AbortMultipartUpload", "s3:PutObject"], resources=[f"{bucket_arn}/*"]
            )
        )
        role.add_to_policy(
            iam.PolicyStatement(
                actions=["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
                resources=[bucket_arn],
            )
        )
        acknowledge(
            role,
            {
                f"AwsSolutions-IAM5[Resource::{as_nag_says(self, bucket_arn)}/*]": (
                    "Firehose names the objects itself, by the hour."
                )
            },
        )
        stream = firehose.CfnDeliveryStream(
            self,
            "Stream",
            delivery_stream_encryption_configuration_input=firehose.CfnDeliveryStream.DeliveryStreamEncryptionConfigurationInputProperty(
                key_type="AWS_OWNED_CMK"
            ),
            extended_s3_destination_configuration=firehose.CfnDeliveryStream.ExtendedS3DestinationConfigurationProperty(
                bucket_arn=bucket_arn,
                role_arn=role.role_arn,
                compression_format="GZIP",
                buffering_hints=firehose.CfnDeliveryStream.BufferingHintsProperty(
                    interval_in_seconds=900, size_in_m_bs=5
                ),
            ),
        )
        stream.node.add_dependency(role)  # Firehose tries the bucket when it is made
        self.stream_arn = stream.attr_arn
