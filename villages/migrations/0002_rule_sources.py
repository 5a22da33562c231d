"""A rule names law, version and article apart, from which day it is in force, and who confirms it.

Rows that exist are told apart where their source can be; what cannot stays with the law.
"""

import datetime
import re

from django.db import migrations, models

WHOLE = re.compile(
    r"(?P<law>.+?)(?:[(（](?P<version>[^()（）]*\d{4}[^()（）]*)[)）])?(?P<article>第[一二三四五六七八九十百零\d]+条.*)?"
)
OLDER_THAN = datetime.date(2025, 10, 28)
FROM_OLDER_TEXTS = ("sichuan", "zhejiang")
"""Sets that came with the product; what they say was read from texts older than that day."""
PARTY = ("party_", "kin_pair_party")
OFFICE = (
    *("risk_", "pledge_", "review_", "reserve_", "target_", "problem_", "finance_", "assessment_", "complaint_"),
    *("inspection_", "retention_", "daily_", "kin_pair_treasurer_"),
)


def told_apart(apps, editor):
    rules = apps.get_model("villages", "Rule").objects.using(editor.connection.alias)
    changed = []
    for rule in rules.all().iterator():
        _tell_apart(rule)
        if rule.key.startswith(PARTY):
            rule.confirmed_by = "organization"
        elif rule.key.startswith(OFFICE):
            rule.confirmed_by = "office"
        changed.append(rule)
    rules.bulk_update(changed, ["law", "version", "article", "note", "confirmed_by"], batch_size=200)
    sets = apps.get_model("villages", "RuleSet")._base_manager.using(editor.connection.alias)
    sets.filter(code__in=FROM_OLDER_TEXTS).update(texts_before=OLDER_THAN)


def _tell_apart(rule):
    named, _, note = rule.law.strip().partition("；")
    parts = WHOLE.fullmatch(named.strip())
    if parts is None:
        return
    found = {name: text or "" for name, text in parts.groupdict().items()} | {"note": note.strip()}
    if all(len(text) <= rule._meta.get_field(name).max_length for name, text in found.items()):
        for name, text in found.items():
            setattr(rule, name, text)


TEXTS_BEFORE = models.DateField(
    blank=True,
    help_text="数值取自这一天以前的文本；全部核对确认前标注“依据旧文本”",
    null=True,
    verbose_name="所依文本早于",
)


class Migration(migrations.Migration):
    dependencies = [("villages", "0001_initial")]
    operations = [
        migrations.RenameField(model_name="rule", old_name="source", new_name="law"),
        migrations.AddField(
            model_name="rule",
            name="version",
            field=models.CharField(blank=True, default="", max_length=60, verbose_name="文本版本"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="rule",
            name="article",
            field=models.CharField(blank=True, default="", max_length=60, verbose_name="条款"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="rule",
            name="note",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="核对说明"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="rule",
            name="since",
            field=models.DateField(blank=True, null=True, verbose_name="起施行"),
        ),
        migrations.AddField(
            model_name="rule",
            name="confirmed_by",
            field=models.CharField(
                choices=[("civil", "社会工作部、民政部门"), ("organization", "组织部门"), ("office", "县换届办")],
                default="civil",
                max_length=12,
                verbose_name="核对单位",
            ),
        ),
        migrations.RemoveConstraint(model_name="rule", name="rule_once_per_set"),
        migrations.AddConstraint(
            model_name="rule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("since", None)), fields=("rule_set", "key"), name="rule_once_per_set"
            ),
        ),
        migrations.AddConstraint(
            model_name="rule",
            constraint=models.UniqueConstraint(fields=("rule_set", "key", "since"), name="rule_once_a_day"),
        ),
        migrations.AddField(model_name="ruleset", name="texts_before", field=TEXTS_BEFORE),
        migrations.AddField(model_name="historicalruleset", name="texts_before", field=TEXTS_BEFORE.clone()),
        migrations.RunPython(told_apart, migrations.RunPython.noop),
    ]
