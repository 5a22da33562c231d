from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):

    dependencies = [
        ('electioncycle', '0008_figure_days'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['object_type', '-id'], name='audit_kind'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(Coalesce('actor', 0), models.F('id').desc(), name='audit_person'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['at'], name='audit_at'),
        ),
    ]
