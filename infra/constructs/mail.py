"""SES: the identity that mail is sent from, and the set that tells what became of it."""

import aws_cdk as cdk
import aws_cdk.aws_iam as iam
import aws_cdk.aws_ses as ses
from constructs import Construct
from homing.domain.shop import Shop


class Mail(Construct):
    """The shop's domain and its configuration set."""

    def __init__(self, scope: Construct, id_: str, *, shop: Shop, verified: bool) -> None:
        super().__init__(scope, id_)

        self._domain = shop.domain
        self.configuration_set = ses.ConfigurationSet(
            self,
            "ConfigurationSet",
            suppression_reasons=ses.SuppressionReasons.BOUNCES_AND_COMPLAINTS,
            # SES refuses a tracking domain until the domain above it is verified: see `verified` in cdk.json.
            custom_tracking_redirect_domain=shop.links_domain if verified else None,
        )
        self.identity = ses.EmailIdentity(
            self,
            "Identity",
            identity=ses.Identity.domain(shop.domain),
            configuration_set=self.configuration_set,
            feedback_forwarding=False,  # bounces come as events; by mail they would tell them twice
        )

    @property
    def arns(self) -> tuple[str, str]:
        """What a sender needs to be allowed: the identity and the set."""
        return self.identity.email_identity_arn, self._set_arn

    @property
    def dns_hint(self) -> str:
        """How to read the CNAME records that prove the domain ours and sign its mail.

        The records themselves would be attributes of the identity, which no emulator knows.
        """
        domain = self._domain
        return (
            f"for each token of `aws sesv2 get-email-identity --email-identity {domain} "
            f"--query DkimAttributes.Tokens`: <token>._domainkey.{domain} CNAME <token>.dkim.amazonses.com"
        )

    @property
    def _set_arn(self) -> str:
        return cdk.Stack.of(self).format_arn(
            service="ses",
            resource="configuration-set",
            resource_name=self.configuration_set.configuration_set_name,
        )


def ses_of_this_account() -> iam.ServicePrincipal:
    """SES, acting for this account and no other."""
    return iam.ServicePrincipal(
        "ses.amazonaws.com",
        conditions={"StringEquals": {"aws:SourceAccount": cdk.Aws.ACCOUNT_ID}},
    )
