"""The first tables."""

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                ('name', models.CharField(max_length=120, verbose_name='name shown to others')),
                ('role', models.CharField(max_length=40)),
                ('is_active', models.BooleanField(default=True, verbose_name='open')),
            ],
            options={
                'verbose_name': 'account',
            },
        ),
    ]
