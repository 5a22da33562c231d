"""Problems that a site entered twice, in the analysis and in the problem ledger, become one: joined by their words."""

from django.db import migrations


def same_words(text):
    return "".join(text.split()).rstrip("。；;.")


def join(apps, schema_editor):
    """Each problem of an analysis to the one of its village and cycle with the same words, where there is just one.

    Nothing is entered in the ledger here: that takes a person. What is left is offered on the page of the analysis.
    """
    problem, analysed = apps.get_model("risks", "Problem"), apps.get_model("readiness", "AnalysisProblem")
    live = analysed._base_manager.filter(withdrawn_at=None, analysis__withdrawn_at=None, listed=None)
    if not live.exists():
        return
    there = {}
    rows = problem._base_manager.filter(withdrawn_at=None).order_by("pk")
    for key, cycle, village, text in rows.values_list("pk", "cycle_id", "village_id", "text").iterator():
        there.setdefault((cycle, village, same_words(text)), []).append(key)
    for row in live.select_related("analysis").order_by("pk"):
        words = (row.analysis.cycle_id, row.analysis.village_id, same_words(row.problem))
        found = there.get(words, [])
        if len(found) == 1:
            analysed._base_manager.filter(pk=row.pk).update(listed=found[0])
            del there[words]


class Migration(migrations.Migration):
    dependencies = [("readiness", "0004_listed_problems")]

    operations = [migrations.RunPython(join, migrations.RunPython.noop)]
