import django.db.models.deletion
from django.db import migrations, models

from channels_mgmt.core.triggers import AppendOnly


class Migration(migrations.Migration):
    """What opens the guard of the rows of an undone import is itself only ever added to."""

    dependencies = [('core', '0004_import_wizard')]

    operations = [
        migrations.CreateModel(
            name='UndoneImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('batch', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.importbatch', verbose_name='import')),
            ],
            options={
                'verbose_name': 'undone import',
                'verbose_name_plural': 'undone imports',
            },
        ),
        AppendOnly('undoneimport'),
    ]
