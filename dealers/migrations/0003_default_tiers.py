"""The four tiers of a channel, so that a brand can begin with its files alone."""

from django.db import migrations

TIERS = [
    ("national", 1, "country", "国包", "National"),
    ("provincial", 2, "province", "省包", "Provincial"),
    ("city", 3, "city", "地包", "City"),
    ("outlet", 4, "county", "网点", "Outlet"),
]


def create(apps, schema_editor):
    tier = apps.get_model("dealers", "Tier")
    if tier.objects.exists():
        return  # a brand that has made its own keeps them
    tier.objects.bulk_create(
        tier(code=code, rank=rank, home_level=level, name=name, name_en=english)
        for code, rank, level, name, english in TIERS
    )


class Migration(migrations.Migration):
    dependencies = [("dealers", "0002_append_only")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
