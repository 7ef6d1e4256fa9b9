from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo brand: generators of interface rows, and the command that loads them."""

    name = "channels_mgmt.demo"
    label = "demo"

    def ready(self) -> None:
        from . import checks  # noqa: F401 – registers the system check
