from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('villages', '0002_rule_sources'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='area',
            index=models.Index(fields=['position', 'code'], name='area_official_order'),
        ),
        migrations.AddIndex(
            model_name='talk',
            index=models.Index(fields=['cycle', 'held_on'], name='talk_by_day'),
        ),
    ]
