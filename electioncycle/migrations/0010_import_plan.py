import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("electioncycle", "0009_audit_indexes")]
    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="plan",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="electioncycle.storedfile",
                verbose_name="核对结果",
            ),
        ),
    ]
