from django.db import migrations

from channels_mgmt.core.set_keys import SetKeys


class Migration(migrations.Migration):
    """On PostgreSQL the foreign keys of run lines were a third of the time of writing them."""

    dependencies = [("rebates", "0010_fines")]
    operations = [SetKeys("runline")]
