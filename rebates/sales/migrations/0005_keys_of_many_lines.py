from django.db import migrations

from channels_mgmt.core.set_keys import SetKeys


class Migration(migrations.Migration):
    """On PostgreSQL the foreign keys of sales lines were a third of the time of an import."""

    dependencies = [("sales", "0004_serials_scans_payments")]
    operations = [SetKeys("salesline")]
