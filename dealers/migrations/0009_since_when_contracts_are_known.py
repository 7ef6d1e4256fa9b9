import datetime

from django.db import migrations, models

MOVES = ("signed", "ended_early")


def take_from_the_trail(apps, schema_editor):
    """When contracts were signed and ended early; where nothing tells it, it was always known."""
    entries = apps.get_model("core", "AuditEntry").objects
    contracts = apps.get_model("dealers", "Contract").objects.in_bulk()
    for entry in entries.filter(model="dealers.contract", action__in=MOVES).order_by("pk"):
        contract = contracts.get(entry.object_id)
        if contract is None:
            continue
        if entry.action == "signed":
            contract.signed_at = entry.at
        else:
            agreed = entry.before.get("valid_to")
            contract.agreed_to = agreed and datetime.date.fromisoformat(agreed)
            contract.ended_at = entry.at
        contract.save(update_fields=["signed_at", "ended_at", "agreed_to"])


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0001_initial"),
        ("dealers", "0008_contract_verbs"),
    ]

    operations = [
        migrations.AddField(
            model_name="contract",
            name="signed_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="signed at"
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="ended_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="end recorded at"
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="agreed_to",
            field=models.DateField(
                blank=True,
                editable=False,
                help_text="What “valid to” was before the contract was ended early.",
                null=True,
                verbose_name="valid to as signed",
            ),
        ),
        migrations.RunPython(take_from_the_trail, migrations.RunPython.noop),
    ]
