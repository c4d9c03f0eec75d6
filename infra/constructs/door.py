"""The way in: Shopify's webhooks, tracking calls and the recipients' pages, one HTTP API."""

import json
from collections.abc import Iterator
from typing import cast

import aws_cdk as cdk
import aws_cdk.aws_apigateway as apigateway
import aws_cdk.aws_apigatewayv2 as http
import aws_cdk.aws_logs as logs
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from constructs import Construct
from homing.routes import ROUTES, Route
from jsii import implements

from infra.constructs.acknowledge import acknowledge
from infra.constructs.functions import Functions
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
        self._rate = stage.requests_per_second
        self._stage = http.HttpStage(
            self,
            "Default",
            http_api=self.api,
            stage_name="$default",
            auto_deploy=True,
            access_log_settings=_AccessLog(log_group),
            throttle=http.ThrottleSettings(rate_limit=self._rate, burst_limit=2 * self._rate),
        )
        self.url = self.api.api_endpoint

    def lead_to(self, functions: Functions) -> None:
        """Open every route, each with its own share of the stage's requests a second."""
        settings = {}
        stage = cast("http.CfnStage", self._stage.node.default_child)
        for route in ROUTES:
            rate = max(1, self._rate * route.share // 100)
            throttle = {"ThrottlingRateLimit": rate, "ThrottlingBurstLimit": 2 * rate}
            for method, made in self._open(route, functions):
                settings[f"{method} {route.path}"] = throttle
                # CloudFormation refuses the settings of a route that is not there yet.
                stage.add_dependency(cast("http.CfnRoute", made.node.default_child))
        stage.route_settings = settings

    def _open(self, route: Route, functions: Functions) -> Iterator[tuple[str, http.HttpRoute]]:
        target = functions[route.function]
        integration = HttpLambdaIntegration(
            target.node.id, target.function, payload_format_version=http.PayloadFormatVersion.VERSION_2_0
        )
        methods = ["ANY"] if route.answers_any_method else list(route.methods)
        made = self.api.add_routes(
            path=route.path, methods=[http.HttpMethod[each] for each in methods], integration=integration
        )
        for method, each in zip(methods, made, strict=True):
            acknowledge(
                each,
                {
                    "AwsSolutions-APIG4": "Callers prove themselves to the function: Shopify by an HMAC over "
                    "the raw bytes, a tracking library by its write key, a form by the token of its page, a "
                    "recipient by the signed token in the path."
                },
            )
            yield method, each


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
