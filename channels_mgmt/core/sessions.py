"""Sessions that end after a time without a request, not after a time since the sign-in; and the
end of all sessions of a person."""

from typing import Any

from allauth.account.utils import user_pk_to_url_str
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone
from knox.models import AuthToken

from .models import User

RENEWALS = 12  # in the life of a session that is in use: to write at each request would cost more


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        """Django's own, which also puts the end off when part of the time is gone."""
        row = self._get_session_from_db()
        if row is None:
            return {}
        left, age = row.expire_date - timezone.now(), self.get_session_cookie_age()
        if left.total_seconds() < age * (1 - 1 / RENEWALS):
            self.modified = True
        return self.decode(row.session_data)


def end_sessions(user: User, *, keep: str = "", tokens: bool = True) -> None:
    """End all sessions of a person at once, and all her tokens: whoever has one is out.

    ``keep`` is the key of a session that stays. A sign-in that waits for its code ends as well.
    """
    listed = UserSession.objects.all()
    own = set(listed.filter(user=user).values_list("session_key", flat=True))
    unlisted = Session.objects.filter(expire_date__gt=timezone.now())
    unlisted = unlisted.exclude(session_key__in=listed.values("session_key"))
    own |= {row.session_key for row in unlisted.iterator() if belongs_to(row, user)}
    own.discard(keep)
    listed.filter(session_key__in=own).delete()
    Session.objects.filter(session_key__in=own).delete()
    if tokens:
        AuthToken.objects.filter(user=user).delete()


def belongs_to(session: Session, user: User) -> bool:
    data = session.get_decoded()
    waiting = data.get("account_login") or {}
    signed_in = data.get(SESSION_KEY) == str(user.pk)
    return signed_in or waiting.get("user_pk") == user_pk_to_url_str(user)
