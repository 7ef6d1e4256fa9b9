from django.db import migrations

from channels_mgmt.core.triggers import set_guard

TABLE = "sales_salesline"


def set_anew(apps, schema_editor):
    set_guard(schema_editor.connection, TABLE, on=False)
    set_guard(schema_editor.connection, TABLE, on=True)


class Migration(migrations.Migration):
    """The lines of an import that is undone may be deleted: the guard lets no others go."""

    dependencies = [
        ("sales", "0002_append_only"),
        ("core", "0005_undone_imports"),
    ]
    operations = [migrations.RunPython(set_anew, migrations.RunPython.noop)]
