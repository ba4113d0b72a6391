"""What the interface says of itself: OpenAPI 3.1, with every answer that can come."""

from collections.abc import Sequence
from functools import cached_property
from http import HTTPStatus
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.operation import Operation
from oauth2_provider.settings import oauth2_settings

from noroshi.entrypoints.api.schemas import Problem
from noroshi.entrypoints.problems import MEDIA_TYPE
from noroshi.reporting.incident import components as incident_parts

SCHEME = "client_credentials"
ALWAYS = (401, 403, 422, 503)
BODY = (400, 413)
ACTED = (*BODY, 404, 409)  # of something that changes with every answer
HEADERS = {
    401: "WWW-Authenticate",
    503: "Retry-After",
}


class Interface(NinjaAPI):
    """The toolkit's interface, with the sign-in and the shape of a problem in its description."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The function's name: every one stands once."""
        return operation.view_func.__name__

    def get_openapi_schema(self, **_: Any) -> OpenAPISchema:
        """The whole description; paths as the site serves them."""
        return self.document

    @cached_property
    def document(self) -> OpenAPISchema:
        """Made once: anybody may ask for it, and making it takes a quarter of a second."""
        document = super().get_openapi_schema()
        components = document["components"]
        problem = Problem.model_json_schema(ref_template=REF_TEMPLATE)
        components["schemas"] |= problem.pop("$defs") | {"Problem": problem} | incident_parts()
        components["securitySchemes"] = {
            SCHEME: {
                "type": "oauth2",
                "flows": {
                    "clientCredentials": {
                        "tokenUrl": "/oauth/token",
                        "scopes": dict(oauth2_settings.SCOPES),
                    }
                },
            }
        }
        return document


def described(
    *,
    scopes: Sequence[str],
    refusals: Sequence[int] = (),
    media_types: Sequence[str] = (),
    **more: Any,
) -> dict[str, Any]:
    """An operation's part of the description that its types do not say.

    refusals: statuses beside those that every operation may answer with; media_types: of the
    documents that it hands over, if it does."""
    responses = {code: _refusal(code) for code in sorted({*ALWAYS, *refusals})}
    if media_types:
        content = {media_type: {"schema": {"type": "object"}} for media_type in media_types}
        responses[200] = {"description": "The document", "content": content}
    return {
        "security": [{SCHEME: [scope]} for scope in scopes],
        "responses": responses,
        **more,
    }


def _refusal(code: int) -> dict[str, Any]:
    if code == HTTPStatus.NOT_MODIFIED:
        return {"description": "The reader has it already (If-None-Match)"}
    answer: dict[str, Any] = {
        "description": HTTPStatus(code).phrase,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if code in HEADERS:
        answer["headers"] = {HEADERS[code]: {"schema": {"type": "string"}}}
    return answer
