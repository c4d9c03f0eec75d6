"""The way in: Shopify's webhooks, tracking calls and the recipients' pages, one HTTP API."""

import json

import aws_cdk as cdk
import aws_cdk.aws_apigateway as apigateway
import aws_cdk.aws_apigatewayv2 as http
import aws_cdk.aws_logs as logs
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from constructs import Construct
from homing.adapters.links import path
from homing.adapters.resource_links import MAGNET_PATH
from homing.domain.pages import Page
from jsii import implements

from infra.constructs.acknowledge import acknowledge
from infra.constructs.function import Function
from infra.stages import Stage

# No path and no address: a page's path is the key to it, and who came is in the tables.
LOGGED = {
    "time": "$context.requestTime",
    "request": "$context.requestId",
    "route": "$context.routeKey",
    "status": "$context.status",
    "milliseconds": "$context.responseLatency",
    "error": "$context.integrationErrorMessage",
}


class Door(Construct):
    """An API that lets in as many requests a second as the stage says."""

    def __init__(self, scope: Construct, id_: str, *, stage: Stage) -> None:
        super().__init__(scope, id_)

        self.api = http.HttpApi(
            self, "Api", create_default_stage=False, description=f"Homing {stage.name}: webhooks and pages"
        )
        log_group = logs.LogGroup(
            self, "Log", retention=logs.RetentionDays.TWO_WEEKS, removal_policy=cdk.RemovalPolicy.DESTROY
        )
        http.HttpStage(
            self,
            "Default",
            http_api=self.api,
            stage_name="$default",
            auto_deploy=True,
            access_log_settings=_AccessLog(log_group),
            throttle=http.ThrottleSettings(
                rate_limit=stage.requests_per_second, burst_limit=2 * stage.requests_per_second
            ),
        )
        self.url = self.api.api_endpoint

    def lead_to(self, *, webhook: Function, track: Function, forms: Function, pages: Function) -> None:
        """Open the routes."""
        self._route("/webhooks/shopify/{topic+}", [http.HttpMethod.POST], webhook)
        self._route("/v1/{call}", [http.HttpMethod.POST], track)
        self._route(f"{MAGNET_PATH}{{token}}", [http.HttpMethod.GET], pages)
        self._route("/v1/forms/{form}", [http.HttpMethod.POST], forms)
        for page in Page:
            self._route(f"{path(page)}{{token}}", [http.HttpMethod.ANY], pages)

    def _route(self, path: str, methods: list[http.HttpMethod], target: Function) -> None:
        integration = HttpLambdaIntegration(
            target.node.id, target.function, payload_format_version=http.PayloadFormatVersion.VERSION_2_0
        )
        for route in self.api.add_routes(path=path, methods=methods, integration=integration):
            acknowledge(
                route,
                {
                    "AwsSolutions-APIG4": "Callers prove themselves to the function: Shopify by an HMAC over "
                    "the raw bytes, a tracking library by its write key, a recipient by the signed token "
                    "in the path."
                },
            )


@implements(http.IAccessLogSettings)
class _AccessLog:
    def __init__(self, log_group: logs.LogGroup) -> None:
        self._log_group = log_group

    @property
    def destination(self) -> http.IAccessLogDestination:
        return http.LogGroupLogDestination(self._log_group)

    @property
    def format(self) -> apigateway.AccessLogFormat:
        return apigateway.AccessLogFormat.custom(json.dumps(LOGGED))
