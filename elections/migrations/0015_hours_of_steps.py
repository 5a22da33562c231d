from django.db import migrations, models

HOURS = "登记、办理委托、投票的起止时间，如：8:30；其他步骤不填"


def clock(label: str) -> models.TimeField:
    return models.TimeField(blank=True, help_text=HOURS, null=True, verbose_name=label)


class Migration(migrations.Migration):
    dependencies = [("elections", "0014_result_triggers")]

    operations = [
        migrations.AddField(model_name="historicalstepday", name="begins_at", field=clock("开始时间")),
        migrations.AddField(model_name="historicalstepday", name="ends_at", field=clock("结束时间")),
        migrations.AddField(model_name="stepday", name="begins_at", field=clock("开始时间")),
        migrations.AddField(model_name="stepday", name="ends_at", field=clock("结束时间")),
    ]
