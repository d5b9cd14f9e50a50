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
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place_code', models.CharField(max_length=9)),
                ('place_name', models.CharField(max_length=120)),
                ('boundary_year', models.PositiveSmallIntegerField()),
                ('invented', models.BooleanField()),
                ('number', models.PositiveIntegerField()),
                ('written', models.DateField()),
                ('content', models.TextField()),
                ('digest', models.CharField(max_length=64)),
                ('published', models.DateTimeField(auto_now_add=True)),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'release',
                'ordering': ('-id',),
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('place_code', 'number'), name='place_release_numbered')],
            },
        ),
        guard("place_release", "place_code", "number"),
    ]
