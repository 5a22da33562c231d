"""Which states of ledgers a made-up county shows, and which it leaves out for a reason."""

from electioncycle.ledgers import ledger as ledgers

NEVER_SHOWN = {
    "readinesscheck.state": {"decided": "only where the county confirms each pass, which this cycle does not ask"},
    "defect.state": {"void": "what was recorded would have to be corrected, and then nothing is wrong to be seen"},
    "scheme.state": {"superseded": "an edition after the election has begun by it would contradict its later days"},
    "partyplan.state": {"filed": "a plan is replied to; only the result is filed with the county"},
    "candidatelist.state": {"returned": "a list sent back is proposed anew within the hour"},
    "quickreport.other": {"today": "the other election of the made-up villages is on another day"},
    "reviewsubject.result": {"lapsed": "it would undo the batch of party nominees that the approved request rests on"},
    "nomination.state": {"lapsed": "the same: the approved request is what the papers show"},
    "cycle.state": {"preparing": "one county, one cycle, and it runs", "closed": "as above"},
}
"""Field of a ledger → state → why no made-up row stands in it."""


def states() -> tuple[list[str], dict[str, set[str]]]:
    """The state fields of all ledgers and every other field shown as a tag; field → states in which no row stands."""
    fields, absent = [], {}
    for ledger in ledgers.ordered():
        rows = ledger.model.all_rows
        for field in ledger.model._meta.fields:
            if field.choices and (field.name in ("state", "outcome") or field.name in ledger.tones):
                name = f"{ledger.name}.{field.name}"
                stands = {*rows.values_list(field.name, flat=True).order_by().distinct(), "", None}
                fields.append(name)
                if gone := {str(code) for code, _ in field.flatchoices} - stands:
                    absent[name] = gone
    return fields, absent


def missing() -> dict[str, list[str]]:
    """What is absent without a reason."""
    left = {name: sorted(gone - set(NEVER_SHOWN.get(name, ()))) for name, gone in states()[1].items()}
    return {name: gone for name, gone in left.items() if gone}
