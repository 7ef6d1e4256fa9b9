"""Every route × method × person × owner of the row: what the site answers, against the policy."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.db import models, transaction
from django.test import Client

from channels_mgmt.core.registry import pages_of
from tests.access.expected import Answers, expected, expected_of_nobody, is_api, undeclared
from tests.access.people import Nobody, Of, Who
from tests.access.policies import MODELS
from tests.access.routes import Route, routes
from tests.specimens import models_of_ours

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
USUAL = ("GET", "POST")
THOROUGH = {Who.PRINCIPAL, Nobody.ANONYMOUS}
"""Whoever has most to gain is asked by every method; the others by those that ever answer."""
ALIKE = (Who.SUPERUSER, Who.CITY)
MULTIPART = {"api:imports-list"}
REASON = {"reason": "the matrix", "text": "the matrix"}
Rows = dict[Of, dict[type[models.Model], models.Model]]


def nearest_and_all(nearest: dict[Who, tuple[Of, ...]]) -> list:
    """Everybody with the rows named, and as a proof with the rows of everybody.

    Those who differ from another one by their map alone (a superuser sees more than headquarters, a
    city less than its province) wait for the proof, too.
    """
    whole = [
        pytest.param(who, tuple(Of), marks=pytest.mark.prove, id=f"{who}, all rows")
        for who in nearest
    ]
    usual = [
        pytest.param(who, owners, marks=pytest.mark.prove if who in ALIKE else (), id=who)
        for who, owners in nearest.items()
    ]
    return [*usual, *whole]


def send(client: Client, route: Route, method: str, address: str, body: dict) -> int:
    client.raise_request_exception = False  # a 500 is an answer, too, and told as one
    if method in ("GET", "HEAD", "OPTIONS"):
        return getattr(client, method.lower())(address).status_code
    if not is_api(route):
        posted = method == "POST"
        return (
            client.post(address, body) if posted else client.generic(method, address)
        ).status_code
    if route.name in MULTIPART and method == "POST":
        return client.post(address, body).status_code
    text = json.dumps(body if method == "POST" else {})
    return client.generic(method, address, text, "application/json").status_code


def rows_of(route: Route, rows: Rows) -> Iterator[tuple[Of | None, models.Model | None]]:
    if not route.of_object:
        yield None, None
        return
    for owner, planted in rows.items():
        yield owner, planted[route.model]


def declared_routes() -> list[Route]:
    """The others are named by ``test_matrix_is_complete.py``."""
    return [route for route in routes() if not undeclared(route)]


def faults(client: Client, who: Who, rows: Rows, bodies: dict) -> dict[str, Any]:
    """Every answer that is not the one of the policy; a change where none is allowed stays."""
    found = {}
    for route in declared_routes():
        for owner, row in rows_of(route, rows):
            sees = row is None or owner in MODELS[route.model._meta.label].sees.get(who, ())
            last = owner in (None, [*rows][-1])
            methods = METHODS if last and who in THOROUGH else USUAL
            wanted = {method: expected(route, who, sees, method) for method in methods}
            for address in route.addresses(row):
                for method, status in wrong(client, route, address, wanted, bodies):
                    found[f"{method} {route.name}, {owner}"] = status
    return found


def faults_of_nobody(client: Client, nobody: Nobody, rows: dict) -> dict[str, Any]:
    found = {}
    for route in declared_routes():
        row = rows[route.model] if route.of_object else None
        methods = METHODS if nobody in THOROUGH else USUAL
        wanted = {method: expected_of_nobody(route, nobody, method) for method in methods}
        for method, status in wrong(client, route, route.addresses(row)[0], wanted, {}):
            found[f"{method} {route.name}"] = status
    return found


def wrong(
    client: Client, route: Route, address: str, wanted: dict[str, Answers], bodies: dict
) -> Iterator[tuple[str, str]]:
    """The methods that answer otherwise. What may change something is rolled back."""
    for method, answers in wanted.items():
        if method == "HEAD" and not refused(answers):
            continue  # the page once more, without its body
        cookies = client.cookies if refused(answers) else deepcopy(client.cookies)
        with transaction.atomic():
            status = send(client, route, method, address, bodies.get(address, REASON))
            if not refused(answers):
                transaction.set_rollback(True)
        client.cookies = cookies  # signed in as before
        if status not in answers:
            yield method, f"{status} instead of {sorted(answers)}"


def refused(wanted: Answers) -> bool:
    """Whether every answer of these says no, so that nothing may have changed."""
    return min(wanted) >= 401 and 422 not in wanted


def everything() -> dict[str, list]:
    """All rows of all our tables."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in models_of_ours()
    }


def offered_bodies(client: Client, rows: Rows) -> dict[str, dict[str, Any]]:
    """What each form sends that is opened and saved: nobody is refused for her data alone."""
    found = {}
    for planted in rows.values():
        for model, row in planted.items():
            if pages_of(model).form is None:
                continue
            address = pages_of(model).url("edit", row)
            answer = client.get(address)
            if answer.status_code == 200:
                found[address] = form_data(answer.context["form"]) | REASON
    return found


def form_data(form: Any) -> dict[str, Any]:
    """What the form sends when somebody opens it and saves."""
    return {bound.name: "" if (v := _shown(bound)) is None else v for bound in form}


def _shown(bound: Any) -> Any:
    value = bound.value()
    return getattr(value, "code", value) if hasattr(value, "pk") else value
