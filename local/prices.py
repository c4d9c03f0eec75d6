"""What AWS asks, list price in us-east-1 without any free tier: the one home of every price.

Read by the meter and by every bill. Checked in November 2026.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

CHECKED = "2026-11"
REGION = "us-east-1"


class Plan(StrEnum):
    """How SES charges the account; one opened since 2026-07-21 starts on `essentials`."""

    A_LA_CARTE = "a-la-carte"
    ESSENTIALS = "essentials"


class Service(StrEnum):
    """Whom a part of the bill goes to, as a bill names them."""

    SES = "SES"
    STEP_FUNCTIONS = "Step Functions"
    DYNAMODB = "DynamoDB"
    LAMBDA = "Lambda"
    SQS = "SQS"
    SNS = "SNS"
    FIREHOSE = "Data Firehose"
    API_GATEWAY = "API Gateway"
    SCHEDULER = "EventBridge Scheduler"
    LOGS = "CloudWatch Logs"
    CLOUDWATCH = "CloudWatch"
    KMS = "KMS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """US dollars for `per` units; `always_free` units of a month cost nothing for as long as AWS says so."""

    service: Service
    dollars: Decimal
    per: int
    unit: str
    source: str
    always_free: int = 0

    def of(self, units: Decimal | float) -> Decimal:
        """Dollars for so many units."""
        return self.dollars * Decimal(str(units)) / self.per


MILLION = 1_000_000


def _price(service: Service, dollars: str, per: int, unit: str, source: str, always_free: int = 0) -> Price:
    return Price(
        service=service,
        dollars=Decimal(dollars),
        per=per,
        unit=unit,
        source=f"https://aws.amazon.com/{source}",
        always_free=always_free,
    )


SES_PLANS: Mapping[Plan, Price] = {
    Plan.A_LA_CARTE: _price(Service.SES, "0.10", 1_000, "mails", "ses/pricing/"),
    Plan.ESSENTIALS: _price(Service.SES, "0.16", 1_000, "mails, the first 10 million", "ses/pricing/"),
}

PRICES: Mapping[str, Price] = {
    "transition": _price(
        Service.STEP_FUNCTIONS, "0.025", 1_000, "state transitions", "step-functions/pricing/", 4_000
    ),
    "write_unit": _price(
        Service.DYNAMODB, "0.625", MILLION, "write request units", "dynamodb/pricing/on-demand/"
    ),
    "read_unit": _price(
        Service.DYNAMODB, "0.125", MILLION, "read request units", "dynamodb/pricing/on-demand/"
    ),
    "stored_gb": _price(
        Service.DYNAMODB, "0.25", 1, "GB stored for a month", "dynamodb/pricing/on-demand/", 25
    ),
    "restorable_gb": _price(
        Service.DYNAMODB, "0.20", 1, "GB restorable to any second, a month", "dynamodb/pricing/on-demand/"
    ),
    "invocation": _price(Service.LAMBDA, "0.20", MILLION, "requests", "lambda/pricing/", MILLION),
    "gb_second": _price(Service.LAMBDA, "13.3334", MILLION, "GB-seconds, arm64", "lambda/pricing/", 400_000),
    "queue_request": _price(Service.SQS, "0.40", MILLION, "requests of 64 KB", "sqs/pricing/", MILLION),
    "publish": _price(Service.SNS, "0.50", MILLION, "publishes of 64 KB", "sns/pricing/", MILLION),
    "archived_gb": _price(
        Service.FIREHOSE, "0.029", 1, "GB taken in, each record rounded up to 5 KB", "firehose/pricing/"
    ),
    "api_request": _price(
        Service.API_GATEWAY, "1.00", MILLION, "HTTP API requests of 512 KB", "api-gateway/pricing/"
    ),
    "schedule_call": _price(
        Service.SCHEDULER, "1.00", MILLION, "invocations", "eventbridge/pricing/", 14 * MILLION
    ),
    "logged_gb": _price(Service.LOGS, "0.50", 1, "GB of log taken in", "cloudwatch/pricing/", 5),
    "alarm": _price(Service.CLOUDWATCH, "0.10", 1, "alarms a month", "cloudwatch/pricing/", 10),
    "metric": _price(Service.CLOUDWATCH, "0.30", 1, "metrics of our own a month", "cloudwatch/pricing/", 10),
    "dashboard": _price(
        Service.CLOUDWATCH, "3.00", 1, "dashboards a month, free up to 50 metrics", "cloudwatch/pricing/", 3
    ),
    "key": _price(Service.KMS, "1.00", 1, "keys of our own a month", "kms/pricing/"),
}


def price_of(unit: str, plan: Plan = Plan.A_LA_CARTE) -> Price:
    """The price of a unit by its name here; a mail's follows from the plan."""
    return SES_PLANS[plan] if unit == "mail" else PRICES[unit]
