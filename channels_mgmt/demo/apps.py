from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo brand: generators of interface rows, and the command that loads them."""

    name = "channels_mgmt.demo"
    label = "demo"
