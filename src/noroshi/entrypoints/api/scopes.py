"""Which scopes a client may have: those it was given when it was made."""

from typing import Any

from oauth2_provider.scopes import BaseScopes
from oauth2_provider.settings import oauth2_settings

from noroshi.parties.queries import client_scopes


class ClientScopes(BaseScopes):  # type: ignore[misc]
    """The toolkit's view of scopes. A client that names none gets all it may have."""

    def get_all_scopes(self) -> dict[str, str]:
        """Every scope of the house, with its description."""
        scopes: dict[str, str] = oauth2_settings.SCOPES
        return scopes

    def get_available_scopes(self, application: Any = None, **_: Any) -> list[str]:
        """The client's own, none once its role has ended."""
        return client_scopes(application.client_id) if application else []

    def get_default_scopes(self, application: Any = None, **_: Any) -> list[str]:
        """All of them; for a client that acts no more all there are, which it is then refused."""
        return self.get_available_scopes(application) or list(self.get_all_scopes())
