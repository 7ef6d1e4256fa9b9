import channels_mgmt.core.fields
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from channels_mgmt.core.triggers import AppendOnly

PROTECT = django.db.models.deletion.PROTECT
FACTS = ("serial", "scan", "packing", "withdrawal", "payment", "stockcount")


def key():
    return ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID'))


def batch():
    return ('batch', models.ForeignKey(on_delete=PROTECT, related_name='+', to='core.importbatch', verbose_name='import'))


def quiet(to, name, **more):
    return models.ForeignKey(db_index=False, on_delete=PROTECT, related_name='+', to=to, verbose_name=name, **more)


def serial_by_code():
    return ('serial', quiet('sales.serial', 'serial number', to_field='code', db_column='serial', db_constraint=False, null=True))


def name_sold_serials(apps, schema_editor):
    """Of the lines that are there already."""
    from rebates.sales.gs1 import codes_in

    line, sold = apps.get_model("sales", "SalesLine"), apps.get_model("sales", "SoldSerial")
    named = line.objects.exclude(serials="").order_by("pk").values_list("pk", "serials")
    found = []
    for pk, text in named.iterator(chunk_size=2000):
        found += [sold(line_id=pk, code=code) for code in codes_in(text) if len(code) <= 80]
        if len(found) > 2000:
            sold.objects.bulk_create(found)
            found = []
    sold.objects.bulk_create(found)


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0004_import_wizard'),
        ('dealers', '0007_structure_and_contracts'),
        ('pricing', '0005_product_life'),
        ('sales', '0003_undone_batches'),
    ]

    operations = [
        migrations.CreateModel(
            name='Serial',
            fields=[
                key(),
                ('code', models.CharField(max_length=80, unique=True, verbose_name='serial number')),
                ('sku', quiet('pricing.sku', 'product')),
                ('dealer', quiet('dealers.dealer', 'shipped to')),
                ('shipped_on', models.DateField(verbose_name='shipped on')),
                ('order_number', models.CharField(blank=True, max_length=60, verbose_name='order number')),
                batch(),
            ],
            options={
                'verbose_name': 'serial',
                'verbose_name_plural': 'serials',
                'ordering': ['-shipped_on', '-id'],
                'indexes': [
                    models.Index(fields=['-shipped_on', '-id'], name='serials_list'),
                    models.Index(fields=['dealer', '-shipped_on', '-id'], name='serials_of_dealer'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Scan',
            fields=[
                key(),
                serial_by_code(),
                ('scanned_at', models.DateTimeField(verbose_name='scanned at')),
                ('region', quiet('dealers.region', 'region')),
                ('by', models.CharField(blank=True, choices=[('warehouse', 'Warehouse'), ('consumer', 'Consumer'), ('inspector', 'Inspector'), ('installer', 'Installer')], max_length=10, verbose_name='scanned by')),
                ('reference', models.CharField(blank=True, max_length=60, verbose_name='reference')),
                ('event', models.CharField(blank=True, max_length=150, verbose_name='event')),
                batch(),
            ],
            options={
                'verbose_name': 'scan',
                'verbose_name_plural': 'scans',
                'ordering': ['-scanned_at', '-id'],
                'indexes': [
                    models.Index(fields=['-scanned_at', '-id'], name='scans_list'),
                    models.Index(condition=~Q(event=''), fields=['event'], name='scans_of_event'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('serial', 'scanned_at', 'by', 'reference'), name='scan_once'),
                    models.CheckConstraint(condition=Q(serial__isnull=False), name='scan_of_a_code'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Packing',
            fields=[
                key(),
                serial_by_code(),
                ('parent', models.CharField(max_length=80, verbose_name='parent code')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('move', models.CharField(choices=[('in', 'Packed'), ('out', 'Unpacked')], max_length=3, verbose_name='move')),
                ('event', models.CharField(blank=True, max_length=150, verbose_name='event')),
                batch(),
            ],
            options={
                'verbose_name': 'packing',
                'verbose_name_plural': 'packings',
                'ordering': ['-at', '-id'],
                'indexes': [
                    models.Index(fields=['-at', '-id'], name='packings_list'),
                    models.Index(fields=['parent', 'at'], name='packings_of_parent'),
                    models.Index(condition=~Q(event=''), fields=['event'], name='packings_of_event'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('serial', 'parent', 'at', 'move'), name='packing_once'),
                    models.CheckConstraint(condition=Q(serial__isnull=False), name='packing_of_a_code'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Withdrawal',
            fields=[
                key(),
                ('scan', quiet('sales.scan', 'scan', blank=True, null=True)),
                ('packing', quiet('sales.packing', 'packing', blank=True, null=True)),
                ('declared_at', models.DateTimeField(verbose_name='declared at')),
                ('reason', models.CharField(blank=True, max_length=120, verbose_name='reason')),
                ('corrected_by', models.TextField(blank=True, verbose_name='corrected by')),
                batch(),
            ],
            options={
                'verbose_name': 'withdrawal',
                'verbose_name_plural': 'withdrawals',
                'constraints': [
                    models.UniqueConstraint(fields=('scan',), name='scan_withdrawn_once'),
                    models.UniqueConstraint(fields=('packing',), name='packing_withdrawn_once'),
                    models.CheckConstraint(condition=Q(scan=None, packing__isnull=False) | Q(scan__isnull=False, packing=None), name='withdrawal_of_one_thing'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Payment',
            fields=[
                key(),
                ('dealer', quiet('dealers.dealer', 'dealer')),
                ('reference', models.CharField(max_length=60, verbose_name='reference')),
                ('date', models.DateField(verbose_name='date')),
                ('amount', channels_mgmt.core.fields.FenField(places=2, verbose_name='amount')),
                batch(),
            ],
            options={
                'verbose_name': 'payment',
                'verbose_name_plural': 'payments',
                'ordering': ['-date', '-id'],
                'indexes': [models.Index(fields=['-date', '-id'], name='payments_list')],
                'constraints': [models.UniqueConstraint(fields=('dealer', 'reference'), name='payment_once')],
            },
        ),
        migrations.CreateModel(
            name='StockCount',
            fields=[
                key(),
                ('dealer', quiet('dealers.dealer', 'dealer')),
                ('sku', quiet('pricing.sku', 'product')),
                ('date', models.DateField(verbose_name='date')),
                ('quantity', models.BigIntegerField(verbose_name='quantity')),
                batch(),
            ],
            options={
                'verbose_name': 'stock count',
                'verbose_name_plural': 'stock counts',
                'ordering': ['-date', '-id'],
                'indexes': [models.Index(fields=['-date', '-id'], name='stock_counts_list')],
                'constraints': [models.UniqueConstraint(fields=('dealer', 'sku', 'date'), name='stock_counted_once')],
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                key(),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=120, verbose_name='English name')),
                ('code', models.CharField(help_text='A GLN (13 digits, with “.” and an extension if there is one), or an address.', max_length=120, unique=True, verbose_name='code')),
                ('region', models.ForeignKey(on_delete=PROTECT, related_name='+', to='dealers.region', verbose_name='region')),
            ],
            options={
                'verbose_name': 'scanning place',
                'verbose_name_plural': 'scanning places',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='SoldSerial',
            fields=[
                key(),
                ('code', models.CharField(max_length=80, verbose_name='serial number')),
                ('line', quiet('sales.salesline', 'sales line', db_constraint=False)),
            ],
            options={
                'verbose_name': 'sold serial',
                'verbose_name_plural': 'sold serials',
                'indexes': [models.Index(fields=['code', 'line'], name='sold_serial_lines')],
            },
        ),
        migrations.AddIndex(
            model_name='salesline',
            index=models.Index(condition=Q(quantity__lt=0), fields=['-date', '-id'], name='sales_returns'),
        ),
        migrations.AddIndex(
            model_name='salesline',
            index=models.Index(condition=Q(counterparty__isnull=False), fields=['counterparty', 'sku', 'date', 'quantity'], name='sales_received'),
        ),
        migrations.AddIndex(
            model_name='salesline',
            index=models.Index(condition=~Q(returns_order=''), fields=['source', 'returns_order'], name='sales_returned_orders'),
        ),
        migrations.RunPython(name_sold_serials, migrations.RunPython.noop),
        *[AppendOnly(fact) for fact in FACTS],
    ]
