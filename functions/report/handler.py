"""Figures: a custom widget of the CloudWatch dashboard, and once a day a summary for the log."""

from typing import Any

from homing import bootstrap
from homing.adapters.report_widget import DOCUMENTATION, asked, widget
from homing.observability import journey_handler, logger
from homing.services.report_json import summary_json

YESTERDAY_AND_TODAY = 2

bootstrap.at_start(bootstrap.summarize, bootstrap.report_shop)


@journey_handler
def handler(event: dict[str, Any], context: object) -> Any:
    """Answer CloudWatch with HTML, or with the widget's documentation; answer the schedule with JSON."""
    if event.get("describe"):
        return DOCUMENTATION
    if "widgetContext" in event:
        wish = asked(event["widgetContext"])
        return widget(wish.of(bootstrap.summarize()), bootstrap.report_shop(), wish)
    summary = summary_json(bootstrap.summarize().lately(YESTERDAY_AND_TODAY))
    logger.info("daily figures", figures=summary)
    return summary
