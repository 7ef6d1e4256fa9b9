"""A page as one reads it."""

from django.test import Client


def text(client: Client, address: str) -> str:
    """On one line, so that a sentence is found whichever way the template breaks it."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())
