import channels_mgmt.core.fields
import django.db.models.deletion
from django.db import migrations, models


# Until they are rebuilt from the lines, these months have no cells of product lines.
REBUILD = """
    INSERT INTO sales_changedmonth (month) SELECT DISTINCT month FROM sales_monthlycell
"""


class Migration(migrations.Migration):

    dependencies = [
        ('dealers', '0016_top_up_days'),
        ('pricing', '0005_product_life'),
        ('sales', '0005_keys_of_many_lines'),
    ]

    operations = [
        migrations.CreateModel(
            name='FiledProduct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('product_line', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='dealers.productline', verbose_name='product line')),
                ('sku', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, to='pricing.sku', verbose_name='product')),
            ],
            options={
                'verbose_name': 'filed product',
                'verbose_name_plural': 'filed products',
            },
        ),
        migrations.CreateModel(
            name='ProductLineCell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(verbose_name='month')),
                ('channel', models.CharField(max_length=20, verbose_name='sales channel')),
                ('kind', models.CharField(max_length=12, verbose_name='kind')),
                ('quantity', models.BigIntegerField(verbose_name='quantity')),
                ('amount', channels_mgmt.core.fields.AmountField(places=4, verbose_name='amount')),
                ('dealer', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dealers.dealer', verbose_name='dealer')),
                ('product_line', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='dealers.productline', verbose_name='product line')),
                ('region', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dealers.region', verbose_name='region')),
                ('shop', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dealers.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'monthly cell of a product line',
                'verbose_name_plural': 'monthly cells of product lines',
                'indexes': [models.Index(fields=['month'], name='line_cells_month')],
            },
        ),
        migrations.RunSQL(REBUILD, migrations.RunSQL.noop),
    ]
