import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("electioncycle", "0011_saved_views"),
    ]
    operations = [
        migrations.CreateModel(
            name="ImportBook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cycle_id", models.BigIntegerField(null=True)),
                ("file_name", models.CharField(max_length=200, verbose_name="文件名")),
                ("unread", models.JSONField(default=list, verbose_name="未读取的工作表")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="上传时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="导入人",
                    ),
                ),
            ],
            options={"verbose_name": "一镇一表上传", "verbose_name_plural": "一镇一表上传", "ordering": ["-id"]},
        ),
        migrations.AddField(
            model_name="importbatch",
            name="sheet",
            field=models.CharField(blank=True, max_length=100, verbose_name="工作表"),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="book",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="sheets",
                to="electioncycle.importbook",
                verbose_name="一镇一表",
            ),
        ),
    ]
