from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('risks', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='dailyreport',
            index=models.Index(fields=['cycle', 'day'], name='daily_report_by_day'),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(fields=['cycle', 'visited_on'], name='visit_by_day'),
        ),
    ]
