"""The suggested retail price keeps four decimals, as every amount in a file may have."""

from django.db import migrations

import channels_mgmt.core.fields
from django.core.validators import MinValueValidator


class Migration(migrations.Migration):
    dependencies = [("pricing", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "UPDATE pricing_sku SET list_price = list_price * 100",
            "UPDATE pricing_sku SET list_price = list_price / 100",
        ),
        migrations.AlterField(
            model_name="sku",
            name="list_price",
            field=channels_mgmt.core.fields.AmountField(
                blank=True,
                null=True,
                places=4,
                validators=[MinValueValidator(0)],
                verbose_name="suggested retail price",
            ),
        ),
    ]
