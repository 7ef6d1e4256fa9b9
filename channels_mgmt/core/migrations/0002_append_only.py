from django.db import migrations

from channels_mgmt.core.triggers import AppendOnly


class Migration(migrations.Migration):
    """The audit trail is only ever added to."""

    dependencies = [("core", "0001_initial")]
    operations = [AppendOnly("auditentry")]
