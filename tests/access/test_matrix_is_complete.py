"""No address without a policy, no policy without an address, and no operation of the API that only
one of the two knows: the resolver or the schema."""

import re

import pytest
from django.urls import resolve
from drf_spectacular.generators import SchemaGenerator

from channels_mgmt.core.registry import pages_of
from tests.access.expected import is_api, undeclared
from tests.access.places import PLACES
from tests.access.policies import MODELS
from tests.access.routes import routes
from tests.specimens import models_with_pages

NO_OPERATIONS = {"head", "options", "parameters"}


@pytest.fixture(scope="module")
def operations() -> set[tuple[str, str]]:
    """Each operation of the schema, by the name of its route and its method."""
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    return {
        (resolve(re.sub(r"{\w+}", "1", path)).view_name, method.upper())
        for path, found in paths.items()
        for method in found
        if method not in NO_OPERATIONS
    }


def test_every_address_has_a_policy():
    assert [text for route in routes() if (text := undeclared(route))] == []


def test_every_policy_is_of_something_that_is_there():
    assert set(MODELS) == {model._meta.label for model in models_with_pages()}
    assert set(PLACES) == {route.name for route in routes() if route.model is None}


def test_every_operation_of_the_schema_is_an_address_of_the_matrix(operations):
    names = {route.name for route in routes()}
    assert {name for name, _method in operations} <= names


def test_every_address_of_the_api_is_in_the_schema(operations):
    documented = {name for name, _method in operations}
    assert {route.name for route in routes() if is_api(route)} == documented


def test_every_method_that_the_api_answers_is_in_the_schema(operations):
    """Where the policy knows of a POST, the schema does too, and the other way round."""
    answered = set()
    for route in routes():
        if not is_api(route):
            continue
        if route.model is None:
            answered.add((route.name, "GET"))
            continue
        policy = MODELS[route.model._meta.label]
        kind = route.name.removeprefix(f"api:{pages_of(route.model).plural}-")
        if kind not in policy.verbs:
            answered.add((route.name, "GET"))
        if kind in policy.verbs or (kind == "list" and policy.posts_to_list is not None):
            answered.add((route.name, "POST"))
    assert operations == answered
