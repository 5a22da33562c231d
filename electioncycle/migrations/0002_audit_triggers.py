"""The audit trail refuses UPDATE, DELETE and TRUNCATE."""

from django.db import migrations

from electioncycle import triggers


class Migration(migrations.Migration):
    dependencies = [("electioncycle", "0001_initial")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: triggers.install(editor.connection),
            lambda apps, editor: triggers.remove(editor.connection),
        )
    ]
