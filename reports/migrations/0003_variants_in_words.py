from django.db import migrations, models


class Migration(migrations.Migration):
    """The labels of the two editions say what is in them."""

    dependencies = [("reports", "0002_daily_papers")]

    operations = [
        migrations.AlterField(
            model_name="villagereport",
            name="variant",
            field=models.CharField(
                choices=[
                    ("internal", "内部掌握版(含“一肩挑”研判)"),
                    ("village", "村级留存版(不含“一肩挑”研判)"),
                ],
                default="internal",
                max_length=10,
                verbose_name="稿别",
            ),
        ),
    ]
