"""Whether an installation may go into production: judged before anything starts."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 50  # characters
FEWEST_CHARACTERS = 5  # that differ
PLACEHOLDERS = (
    "django-insecure", "changeme", "change-me", "change_me", "your-secret", "secret-key",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Installation:
    """What the environment says; ``local_secret`` is the one that was made for a local try."""

    secret: str = ""
    local_secret: str = ""
    debug: bool = False
    hosts: Sequence[str] = ()
    public_url: str = ""
    origins: Sequence[str] = ()
    ssl_redirect: bool = True
    hsts_seconds: str = "31536000"


@dataclass(frozen=True, slots=True)
class Fault:
    variable: str
    shown: str  # its value; never the secret
    mend: str

    def __str__(self) -> str:
        return f"{self.variable} {self.shown}: {self.mend}"


def faults(it: Installation) -> list[Fault]:
    """Everything that keeps it out of production: the variable, its value, what to do."""
    return [
        *_secret(it),
        *_debug(it),
        *_hosts(it.hosts),
        *_public_url(it),
        *_origins(it.origins),
        *_https(it),
    ]


def insist(it: Installation) -> None:
    """Raises ImproperlyConfigured with all faults at once."""
    if found := faults(it):
        lines = "\n".join(f"  {fault}" for fault in found)
        text = "PRODUCTION=1 refuses to start:\n%s\nREADME.md, “Deploy”, explains each variable."
        raise ImproperlyConfigured(text % lines)


def default_public_url(hosts: Sequence[str]) -> str:
    """The first host that is one: ``.example.com`` stands for many."""
    return next((f"https://{host}" for host in hosts if host[:1] not in (".", "*")), "")


def weakness(secret: str, local_secret: str = "") -> str:
    """Why the secret does not protect sign-ins, in words that do not give it away."""
    if not secret:
        return "is not set"
    if any(word in secret.lower() for word in PLACEHOLDERS):
        return f"is a placeholder ({len(secret)} characters)"
    if len(secret) < SHORTEST_SECRET:
        return f"has {len(secret)} characters, fewer than {SHORTEST_SECRET}"
    if len(set(secret)) < FEWEST_CHARACTERS:
        return f"repeats {len(set(secret))} characters"
    if secret == local_secret:
        return "is the one that was made for local use (DATA_DIR/secret-key)"
    return ""


def _secret(it: Installation) -> list[Fault]:
    why = weakness(it.secret, it.local_secret)
    how = "python3 -c 'import secrets; print(secrets.token_urlsafe(60))' makes one."
    return [Fault("SECRET_KEY", why, how)] if why else []


def _debug(it: Installation) -> list[Fault]:
    if not it.debug:
        return []
    return [Fault("DEBUG", "is 1", "error pages would show settings and data; remove it.")]


def _hosts(hosts: Sequence[str]) -> list[Fault]:
    how = "give the names it is reached by, comma-separated, such as channels.example.com."
    if not hosts:
        return [Fault("ALLOWED_HOSTS", "is not set", how)]
    wrong = [host for host in hosts if "*" in host or "/" in host]
    return [Fault("ALLOWED_HOSTS", f"has “{host}”", how) for host in wrong]


def _public_url(it: Installation) -> list[Fault]:
    if not it.hosts and not it.public_url:
        return []  # it follows from the hosts
    parts = urlsplit(it.public_url)
    if parts.scheme == "https" and parts.hostname:
        return []
    shown = f"is “{it.public_url}”" if it.public_url else "is not set"
    how = "give the address that is printed on statements, such as https://channels.example.com."
    return [Fault("PUBLIC_URL", shown, how)]


def _origins(origins: Sequence[str]) -> list[Fault]:
    how = "only addresses that begin with https:// can be trusted."
    wrong = [origin for origin in origins if not origin.startswith("https://")]
    return [Fault("CSRF_TRUSTED_ORIGINS", f"has “{origin}”", how) for origin in wrong]


def _https(it: Installation) -> list[Fault]:
    found = []
    if not it.ssl_redirect:
        how = "passwords would travel in the clear; remove it. The proxy says which requests came "
        how += "by https, by the header X-Forwarded-Proto."
        found.append(Fault("SECURE_SSL_REDIRECT", "is 0", how))
    seconds = it.hsts_seconds
    if not (seconds.isdecimal() and int(seconds) > 0):
        how = "give for how many seconds browsers keep to https, such as 31536000, or remove it."
        found.append(Fault("SECURE_HSTS_SECONDS", f"is “{seconds}”", how))
    return found
