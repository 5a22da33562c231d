from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("villages", "0004_spellings"),
    ]

    operations = [
        migrations.AlterField(
            model_name=name,
            name="voters",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="登记参加选举人数(预计)"),
        )
        for name in ("historicalvillageprofile", "villageprofile")
    ]
