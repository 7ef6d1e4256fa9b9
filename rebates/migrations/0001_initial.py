import channels_mgmt.core.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_initial'),
        ('dealers', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=120, verbose_name='English name')),
                ('code', models.CharField(max_length=40, unique=True, validators=[django.core.validators.RegexValidator('^[^/~\\s]+( [^/~\\s]+)*$', 'A code has no “/” or “~”, and spaces only within it.')], verbose_name='code')),
                ('payment_form', models.CharField(choices=[('cash', 'Cash'), ('credit', 'Credit against orders'), ('goods', 'Goods')], default='credit', max_length=10, verbose_name='payment form')),
                ('sales_linked', models.BooleanField(default=True, verbose_name='linked to sales')),
                ('exclusion_group', models.CharField(blank=True, max_length=40, verbose_name='exclusion group')),
                ('priority', models.PositiveSmallIntegerField(default=10, verbose_name='priority')),
                ('enrolment', models.CharField(choices=[('scope', 'Every dealer in scope'), ('contract', 'Dealers whose contract joins it')], default='scope', max_length=10, verbose_name='enrolment')),
            ],
            options={
                'verbose_name': 'programme',
                'verbose_name_plural': 'programmes',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='ProgrammeVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, help_text='The first day it no longer holds.', null=True, verbose_name='valid to')),
                ('number', models.PositiveSmallIntegerField(verbose_name='version')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('approved', 'Approved'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10, verbose_name='status')),
                ('scope', models.JSONField(default=dict, verbose_name='scope')),
                ('target', models.CharField(choices=[('net_amount', 'Net amount'), ('quantity', 'Quantity')], default='net_amount', max_length=20, verbose_name='target measure')),
                ('earning', models.CharField(choices=[('net_amount', 'Net amount'), ('quantity', 'Quantity')], default='net_amount', max_length=20, verbose_name='earning measure')),
                ('method', models.CharField(choices=[('whole', 'Whole: the reached step on everything'), ('graduated', 'Graduated: each slice at its own rate'), ('stacked', 'Stacked: every reached step on everything')], max_length=10, verbose_name='method')),
                ('upper_inclusive', models.BooleanField(default=False, verbose_name='a bound belongs to the lower step')),
                ('period', models.CharField(choices=[('month', 'Month'), ('quarter', 'Quarter'), ('half', 'Half-year'), ('year', 'Year')], max_length=10, verbose_name='period')),
                ('cumulation', models.CharField(choices=[('per_period', 'Each period by itself'), ('progressive', 'Year to date, less what was settled')], default='per_period', max_length=12, verbose_name='cumulation')),
                ('on_change', models.CharField(choices=[('slice', 'The target runs over the whole period'), ('restart', 'The target starts anew')], default='slice', max_length=10, verbose_name='on a change in mid-period')),
                ('cap_on', models.CharField(blank=True, choices=[('measure', 'Measure'), ('benefit', 'Benefit')], max_length=10, verbose_name='cap on')),
                ('cap_amount', channels_mgmt.core.fields.AmountField(blank=True, null=True, places=4, validators=[django.core.validators.MinValueValidator(0)], verbose_name='cap')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='approved at')),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='approved by')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposed by')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='rebates.programme', verbose_name='programme')),
            ],
            options={
                'verbose_name': 'programme version',
                'verbose_name_plural': 'programme versions',
                'ordering': ['programme__code', 'number'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SettlementRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date_from', models.DateField(verbose_name='from')),
                ('date_to', models.DateField(help_text='The first day that no longer belongs to it.', verbose_name='to')),
                ('as_of', models.DateTimeField(help_text='Sales that were taken in later are left out.', verbose_name='cut-off')),
                ('status', models.CharField(choices=[('calculating', 'Calculating'), ('failed', 'Failed'), ('draft', 'Draft'), ('approved', 'Approved'), ('posting', 'Posting'), ('posted', 'Posted'), ('reversed', 'Reversed'), ('discarded', 'Discarded')], default='calculating', max_length=12, verbose_name='status')),
                ('programmes', models.JSONField(blank=True, default=list, verbose_name='programmes')),
                ('dealers', models.JSONField(blank=True, default=list, verbose_name='dealers')),
                ('input_digest', models.CharField(blank=True, max_length=64, verbose_name='digest of the inputs')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='started at')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='approved at')),
                ('posted_at', models.DateTimeField(blank=True, null=True, verbose_name='posted at')),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='approved by')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='started by')),
                ('job', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.job', verbose_name='job')),
                ('reverses', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='rebates.settlementrun', verbose_name='reverses')),
            ],
            options={
                'verbose_name': 'settlement run',
                'verbose_name_plural': 'settlement runs',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='RunLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.CharField(max_length=10, verbose_name='period')),
                ('target_measure', channels_mgmt.core.fields.AmountField(places=4, verbose_name='target measure')),
                ('earning_measure', channels_mgmt.core.fields.AmountField(places=4, verbose_name='earning measure')),
                ('step', models.PositiveSmallIntegerField(default=0, verbose_name='step')),
                ('due', channels_mgmt.core.fields.FenField(places=2, verbose_name='due')),
                ('already_posted', channels_mgmt.core.fields.FenField(places=2, verbose_name='posted before')),
                ('amount', channels_mgmt.core.fields.FenField(places=2, verbose_name='amount')),
                ('explanation', models.JSONField(default=dict, verbose_name='explanation')),
                ('dealer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='dealers.dealer', verbose_name='dealer')),
                ('programme', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='rebates.programme', verbose_name='programme')),
                ('version', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='rebates.programmeversion', verbose_name='version')),
                ('run', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='rebates.settlementrun', verbose_name='run')),
            ],
            options={
                'verbose_name': 'run line',
                'verbose_name_plural': 'run lines',
                'ordering': ['run', 'dealer', 'programme', 'period'],
            },
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='number')),
                ('date_from', models.DateField(verbose_name='from')),
                ('date_to', models.DateField(verbose_name='to')),
                ('opening', channels_mgmt.core.fields.FenField(places=2, verbose_name='opening balance')),
                ('movements', channels_mgmt.core.fields.FenField(places=2, verbose_name='movements')),
                ('closing', channels_mgmt.core.fields.FenField(places=2, verbose_name='closing balance')),
                ('through_entry', models.BigIntegerField(verbose_name='through ledger entry')),
                ('content', models.JSONField(verbose_name='content')),
                ('digest', models.CharField(max_length=64, verbose_name='digest')),
                ('issued_at', models.DateTimeField(verbose_name='issued at')),
                ('dealer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='dealers.dealer', verbose_name='dealer')),
                ('previous', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='next', to='rebates.statement', verbose_name='previous statement')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='rebates.settlementrun', verbose_name='run')),
            ],
            options={
                'verbose_name': 'statement',
                'verbose_name_plural': 'statements',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='StatementDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=10, verbose_name='language')),
                ('pdf', models.BinaryField(verbose_name='PDF')),
                ('sha256', models.CharField(db_index=True, max_length=64, verbose_name='SHA-256')),
                ('rendered_at', models.DateTimeField(auto_now_add=True, verbose_name='rendered at')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='rebates.statement', verbose_name='statement')),
            ],
            options={
                'verbose_name': 'statement document',
                'verbose_name_plural': 'statement documents',
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lower', channels_mgmt.core.fields.AmountField(places=4, validators=[django.core.validators.MinValueValidator(0)], verbose_name='from')),
                ('percent', channels_mgmt.core.fields.ScaledDecimalField(blank=True, null=True, places=4, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='percent')),
                ('per_unit', channels_mgmt.core.fields.AmountField(blank=True, null=True, places=4, validators=[django.core.validators.MinValueValidator(0)], verbose_name='per piece')),
                ('lump_sum', channels_mgmt.core.fields.AmountField(blank=True, null=True, places=4, validators=[django.core.validators.MinValueValidator(0)], verbose_name='lump sum')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='rebates.programmeversion', verbose_name='version')),
            ],
            options={
                'verbose_name': 'step',
                'verbose_name_plural': 'steps',
                'ordering': ['version', 'lower'],
            },
        ),
        migrations.AddConstraint(
            model_name='programmeversion',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='rebates_programmeversion_ends_after_start', violation_error_message='“Valid to” must be later than “valid from”.'),
        ),
        migrations.AddConstraint(
            model_name='programmeversion',
            constraint=models.UniqueConstraint(fields=('programme', 'number'), name='version_number_once'),
        ),
        migrations.AddConstraint(
            model_name='programmeversion',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', None), ('created_by', None), models.Q(('approved_by', models.F('created_by')), _negated=True), _connector='OR'), name='version_approved_by_another', violation_error_message='Whoever proposed a version cannot approve it.'),
        ),
        migrations.AddConstraint(
            model_name='programmeversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cap_amount', None), ('cap_on', '')), models.Q(models.Q(('cap_on', ''), _negated=True), ('cap_amount__isnull', False)), _connector='OR'), name='version_cap_complete', violation_error_message='A cap needs both: what it limits, and the amount.'),
        ),
        migrations.AddConstraint(
            model_name='settlementrun',
            constraint=models.CheckConstraint(condition=models.Q(('date_to__gt', models.F('date_from'))), name='run_ends_after_start', violation_error_message='“To” must be later than “from”.'),
        ),
        migrations.AddConstraint(
            model_name='settlementrun',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', None), ('created_by', None), models.Q(('approved_by', models.F('created_by')), _negated=True), _connector='OR'), name='run_approved_by_another', violation_error_message='Whoever started a run cannot approve it.'),
        ),
        migrations.AddIndex(
            model_name='runline',
            index=models.Index(fields=['programme', 'period', 'dealer'], name='run_line_posted'),
        ),
        migrations.AddConstraint(
            model_name='runline',
            constraint=models.UniqueConstraint(fields=('run', 'dealer', 'programme', 'period'), name='run_line_once'),
        ),
        migrations.AddConstraint(
            model_name='runline',
            constraint=models.CheckConstraint(condition=models.Q(('amount', django.db.models.expressions.CombinedExpression(models.F('due'), '-', models.F('already_posted')))), name='run_line_posts_the_difference'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.UniqueConstraint(fields=('run', 'dealer'), name='statement_once'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(('closing', django.db.models.expressions.CombinedExpression(models.F('opening'), '+', models.F('movements')))), name='statement_adds_up'),
        ),
        migrations.AddConstraint(
            model_name='statementdocument',
            constraint=models.UniqueConstraint(fields=('statement', 'language'), name='statement_document_once'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.UniqueConstraint(fields=('version', 'lower'), name='step_bound_once', violation_error_message='Two steps begin at the same bound.'),
        ),
    ]
