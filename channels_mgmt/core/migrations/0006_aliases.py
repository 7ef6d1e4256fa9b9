import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0005_undone_imports'),
    ]

    operations = [
        migrations.CreateModel(
            name='Alias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('target', models.CharField(max_length=60, verbose_name='stands for a')),
                ('text', models.CharField(max_length=40, verbose_name='text in files')),
                ('code', models.CharField(max_length=40, verbose_name='code')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='mapped at')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='mapped by')),
            ],
            options={
                'verbose_name': 'mapped text',
                'verbose_name_plural': 'mapped texts',
                'ordering': ['text', 'target'],
                'constraints': [models.UniqueConstraint(fields=('text', 'target'), name='alias_once', violation_error_message='This text is mapped already.')],
            },
        ),
    ]
