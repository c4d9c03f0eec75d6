"""A visitor of the shop's pages who fills in a form, as a rehearsal's line tells it."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from homing.adapters.form_tokens import FormTokens
from homing.services.forms import TOKEN

from local.api import VISITOR, http_request
from local.deployment import Deployment
from local.functions import CRASHES
from local.neighbours import PAGES_SECRET

TRIES = 5


def post(deployment: Deployment, told: Mapping[str, Any], tries: int = 0) -> None:
    """Send a form with the hidden field that its page would have; who meets an error presses again."""
    name, fields = str(told.get("form")), told.get("fields")
    until = deployment.clock.now() + timedelta(hours=1)
    filled = {
        **{str(field): str(value) for field, value in (fields if isinstance(fields, dict) else {}).items()},
        TOKEN: FormTokens(lambda: [PAGES_SECRET]).make(name, until),
    }
    headers = {"content-type": "application/json"}
    headers |= {header: str(told[key]) for key, header in FROM_LINE.items() if told.get(key)}
    source_ip = str(told.get("ip") or VISITOR)
    request = http_request(
        "POST", f"/v1/forms/{name}", headers, json.dumps(filled).encode(), source_ip=source_ip
    )
    try:
        status = deployment.invoke("forms", request)["statusCode"]
    except CRASHES:
        status = 500
    if status >= 500 and tries < TRIES:
        deployment.agenda.after(60, lambda: post(deployment, told, tries + 1))


FROM_LINE = {"page": "referer", "user_agent": "user-agent"}
"""What a line may say of the request itself, and the header that says it."""
