import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("electioncycle", "0005_import_answers")]
    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="marks",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="electioncycle.storedfile",
                verbose_name="错误标注",
            ),
        ),
    ]
