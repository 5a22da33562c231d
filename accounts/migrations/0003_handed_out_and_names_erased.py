"""Passwords handed out and not yet changed by their owners are put on record; names typed at sign-in are erased."""

from django.db import migrations

KINDS = {"open": "opened", "reset_password": "password", "reset_second_factor": "second_factor"}


def record_standing(apps, editor):
    users, steps = apps.get_model("accounts", "User"), apps.get_model("electioncycle", "StepRecord")
    issues = apps.get_model("electioncycle", "CredentialIssue")
    waiting = users.objects.filter(must_change_password=True).values("pk")
    found = steps.objects.filter(object_type="accounts.user", object_id__in=waiting, move__in=KINDS)
    issues.objects.bulk_create(
        [issues(account_id=one.object_id, issuer_id=one.by_id, kind=KINDS[one.move], at=one.at) for one in found]
    )


def erase_names(apps, editor):
    """Locks that stand are lifted by it: they would have ended within half an hour."""
    for name in ("AccessAttempt", "AccessFailureLog", "AccessLog"):
        apps.get_model("axes", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_initial"),
        ("axes", "0010_accessattemptexpiration"),
        ("electioncycle", "0003_credential_issues"),
    ]
    operations = [
        migrations.RunPython(record_standing, migrations.RunPython.noop),
        migrations.RunPython(erase_names, migrations.RunPython.noop),
    ]
