from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "channels_mgmt.accounts"
    label = "accounts"

    def ready(self) -> None:
        from . import schema  # noqa: F401 – says how tokens stand in the schema of the API
