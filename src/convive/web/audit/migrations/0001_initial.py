"""The first tables."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from convive.web.config.immutable import guard


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('when', models.DateTimeField(auto_now_add=True)),
                ('verb', models.CharField(max_length=40)),
                ('object', models.CharField(max_length=120)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('facts', models.JSONField(default=dict)),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'line of the record',
                'ordering': ('-id',),
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        guard("audit_event"),
    ]
