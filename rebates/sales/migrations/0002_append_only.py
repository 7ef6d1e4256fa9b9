from django.db import migrations

from channels_mgmt.core.triggers import AppendOnly


class Migration(migrations.Migration):
    """Sales lines are corrected by reversing lines."""

    dependencies = [("sales", "0001_initial")]
    operations = [AppendOnly("salesline")]
