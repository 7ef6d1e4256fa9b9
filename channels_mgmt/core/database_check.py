"""Which database suits production: said, not insisted on."""

from django.conf import settings
from django.core.checks import Info, Tags, register
from django.utils.translation import gettext as _


@register(Tags.compatibility, deploy=True)
def several_machines_need_postgresql(app_configs, **kwargs) -> list[Info]:
    if not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return []
    return [
        Info(
            _("SQLite serves one machine: web server, workers and file side by side."),
            hint=_("For more than one machine set DATABASE_URL to a PostgreSQL database."),
            id="core.I001",
        )
    ]
