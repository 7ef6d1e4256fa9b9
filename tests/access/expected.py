"""What an address must answer to a person, worked out from the policies and places alone."""

from dataclasses import dataclass

from channels_mgmt.core.registry import pages_of
from tests.access.people import Nobody, Who
from tests.access.places import PLACES, Answers, Only, Place
from tests.access.policies import MODELS
from tests.access.policy import People, Policy
from tests.access.routes import Route

CHANGING = ("POST", "PUT", "PATCH", "DELETE")
LISTS = ("list", "export", "options")
OK, MOVED, NOT_ALLOWED = frozenset({200}), frozenset({302}), frozenset({405})
GONE, FORBIDDEN = frozenset({404}), frozenset({403})
SENT = frozenset({302, 422})
"""What a page answers to whoever may: it is done, or what she sent is refused in words."""
TAKEN = frozenset({200, 201, 202, 400, 409, 412})
WHERE = "say in tests/access/policies.py (or places.py) who may"


@dataclass(frozen=True)
class Case:
    """One route for one person; ``sees``: whether its row is in her sight."""

    route: Route
    who: Who
    sees: bool = True

    @property
    def policy(self) -> Policy:
        label = self.route.model._meta.label
        assert label in MODELS, f"{label}: {WHERE}: MODELS"
        return MODELS[label]

    @property
    def api(self) -> bool:
        return self.route.name.startswith("api:")

    @property
    def kind(self) -> str:
        """What the address is for: list, detail, edit, approve …"""
        local = self.route.name.split(":")[-1]
        pages = pages_of(self.route.model)
        for prefix in (f"{pages.plural}-", f"{pages.model._meta.model_name}_"):
            if local.startswith(prefix):
                return local.removeprefix(prefix)
        return local

    def expected(self, method: str) -> Answers:
        if self.kind in BARE and method not in ("GET", "HEAD"):
            return GONE | NOT_ALLOWED | (OK if method == "OPTIONS" else frozenset())
        if not self.policy.sees.get(self.who):
            return GONE  # not even that there is such a thing
        if method == "OPTIONS":
            return OK | (frozenset() if self._lacks() is False else FORBIDDEN)
        method = "GET" if method == "HEAD" else method
        answers = self._by_kind(method)
        return GONE if answers is None else answers

    def of_nobody(self, method: str) -> Answers:
        """For whoever is signed in and has no right."""
        bare = self.kind in BARE and method not in ("GET", "HEAD")
        return self.expected(method) if bare else GONE

    def _by_kind(self, method: str) -> Answers | None:
        kind, policy = self.kind, self.policy
        if kind == "list" and self.api and policy.posts_to_list is not None and method == "POST":
            return self._needs(policy.posts_to_list, TAKEN)
        if kind in LISTS or (kind in ("detail", "history") or kind in policy.reads):
            return self._reads(method)
        if kind in policy.pages:
            return self._page(policy.pages[kind], method)
        if kind == "add":
            return self._page(policy.add, method)
        if kind == "edit":
            return self._page(policy.edit, method) if self.sees or method in CHANGING[1:] else None
        assert kind in policy.verbs, f"{self.route.name}: {WHERE}: verbs, reads or pages"
        return self._verb(method)

    def _reads(self, method: str) -> Answers:
        if method != "GET":
            return NOT_ALLOWED
        if self.sees:
            return OK | GONE if self.kind in EMPTY else OK
        return GONE

    def _page(self, people, method: str) -> Answers:
        """A form of its own: add, edit, upload."""
        if method == "GET":
            asking = self.api and self.kind in ASKING
            return self._needs(people, OK | frozenset({400}) if asking else OK)
        if method == "POST":
            return self._needs(people, SENT | (NOT_ALLOWED if self.kind in READ_ONLY else OK))
        return NOT_ALLOWED | (FORBIDDEN if self.who not in people else frozenset())

    def _verb(self, method: str) -> Answers:
        people = self.doers
        if method == "POST":
            done = TAKEN if self.api else SENT
            return self._needs(people, done) if self.sees else GONE
        if method != "GET" or self.api:
            return NOT_ALLOWED
        if not self.sees:
            return GONE
        # Whoever only looks is led to the row, where its state or her role do not allow it.
        return OK | MOVED if self.who in people else MOVED | FORBIDDEN

    @property
    def doers(self) -> People:
        verbs = self.policy.verbs
        return verbs.get(f"api:{self.kind}" if self.api else self.kind, verbs[self.kind])

    def _needs(self, people, answers: Answers) -> Answers:
        assert people is not None, f"{self.route.name}: {WHERE} add or edit"
        return answers if self.who in people else FORBIDDEN

    def _lacks(self) -> bool:
        return self.kind in self.policy.pages and self.who not in self.policy.pages[self.kind]


READ_ONLY = ("template", "before", "zip")
ASKING = ("before",)
"""Without days the API says what is missing."""
EMPTY = ("sales", "source", "corrections")
"""A line of the matrix measured nothing: there may be nothing behind it for those who see it."""
BARE = ("progress", "account")
"""No pages of the kit: they refuse a method before they look whose row it is."""


def expected(route: Route, who: Who, sees: bool, method: str) -> Answers:
    if route.model is not None:
        return Case(route, who, sees).expected(method)
    place = place_of(route)
    if isinstance(place, Only):
        if method == "POST" and place.asks:
            return SENT if who in place.people else GONE
        if method not in ("GET", "HEAD"):
            return NOT_ALLOWED
        there = OK if who in place.people else GONE
        return there | NOT_ALLOWED if method == "HEAD" else there
    if method in ("GET", "HEAD"):
        return place.get
    return place.post if method == "POST" else place.post | place.get | NOT_ALLOWED | OK


def expected_of_nobody(route: Route, nobody: Nobody, method: str) -> Answers:
    """Not signed in: she is asked to. Without a right: nothing is there but her own account."""
    place = None if route.model is not None else place_of(route)
    if not nobody.signed_out:
        if isinstance(place, Place):
            return expected(route, Who.HQ, True, method)
        return (
            Case(route, Who.CLERK).of_nobody(method)
            if place is None
            else (GONE if method == "GET" else GONE | NOT_ALLOWED)
        )
    if isinstance(place, Place) and place.signed_out is not None:
        post = place.post | place.signed_out | NOT_ALLOWED
        return place.signed_out if method in ("GET", "HEAD") else post
    return frozenset({401, 403}) if is_api(route) else MOVED


def undeclared(route: Route) -> str:
    """What is missing in ``policies.py`` for a route; nothing where all is said."""
    try:
        expected(route, Who.CLERK, True, "GET")
        expected(route, Who.SUPERUSER, True, "POST")
    except AssertionError as missing:
        return str(missing)
    return ""


def is_api(route: Route) -> bool:
    return route.name.startswith("api:") or route.name == "schema"


def place_of(route: Route) -> Place | Only:
    assert route.name in PLACES, f"{route.name}: {WHERE}: PLACES"
    return PLACES[route.name]
