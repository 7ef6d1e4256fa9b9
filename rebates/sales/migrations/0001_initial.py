import channels_mgmt.core.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_initial'),
        ('dealers', '0001_initial'),
        ('pricing', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChangedMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(db_index=True, verbose_name='month')),
            ],
            options={
                'verbose_name': 'changed month',
                'verbose_name_plural': 'changed months',
            },
        ),
        migrations.CreateModel(
            name='MonthlyCell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(verbose_name='month')),
                ('channel', models.CharField(max_length=20, verbose_name='sales channel')),
                ('kind', models.CharField(max_length=12, verbose_name='kind')),
                ('quantity', models.BigIntegerField(verbose_name='quantity')),
                ('amount', channels_mgmt.core.fields.AmountField(places=4, verbose_name='amount')),
                ('returned_quantity', models.BigIntegerField(default=0, verbose_name='returned quantity')),
                ('returned_amount', channels_mgmt.core.fields.AmountField(default=0, places=4, verbose_name='returned amount')),
                ('lines', models.PositiveIntegerField(default=0, verbose_name='lines')),
                ('dealer', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dealers.dealer', verbose_name='dealer')),
                ('region', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dealers.region', verbose_name='region')),
                ('shop', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dealers.shop', verbose_name='shop')),
                ('sku', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pricing.sku', verbose_name='product')),
            ],
            options={
                'verbose_name': 'monthly cell',
                'verbose_name_plural': 'monthly cells',
                'indexes': [models.Index(fields=['month', 'dealer'], name='cells_month')],
            },
        ),
        migrations.CreateModel(
            name='SalesLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(verbose_name='date')),
                ('kind', models.CharField(choices=[('sell_in', 'Sell-in'), ('sell_through', 'Sell-through'), ('sell_out', 'Sell-out'), ('online', 'Online')], max_length=12, verbose_name='kind')),
                ('quantity', models.BigIntegerField(verbose_name='quantity')),
                ('unit_price', channels_mgmt.core.fields.AmountField(blank=True, null=True, places=4, verbose_name='unit price')),
                ('amount', channels_mgmt.core.fields.AmountField(places=4, verbose_name='amount')),
                ('channel', models.CharField(choices=[('offline', 'Offline'), ('online', 'Online, any platform'), ('tmall', 'Tmall'), ('jd', 'JD'), ('pinduoduo', 'Pinduoduo'), ('douyin', 'Douyin'), ('kuaishou', 'Kuaishou'), ('suning', 'Suning'), ('vipshop', 'Vipshop'), ('wechat', 'WeChat'), ('own_site', 'Own web shop')], max_length=20, verbose_name='sales channel')),
                ('source', models.CharField(max_length=40, verbose_name='source')),
                ('order_number', models.CharField(max_length=60, verbose_name='order number')),
                ('line_number', models.CharField(max_length=20, verbose_name='line number')),
                ('returns_order', models.CharField(blank=True, max_length=60, verbose_name='returns order')),
                ('returns_line', models.CharField(blank=True, max_length=20, verbose_name='returns line')),
                ('serials', models.TextField(blank=True, verbose_name='serial numbers')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.importbatch', verbose_name='import')),
                ('counterparty', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dealers.dealer', verbose_name='counterparty')),
                ('dealer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dealers.dealer', verbose_name='dealer')),
                ('region', models.ForeignKey(db_index=False, help_text="The dealer's home when not given.", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dealers.region', verbose_name='region sold to')),
                ('shop', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dealers.shop', verbose_name='shop')),
                ('sku', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pricing.sku', verbose_name='product')),
            ],
            options={
                'verbose_name': 'sales line',
                'verbose_name_plural': 'sales',
                'ordering': ['-date', '-id'],
                'indexes': [models.Index(fields=['date', 'dealer', 'sku', 'region', 'channel', 'shop', 'kind', 'quantity', 'amount'], name='sales_facts'), models.Index(fields=['-date', '-id'], name='sales_list')],
                'constraints': [models.UniqueConstraint(fields=('source', 'order_number', 'line_number', 'kind'), name='sales_line_once')],
            },
        ),
    ]
