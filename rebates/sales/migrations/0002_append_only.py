from django.db import migrations

from channels_mgmt.core.triggers import AppendOnly


class Migration(migrations.Migration):
    """Sales lines are corrected by reversing lines."""

    dependencies = [
        ("sales", "0001_initial"),
        ("core", "0005_undone_imports"),  # the guard looks at an import that is undone
    ]
    operations = [AppendOnly("salesline")]
