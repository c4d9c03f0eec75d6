"""The way in and the way back: routes, feedback, the clock, and what a deployment tells."""

import json

import pytest
from homing.adapters.shopify import TOPICS
from homing.domain.pages import Page

from infra.stages import SANDBOX
from tests.infra.conftest import Resource, Templates

pytestmark = pytest.mark.xdist_group("synth")


def test_the_door_has_a_route_for_each_who_may_come(sandbox: Templates) -> None:
    routes = {each["Properties"]["RouteKey"] for each in routes_of(sandbox).values()}

    assert routes == {
        "POST /webhooks/shopify/{topic+}",
        "POST /v1/{call}",
        "POST /v1/forms/{form}",
        "GET /v1/magnet/{token}",
        *(f"ANY /{page}/{{token}}" for page in Page),
    }


def test_whoever_hammers_one_route_keeps_nobody_out_of_another(sandbox: Templates) -> None:
    routes = {each["Properties"]["RouteKey"]: name for name, each in routes_of(sandbox).items()}
    (stage,) = sandbox.of_type("AWS::ApiGatewayV2::Stage").values()
    settings = stage["Properties"]["RouteSettings"]

    assert settings.keys() == routes.keys()
    assert settings["POST /v1/forms/{form}"] == {"ThrottlingRateLimit": 5, "ThrottlingBurstLimit": 10}
    assert settings["POST /webhooks/shopify/{topic+}"]["ThrottlingRateLimit"] == SANDBOX.requests_per_second
    # CloudFormation refuses the settings of a route that is not there yet.
    assert set(routes.values()) <= set(stage["DependsOn"])


def routes_of(templates: Templates) -> dict[str, Resource]:
    return templates.of_type("AWS::ApiGatewayV2::Route")


def test_the_door_is_throttled_and_its_log_holds_no_path_and_no_address(sandbox: Templates) -> None:
    (stage,) = sandbox.of_type("AWS::ApiGatewayV2::Stage").values()
    log = stage["Properties"]["AccessLogSettings"]["Format"]

    assert stage["Properties"]["DefaultRouteSettings"]["ThrottlingRateLimit"] > 0
    assert "$context.routeKey" in log
    assert not [word for word in ("path", "sourceIp", "authorizer", "identity") if word in log]


def test_ses_tells_the_queue_and_the_archive_the_same(sandbox: Templates) -> None:
    told = [
        each["Properties"]["EventDestination"]
        for each in sandbox.of_type("AWS::SES::ConfigurationSetEventDestination").values()
    ]
    (subscription,) = [
        each
        for each in sandbox.of_type("AWS::SNS::Subscription").values()
        if "FeedbackTopic" in json.dumps(each["Properties"]["TopicArn"])
    ]

    assert len(told) == 2
    assert told[0]["MatchingEventTypes"] == told[1]["MatchingEventTypes"]
    assert {"SnsDestination", "KinesisFirehoseDestination"} == {
        key for each in told for key in each if key.endswith("Destination")
    }
    assert subscription["Properties"]["RawMessageDelivery"] is True
    assert subscription["Properties"]["RedrivePolicy"]


def test_the_tracking_domain_waits_until_ses_has_verified_the_shops(sandbox: Templates) -> None:
    (configuration_set,) = sandbox.of_type("AWS::SES::ConfigurationSet").values()

    assert "TrackingOptions" not in configuration_set["Properties"]
    assert configuration_set["Properties"]["SuppressionOptions"] == {
        "SuppressedReasons": ["BOUNCE", "COMPLAINT"]
    }


def test_the_sweep_runs_every_minute_and_the_report_in_the_shops_morning(sandbox: Templates) -> None:
    schedules = {
        json.loads(each["Properties"]["Target"]["Input"])["action"]: each["Properties"]
        for each in sandbox.of_type("AWS::Scheduler::Schedule").values()
    }

    assert schedules["sweep"]["ScheduleExpression"] == "rate(1 minute)"
    assert schedules["report"]["ScheduleExpressionTimezone"] == "Europe/Oslo"


def test_a_deployment_tells_the_address_of_every_topic(sandbox: Templates) -> None:
    told = json.dumps(sandbox.journeys["Outputs"])

    assert not [topic for topic in TOPICS if f"/webhooks/shopify/{topic}" not in told]
    assert {"PagesUrl", "TrackingUrl", "DnsRecords", "AlarmsTopic"} < set(sandbox.journeys["Outputs"])


def test_no_template_holds_a_secret_in_clear(sandbox: Templates) -> None:
    assert not sandbox.of_type("AWS::SSM::Parameter")
    assert not sandbox.of_type("AWS::SecretsManager::Secret")
