"""A step keeps the edition of the rules it was done under; those done before are given the one of their cycle."""

from django.core.exceptions import FieldDoesNotExist
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, editor):
    """Until now a cycle in use never changed its edition: its present one is that of every step."""
    steps = apps.get_model("electioncycle", "StepRecord").objects.using(editor.connection.alias)
    for name in steps.order_by().values_list("object_type", flat=True).distinct():
        path = rule_set_of(apps.get_model(name), name)
        if path:
            rows = apps.get_model(name)._base_manager.using(editor.connection.alias).filter(pk=OuterRef("object_id"))
            steps.filter(object_type=name).update(rules_edition=Subquery(rows.values(path)[:1]))


def rule_set_of(model, name):
    if name == "villages.cycle":
        return "rule_set"
    try:
        model._meta.get_field("cycle")
    except FieldDoesNotExist:
        return ""
    return "cycle__rule_set"


class Migration(migrations.Migration):
    dependencies = [
        ("electioncycle", "0003_credential_issues"),
        ("villages", "0001_initial"),
        ("risks", "0001_initial"),
        ("candidates", "0001_initial"),
        ("meetings", "0001_initial"),
        ("readiness", "0001_initial"),
        ("reports", "0001_initial"),
        ("accounts", "0002_initial"),
    ]
    operations = [
        migrations.AddField(
            model_name="steprecord",
            name="rules_edition",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="所依规则集版次编号"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
