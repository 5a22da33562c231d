from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='complaint',
            index=models.Index(fields=['cycle', 'received_on'], name='complaint_by_day'),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(fields=['cycle', 'held_on'], name='meeting_by_day'),
        ),
        migrations.AddIndex(
            model_name='publicityactivity',
            index=models.Index(fields=['cycle', 'held_on'], name='publicity_by_day'),
        ),
    ]
