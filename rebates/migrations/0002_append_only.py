from django.db import migrations

from channels_mgmt.core.triggers import AppendOnly


class Migration(migrations.Migration):
    """An issued statement is frozen."""

    dependencies = [("rebates", "0001_initial")]
    operations = [AppendOnly("statement"), AppendOnly("statementdocument")]
