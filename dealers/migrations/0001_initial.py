import channels_mgmt.core.fields
import dealers.uscc
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Tier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=120, verbose_name='English name')),
                ('code', models.CharField(max_length=40, unique=True, validators=[django.core.validators.RegexValidator('^[^/~\\s]+( [^/~\\s]+)*$', 'A code has no “/” or “~”, and spaces only within it.')], verbose_name='code')),
                ('rank', models.PositiveSmallIntegerField(help_text='1 is the highest tier.', unique=True, verbose_name='rank')),
                ('home_level', models.CharField(choices=[('country', 'Country'), ('province', 'Province'), ('city', 'City'), ('county', 'County')], help_text='The level of region at which dealers of this tier are homed.', max_length=10, verbose_name='home region level')),
            ],
            options={
                'verbose_name': 'channel tier',
                'verbose_name_plural': 'channel tiers',
                'ordering': ['rank'],
            },
        ),
        migrations.CreateModel(
            name='Brand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=120, verbose_name='English name')),
                ('uscc', models.CharField(blank=True, max_length=18, validators=[dealers.uscc.validate_uscc], verbose_name='unified social credit code')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='address')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                ('answer_days', models.PositiveSmallIntegerField(default=15, help_text='How many days a dealer has to confirm or dispute a statement.', verbose_name='days to answer a statement')),
            ],
            options={
                'verbose_name': 'brand',
                'verbose_name_plural': 'brand',
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='one_brand', violation_error_message='There is one brand, and it exists already.')],
            },
        ),
        migrations.CreateModel(
            name='ProductLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=120, verbose_name='English name')),
                ('code', models.CharField(max_length=40, unique=True, validators=[django.core.validators.RegexValidator('^[^/~\\s]+( [^/~\\s]+)*$', 'A code has no “/” or “~”, and spaces only within it.')], verbose_name='code')),
                ('path', channels_mgmt.core.fields.PathField(editable=False, max_length=400, unique=True)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='dealers.productline', verbose_name='parent')),
            ],
            options={
                'verbose_name': 'product line',
                'verbose_name_plural': 'product lines',
                'ordering': ['path'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Region',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=120, verbose_name='English name')),
                ('code', models.CharField(max_length=40, unique=True, validators=[django.core.validators.RegexValidator('^[^/~\\s]+( [^/~\\s]+)*$', 'A code has no “/” or “~”, and spaces only within it.')], verbose_name='code')),
                ('path', channels_mgmt.core.fields.PathField(editable=False, max_length=400, unique=True)),
                ('level', models.CharField(choices=[('country', 'Country'), ('province', 'Province'), ('city', 'City'), ('county', 'County')], max_length=10, verbose_name='level')),
                ('pinyin', models.CharField(blank=True, max_length=120, verbose_name='pinyin')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='dealers.region', verbose_name='parent')),
            ],
            options={
                'verbose_name': 'region',
                'verbose_name_plural': 'regions',
                'ordering': ['path'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Dealer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=120, verbose_name='English name')),
                ('code', models.CharField(max_length=40, unique=True, validators=[django.core.validators.RegexValidator('^[^/~\\s]+( [^/~\\s]+)*$', 'A code has no “/” or “~”, and spaces only within it.')], verbose_name='code')),
                ('uscc', models.CharField(blank=True, max_length=18, validators=[dealers.uscc.validate_uscc], verbose_name='unified social credit code')),
                ('status', models.CharField(choices=[('applicant', 'Applicant'), ('active', 'Active'), ('suspended', 'Suspended'), ('terminated', 'Terminated')], default='active', max_length=12, verbose_name='status')),
                ('ecommerce_team', models.BooleanField(default=False, verbose_name='e-commerce team')),
                ('grade', models.CharField(choices=[('platinum', 'Platinum'), ('gold', 'Gold'), ('silver', 'Silver'), ('standard', 'Standard')], default='standard', max_length=10, verbose_name='grade')),
                ('upstream', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='downstream', to='dealers.dealer', verbose_name='upstream dealer')),
                ('home_region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dealers', to='dealers.region', verbose_name='home region')),
                ('tier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='dealers.tier', verbose_name='tier')),
            ],
            options={
                'verbose_name': 'dealer',
                'verbose_name_plural': 'dealers',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Shop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=120, verbose_name='English name')),
                ('code', models.CharField(max_length=40, unique=True, validators=[django.core.validators.RegexValidator('^[^/~\\s]+( [^/~\\s]+)*$', 'A code has no “/” or “~”, and spaces only within it.')], verbose_name='code')),
                ('platform', models.CharField(choices=[('tmall', 'Tmall'), ('jd', 'JD'), ('pinduoduo', 'Pinduoduo'), ('douyin', 'Douyin'), ('kuaishou', 'Kuaishou'), ('suning', 'Suning'), ('vipshop', 'Vipshop'), ('wechat', 'WeChat'), ('own_site', 'Own web shop')], max_length=20, verbose_name='platform')),
                ('url', models.URLField(blank=True, verbose_name='address')),
                ('operator', models.ForeignKey(blank=True, help_text="Empty: the brand's own flagship shop.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='shops', to='dealers.dealer', verbose_name='operator')),
            ],
            options={
                'verbose_name': 'shop',
                'verbose_name_plural': 'shops',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='LedgerEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('debit', models.CharField(choices=[('rebates', 'Rebates payable'), ('fines', 'Fines'), ('service_fees', 'Service fees'), ('payouts', 'Payouts'), ('goods_credit', 'Goods credit'), ('deposit', 'Deposit'), ('brand_rebate_expense', 'Brand: rebate expense'), ('brand_fine_income', 'Brand: fine income'), ('brand_service_expense', 'Brand: service expense'), ('brand_cash', 'Brand: cash')], max_length=24, verbose_name='from account')),
                ('credit', models.CharField(choices=[('rebates', 'Rebates payable'), ('fines', 'Fines'), ('service_fees', 'Service fees'), ('payouts', 'Payouts'), ('goods_credit', 'Goods credit'), ('deposit', 'Deposit'), ('brand_rebate_expense', 'Brand: rebate expense'), ('brand_fine_income', 'Brand: fine income'), ('brand_service_expense', 'Brand: service expense'), ('brand_cash', 'Brand: cash')], max_length=24, verbose_name='to account')),
                ('amount', channels_mgmt.core.fields.FenField(places=2, verbose_name='amount')),
                ('date', models.DateField(help_text='The business date it belongs to.', verbose_name='date')),
                ('source', models.CharField(help_text='What posted it, such as settlement:123.', max_length=40, verbose_name='source')),
                ('key', models.CharField(help_text='The same thing is never posted twice.', max_length=120, unique=True, verbose_name='key')),
                ('memo', models.CharField(blank=True, max_length=200, verbose_name='memo')),
                ('posted_at', models.DateTimeField(auto_now_add=True, verbose_name='posted at')),
                ('dealer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ledger', to='dealers.dealer', verbose_name='dealer')),
                ('posted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='posted by')),
                ('reverses', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='dealers.ledgerentry', verbose_name='reverses')),
            ],
            options={
                'verbose_name': 'ledger entry',
                'verbose_name_plural': 'ledger',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['dealer', 'id'], name='ledger_dealer')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='ledger_amount_positive'), models.CheckConstraint(condition=models.Q(('debit', models.F('credit')), _negated=True), name='ledger_between_two_accounts')],
            },
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, help_text='The first day it no longer holds.', null=True, verbose_name='valid to')),
                ('role', models.CharField(choices=[('headquarters', 'Headquarters manager'), ('province', 'Province manager'), ('city', 'City manager'), ('finance', 'Finance'), ('auditor', 'Auditor'), ('principal', 'Dealer principal'), ('clerk', 'Dealer clerk')], max_length=20, verbose_name='role')),
                ('dealer', models.ForeignKey(blank=True, help_text='Dealer principals and clerks: the dealer they work for.', null=True, on_delete=django.db.models.deletion.PROTECT, to='dealers.dealer', verbose_name='dealer')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to=settings.AUTH_USER_MODEL, verbose_name='user')),
                ('region', models.ForeignKey(blank=True, help_text='Province and city managers: the region they see.', null=True, on_delete=django.db.models.deletion.PROTECT, to='dealers.region', verbose_name='region')),
            ],
            options={
                'verbose_name': 'grant',
                'verbose_name_plural': 'grants',
                'ordering': ['user__username', 'id'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='dealers_grant_ends_after_start', violation_error_message='“Valid to” must be later than “valid from”.'), models.CheckConstraint(condition=models.Q(models.Q(('dealer__isnull', False), ('region', None), ('role__in', ['principal', 'clerk'])), models.Q(('dealer', None), ('region__isnull', False), ('role__in', ['province', 'city'])), models.Q(('dealer', None), ('role__in', ['headquarters', 'finance', 'auditor'])), _connector='OR'), name='grant_is_bound', violation_error_message='Dealer roles need a dealer, province and city managers a region.')],
            },
        ),
        migrations.CreateModel(
            name='Territory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, help_text='The first day it no longer holds.', null=True, verbose_name='valid to')),
                ('channel', models.CharField(blank=True, choices=[('offline', 'Offline'), ('online', 'Online, any platform'), ('tmall', 'Tmall'), ('jd', 'JD'), ('pinduoduo', 'Pinduoduo'), ('douyin', 'Douyin'), ('kuaishou', 'Kuaishou'), ('suning', 'Suning'), ('vipshop', 'Vipshop'), ('wechat', 'WeChat'), ('own_site', 'Own web shop')], help_text='Empty: every channel.', max_length=20, verbose_name='sales channel')),
                ('exclusive', models.BooleanField(default=True, verbose_name='exclusive')),
                ('dealer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='territories', to='dealers.dealer', verbose_name='dealer')),
                ('product_line', models.ForeignKey(blank=True, help_text='Empty: all product lines.', null=True, on_delete=django.db.models.deletion.PROTECT, to='dealers.productline', verbose_name='product line')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='dealers.region', verbose_name='region')),
            ],
            options={
                'verbose_name': 'territory',
                'verbose_name_plural': 'territories',
                'ordering': ['region__path', 'valid_from', 'id'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='dealers_territory_ends_after_start', violation_error_message='“Valid to” must be later than “valid from”.')],
            },
        ),
        migrations.AddConstraint(
            model_name='dealer',
            constraint=models.UniqueConstraint(condition=models.Q(('uscc', ''), _negated=True), fields=('uscc',), name='dealer_uscc_once', violation_error_message='Another dealer has this credit code.'),
        ),
    ]
