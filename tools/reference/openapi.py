"""docs/openapi.json: the public routes as any HTTP tool reads them, and what each of their answers means."""

from collections.abc import Mapping
from typing import Any

from homing.adapters.shopify import TOPICS
from homing.http_answers import READ_BY_SCRIPTS, security_headers
from homing.routes import ROUTES, Proof, Route
from homing.services.forms import CONSENT, TOKEN, TRAP
from homing.services.tracking import BATCH, KINDS, LARGEST_CALL, MOST_CALLS

Schema = dict[str, Any]

HTML, TEXT, JSON = "text/html", "text/plain", "application/json"
TITLES: Mapping[str, str] = {
    "webhook": "A webhook of the shop",
    "track": "A call of Segment's libraries",
    "forms": "A form on a page of the shop",
}
NOT_FOUND = (HTML, "The link is not one of ours, or a part of it is missing")
ANSWERS: Mapping[str, Mapping[int, tuple[str, str]]] = {
    "webhook": {
        200: (TEXT, "Durably queued"),
        400: (TEXT, "Signed, but no JSON"),
        401: (TEXT, "Not signed with the secret of the shop's app"),
        404: (TEXT, "No such topic, or another shop's"),
    },
    "track": {
        200: (JSON, "Durably queued"),
        400: (JSON, "Cannot be taken as it is; `code` says why"),
        401: (JSON, "The write key is not in force"),
        404: (JSON, "No such call"),
    },
    "forms": {
        200: (JSON, "Durably queued; whether or not the address is known"),
        303: ("", "The same, for a browser: on to the form's thank-you page"),
        404: (JSON, "No such form"),
        413: (JSON, "More than a form can hold"),
        422: (JSON, "Cannot be taken as it is; `code` says why"),
    },
    "magnet": {
        302: ("", "On to what the shop gives away"),
        404: NOT_FOUND,
        410: (HTML, "The link's week is over"),
    },
    "look": {200: (HTML, "The page; nothing is changed"), 404: NOT_FOUND},
    "act": {
        200: (HTML, "Done; a mail program's one-click gets an empty text"),
        404: NOT_FOUND,
        413: (TEXT, "More than the page can take"),
        422: (HTML, "The page again: something was not answered"),
    },
}
PROOFS: Mapping[Proof, Schema] = {
    Proof.SHOP_SIGNATURE: {"type": "apiKey", "in": "header", "name": "X-Shopify-Hmac-Sha256"},
    Proof.WRITE_KEY: {"type": "http", "scheme": "basic"},
}
"""The others travel in the path or in the form."""

_REPLY: Schema = {
    "type": "object",
    "required": ["success"],
    "properties": {"success": {"type": "boolean"}, "code": {"type": "string"}, "message": {"type": "string"}},
    "additionalProperties": False,
}
_CALL: Schema = {
    "type": "object",
    "description": f"A call, {LARGEST_CALL // 1024} KB at most; a batch has {MOST_CALLS} of them at most.",
    "properties": {
        **{name: {"type": "string"} for name in ("userId", "anonymousId", "previousId", "groupId")},
        **{name: {"type": "string"} for name in ("event", "messageId", "writeKey", "type")},
        **{name: {"type": "string", "format": "date-time"} for name in ("timestamp", "sentAt")},
        **{name: {"type": "object"} for name in ("properties", "traits", "context")},
        "batch": {"type": "array", "items": {"type": "object"}},
    },
}
_OURS = {TOKEN: "Made by `homing form-token`", TRAP: "Left empty by people", CONSENT: "Ticked, or not there"}

_A_POLICY: Schema = {"type": "string", "description": "Nothing but the page's own style, known by its hash"}
HEADERS: Schema = {
    name: {"required": True, "schema": _A_POLICY if name == "content-security-policy" else {"const": value}}
    for name, value in (security_headers() | dict(READ_BY_SCRIPTS)).items()
}


def document() -> Schema:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Homing",
            "version": "1",
            "description": "Every public route. Made by `make reference` from homing/routes.py.",
        },
        "paths": {_path(route): _operations(route) for route in ROUTES},
        "components": {
            "headers": HEADERS,
            "schemas": {"Reply": _REPLY, "Call": _CALL},
            "securitySchemes": {_name(each): PROOFS[each] for each in PROOFS},
        },
    }


def _path(route: Route) -> str:
    return route.path.replace("+}", "}")


def _name(proof: Proof) -> str:
    return proof.value.replace(" ", "_")


def _operations(route: Route) -> Schema:
    [name] = (each.strip("{+}") for each in route.path.split("/") if each.startswith("{"))
    schema: Schema = {"type": "string"}
    if name in {"topic", "call"}:
        schema["enum"] = sorted(TOPICS) if name == "topic" else [*KINDS, *BATCH]
    parameter = {"name": name, "in": "path", "required": True, "schema": schema}
    return {"parameters": [parameter]} | {each.lower(): _operation(route, each) for each in route.methods}


def _operation(route: Route, method: str) -> Schema:
    kind = route.function
    if kind == "pages":
        kind = "magnet" if "POST" not in route.methods else "act" if method == "POST" else "look"
    what = TITLES.get(route.function) or f"The page `{route.prefix.strip('/')}`"
    operation: Schema = {
        "summary": what,
        "operationId": f"{method.lower()}_{route.prefix.strip('/').replace('/', '_')}",
        "responses": {
            str(status): _answer(route, media if method != "HEAD" else "", says)
            for status, (media, says) in ANSWERS[kind].items()
        },
    }
    if route.proof in PROOFS:
        operation["security"] = [{_name(route.proof): []}]
    if method == "POST":
        most = "any size" if route.largest is None else f"{route.largest // 1024} KB at most"
        operation["requestBody"] = {
            "description": f"Of {most}.",
            "required": route.function != "pages",
            "content": {media: {"schema": _body(route)} for media in route.takes},
        }
    return operation


def _body(route: Route) -> Schema:
    text: Schema = {"type": "string", "maxLength": 2000}
    match route.function:
        case "webhook":
            return {"type": "object", "description": "As the shop wrote it: the signature is over its bytes."}
        case "track":
            return {"$ref": "#/components/schemas/Call"}
        case "forms":
            ours = {name: text | {"description": says} for name, says in _OURS.items()}
            fields = {"email": text | {"format": "email"}, **ours}
            return {"type": "object", "required": ["email", TOKEN], "properties": fields} | _more(text)
        case _:
            return {"type": "object"} | _more(text)


def _more(text: Schema) -> Schema:
    return {"additionalProperties": text, "maxProperties": 50}


def _answer(route: Route, media: str, says: str) -> Schema:
    told = security_headers()
    if route.shared_with_scripts and media == JSON:
        told |= READ_BY_SCRIPTS
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in told}
    if not media:
        return {"description": says, "headers": headers}
    schema: Schema = {"$ref": "#/components/schemas/Reply"} if media == JSON else {"type": "string"}
    return {"description": says, "headers": headers, "content": {media: {"schema": schema}}}
