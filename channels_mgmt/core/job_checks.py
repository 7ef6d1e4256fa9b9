"""Whether background work can come to its workers as ``JOBS_BROKER`` says."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.utils.translation import gettext as _

SCHEMES = ("amqp", "amqps", "redis", "rediss")


@register(Tags.compatibility)
def a_broker_needs_postgresql(app_configs, **kwargs) -> list[Error]:
    if not settings.JOBS_BROKER:
        return []
    scheme = urlsplit(settings.JOBS_BROKER).scheme
    if scheme not in SCHEMES:
        # The address may hold a password: only its first part is told.
        text = _("JOBS_BROKER begins with “%(scheme)s://”: no broker of that kind is known.")
        hint = _("Give the address of RabbitMQ (amqp://…) or of Redis (redis://…), or remove it.")
        return [Error(text % {"scheme": scheme}, hint=hint, id="core.E002")]
    if not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return []
    return [
        Error(
            _("JOBS_BROKER is set, but the database is SQLite, a file of one machine."),
            hint=_(
                "A broker brings jobs to workers on several machines, and all of them need one "
                "database: set DATABASE_URL to PostgreSQL. Or remove JOBS_BROKER: the workers of "
                "this machine find their jobs by themselves."
            ),
            id="core.E001",
        )
    ]


@register(Tags.compatibility, deploy=True)
def several_machines_share_a_cache(app_configs, **kwargs) -> list[Warning]:
    if not settings.JOBS_BROKER or settings.CACHE_URL:
        return []
    return [
        Warning(
            _("JOBS_BROKER is set, but the cache lies in the files of one machine."),
            hint=_(
                "Workers on other machines could not say that they are there, how far they are, "
                "or hear that an import was cancelled: set CACHE_URL to redis://…"
            ),
            id="core.W002",
        )
    ]
