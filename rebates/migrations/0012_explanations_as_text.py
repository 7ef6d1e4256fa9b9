import channels_mgmt.core.fields
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('rebates', '0011_keys_of_run_lines'),
    ]

    operations = [
        migrations.AlterField(
            model_name='runline',
            name='explanation',
            field=channels_mgmt.core.fields.WrittenJSONField(default=dict, verbose_name='explanation'),
        ),
    ]
