"""Figures: widgets of the CloudWatch dashboard, once a day files and a line of log, once a week a mail."""

from dataclasses import asdict
from typing import Any

from homing import bootstrap
from homing.adapters.report_widget import DOCUMENTATION, asked, widget
from homing.observability import journey_handler, logger
from homing.services.report_json import summary_json

YESTERDAY_AND_TODAY = 2

bootstrap.at_start(bootstrap.summarize, bootstrap.report_shop)


@journey_handler
def handler(event: dict[str, Any], context: object) -> Any:
    """Answer CloudWatch with HTML, or with the widget's documentation; answer a schedule with JSON."""
    if event.get("describe"):
        return DOCUMENTATION
    if "widgetContext" in event:
        wish = asked(event["widgetContext"])
        return widget(wish.of(bootstrap.summarize()), bootstrap.report_shop(), wish)
    if event.get("action") == "digest":
        told = {name: str(value) for name, value in asdict(bootstrap.tell_the_week()()).items()}
        logger.info("weekly digest", digest=told)
        return told
    logger.info("figures put down", files=bootstrap.export_figures()())
    summary = summary_json(bootstrap.summarize().lately(YESTERDAY_AND_TODAY))
    logger.info("daily figures", figures=summary)
    return summary
