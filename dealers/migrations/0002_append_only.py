from django.db import migrations

from channels_mgmt.core.triggers import AppendOnly


class Migration(migrations.Migration):
    """The ledger is only ever added to."""

    dependencies = [("dealers", "0001_initial")]
    operations = [AppendOnly("ledgerentry")]
