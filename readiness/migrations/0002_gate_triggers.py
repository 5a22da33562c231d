"""A start never rests on a lapsed or foreign pass; a recorded lapse stays."""

from django.db import migrations

from readiness import triggers


class Migration(migrations.Migration):
    dependencies = [("readiness", "0001_initial")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: triggers.install(editor.connection),
            lambda apps, editor: triggers.remove(editor.connection),
        )
    ]
