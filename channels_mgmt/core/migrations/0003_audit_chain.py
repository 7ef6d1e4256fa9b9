import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from channels_mgmt.core.audit import utc
from channels_mgmt.core.audit_chain import START, digest_of, hash_of
from channels_mgmt.core.audit_seals import set_head_guard, set_seals
from channels_mgmt.core.triggers import AppendOnly, set_guard

CHUNK = 1000


def take_guard_off(apps, schema_editor) -> None:
    set_guard(schema_editor.connection, "core_auditentry", on=False)


def put_guard_on(apps, schema_editor) -> None:
    set_guard(schema_editor.connection, "core_auditentry", on=True)


def seal(apps, schema_editor) -> None:
    """What is in the trail already enters the chain in the order of its ids."""
    entries = apps.get_model("core", "AuditEntry").objects.order_by("pk")
    Seal = apps.get_model("core", "AuditSeal")
    number, last, done = 0, START, 0
    while chunk := list(entries.filter(pk__gt=done)[:CHUNK]):
        seals, done = [], chunk[-1].pk
        for entry in chunk:
            content = vars(entry) | {"at": utc(entry.at), "by": entry.by_id}
            entry.digest = digest_of(content)
            number, last = number + 1, hash_of(last, number + 1, entry.pk, entry.digest)
            seals.append(Seal(number=number, entry_id=entry.pk, hash=last))
        entries.bulk_update(chunk, ["digest"])
        Seal.objects.bulk_create(seals)
    apps.get_model("core", "AuditHead").objects.create(id=1, number=number, hash=last)
    schema_editor.connection.check_constraints()  # none pending: triggers are made next


def put_seals_on(apps, schema_editor) -> None:
    set_head_guard(schema_editor.connection, on=True)
    set_seals(schema_editor.connection, on=True)


def take_seals_off(apps, schema_editor) -> None:
    set_seals(schema_editor.connection, on=False)
    set_head_guard(schema_editor.connection, on=False)


class Migration(migrations.Migration):
    """The audit trail becomes a chain: every entry has a digest, and a seal in an order."""

    dependencies = [("core", "0002_append_only")]

    operations = [
        migrations.RunPython(take_guard_off, put_guard_on),
        migrations.AddField(
            model_name='auditentry',
            name='request_id',
            field=models.CharField(blank=True, default='', editable=False, max_length=32, verbose_name='request'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='auditentry',
            name='digest',
            field=models.CharField(blank=True, default='', editable=False, max_length=64, verbose_name='SHA-256'),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='when'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['request_id'], name='audit_request'),
        ),
        migrations.CreateModel(
            name='AuditHead',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('number', models.BigIntegerField(default=0, verbose_name='number')),
                ('hash', models.CharField(default=START, max_length=64, verbose_name='SHA-256')),
            ],
            options={
                'verbose_name': 'end of the chain',
                'verbose_name_plural': 'end of the chain',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='audit_one_head')],
            },
        ),
        migrations.CreateModel(
            name='AuditSeal',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False, verbose_name='number')),
                ('hash', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('entry', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='seal', to='core.auditentry', verbose_name='audit entry')),
            ],
            options={
                'verbose_name': 'seal',
                'verbose_name_plural': 'seals',
            },
        ),
        migrations.RunPython(seal, migrations.RunPython.noop),
        AppendOnly("auditseal"),
        migrations.RunPython(put_guard_on, take_guard_off),
        migrations.RunPython(put_seals_on, take_seals_off),
    ]
