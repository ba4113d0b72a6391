"""`/oauth/token`: a client's credentials for a token."""

from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from oauth2_provider.views import TokenView

from noroshi.entrypoints.api.refusals import refused
from noroshi.kernel.errors import UnavailableError


class ClientTokenView(TokenView):  # type: ignore[misc]
    """The toolkit's view, with client credentials as its only grant."""

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """A token, or an error in the words of RFC 6749 section 5.2."""
        try:
            response: HttpResponse = self.authorization_flow_token_response(request)
        except OperationalError:
            return refused(request, UnavailableError("the database does not answer"))
        return response
