"""How many were registered and voted when the last term was elected, and on which day."""

from django.db import migrations, models

ABOUT = (
    ("polling_day", models.DateField("上届投票日", null=True, blank=True, help_text="村(居)委会换届的投票日")),
    ("registered", models.PositiveIntegerField("登记参加选举(人)", null=True, blank=True)),
    ("recovered", models.PositiveIntegerField("参加投票(人)", null=True, blank=True, help_text="收回选票数")),
)


class Migration(migrations.Migration):
    dependencies = [("villages", "0004_spellings")]

    operations = [
        migrations.AddField(model_name=model, name=name, field=field.clone())
        for model in ("lasttermfigures", "historicallasttermfigures")
        for name, field in ABOUT
    ]
