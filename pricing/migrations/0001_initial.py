import channels_mgmt.core.fields
import django.core.validators
import django.db.models.deletion
import pricing.barcodes
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('dealers', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='PriceList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True, validators=[django.core.validators.RegexValidator('^[^/~\\s]+( [^/~\\s]+)*$', 'A code has no “/” or “~”, and spaces only within it.')], verbose_name='code')),
            ],
            options={
                'verbose_name': 'price list',
                'verbose_name_plural': 'price lists',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='SKU',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=120, verbose_name='English name')),
                ('code', models.CharField(max_length=40, unique=True, validators=[django.core.validators.RegexValidator('^[^~\\s]+( [^~\\s]+)*$', 'A code has no “~”, and spaces only within it.')], verbose_name='SKU')),
                ('brand', models.CharField(blank=True, max_length=60, verbose_name='brand')),
                ('barcode', models.CharField(blank=True, max_length=14, validators=[pricing.barcodes.validate_gtin], verbose_name='barcode')),
                ('list_price', channels_mgmt.core.fields.AmountField(blank=True, null=True, places=4, validators=[django.core.validators.MinValueValidator(0)], verbose_name='suggested retail price')),
                ('vat_rate', channels_mgmt.core.fields.ScaledDecimalField(default=Decimal('13.00'), places=2, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='VAT rate, %')),
                ('online_exclusive', models.BooleanField(default=False, verbose_name='online-exclusive')),
                ('product_line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='skus', to='dealers.productline', verbose_name='product line')),
                ('twin', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='online_twins', to='pricing.sku', verbose_name='offline twin')),
            ],
            options={
                'verbose_name': 'product',
                'verbose_name_plural': 'products',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Price',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, help_text='The first day it no longer holds.', null=True, verbose_name='valid to')),
                ('price', channels_mgmt.core.fields.AmountField(places=4, validators=[django.core.validators.MinValueValidator(0)], verbose_name='price')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='dealers.region', verbose_name='region')),
                ('tier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='dealers.tier', verbose_name='tier')),
                ('price_list', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='prices', to='pricing.pricelist', verbose_name='price list')),
                ('sku', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='prices', to='pricing.sku', verbose_name='product')),
            ],
            options={
                'verbose_name': 'price',
                'verbose_name_plural': 'prices',
                'ordering': ['sku__code', 'tier__rank', 'valid_from', 'id'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Exclusive',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, help_text='The first day it no longer holds.', null=True, verbose_name='valid to')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exclusives', to='dealers.shop', verbose_name='shop')),
                ('sku', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exclusives', to='pricing.sku', verbose_name='product')),
            ],
            options={
                'verbose_name': 'online-exclusive allotment',
                'verbose_name_plural': 'online exclusives',
                'ordering': ['sku__code', 'shop__code', 'valid_from'],
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='sku',
            constraint=models.UniqueConstraint(condition=models.Q(('barcode', ''), _negated=True), fields=('barcode',), name='sku_barcode_once', violation_error_message='Another product has this barcode.'),
        ),
        migrations.AddConstraint(
            model_name='price',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='pricing_price_ends_after_start', violation_error_message='“Valid to” must be later than “valid from”.'),
        ),
        migrations.AddConstraint(
            model_name='price',
            constraint=models.UniqueConstraint(fields=('price_list', 'tier', 'region', 'sku', 'valid_from'), name='price_once', violation_error_message='This list has a price for it from that day already.'),
        ),
        migrations.AddConstraint(
            model_name='exclusive',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='pricing_exclusive_ends_after_start', violation_error_message='“Valid to” must be later than “valid from”.'),
        ),
        migrations.AddConstraint(
            model_name='exclusive',
            constraint=models.UniqueConstraint(fields=('sku', 'shop', 'valid_from'), name='exclusive_once', violation_error_message='This product is allotted to the shop from that day already.'),
        ),
    ]
