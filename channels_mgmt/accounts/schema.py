"""How the schema of the API names our tokens."""

from typing import Any

from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme


class TokenScheme(KnoxTokenScheme):
    target_class = "channels_mgmt.core.tokens.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        definition = super().get_security_definition(auto_schema)
        return definition | {"description": "A token of the page “API tokens”: `Token chan_…`"}
