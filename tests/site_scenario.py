"""Run by a test with a DATA_DIR of its own: restores a backup of an earlier version, signs in, looks around, prints.

Everybody opens lists and first rows; a page that names no row is opened by the first who may, all by all at night.
"""

import json
import os
import sys
from datetime import date
from pathlib import Path
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "electioncycle.settings"
django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from electioncycle.ledgers.ledger import REGISTRY  # noqa: E402
from electioncycle.operations.backups import making, restoring, schemas  # noqa: E402
from electioncycle.records import history  # noqa: E402
from electioncycle.records.workflow import StepRecord  # noqa: E402
from electioncycle.refusals import Refused  # noqa: E402
from electioncycle.roles import Role  # noqa: E402
from electioncycle.security.site_facts import SiteFact  # noqa: E402
from electioncycle.web.routes import routes  # noqa: E402
from elections.models import Election  # noqa: E402
from elections.services import calendars, following  # noqa: E402
from elections.services.norms import Editions  # noqa: E402
from reports import services  # noqa: E402
from reports.analysis_report import reports_of  # noqa: E402
from reports.models import VillageReport  # noqa: E402
from tests import factories, schema  # noqa: E402
from tests.guards import WHOLE  # noqa: E402
from villages.models import Cycle, Village  # noqa: E402
from villages.services import rule_sets, rule_switch  # noqa: E402
from villages.services.accounts import service_account  # noqa: E402

MADE_ON = date(2026, 11, 29)
PRINTS = "internal"
opened: set[str] = set()


def signed_in(username: str, password: str) -> Client:
    client = Client(HTTP_HOST="127.0.0.1")
    client.post("/accounts/login/", {"username": username, "password": password})
    return client


def looked_at(client: Client, user: User) -> dict[str, Any]:
    """Pages that name no row, and list and first row of every ledger the user may open."""
    asked: list[str] = []
    for route in routes():
        page: Any = route.page
        mine = not route.arguments and "GET" in route.methods and not page.heavy and user.roles & set(route.roles)
        if mine and (WHOLE or route.pattern not in opened):
            asked.append(route.pattern)
            opened.add(route.pattern)
    ledgers = [one for one in REGISTRY.values() if one.allows(user, "view")]
    rows = [(one, one.rows(user, user_cycle(user)).first()) for one in ledgers]
    asked += [one.url("list") for one in ledgers] + [one.url("detail", row.pk) for one, row in rows if row]
    answers = {url: client.get(url, follow=True).status_code for url in dict.fromkeys(asked)}
    return {"pages": len(answers), "ledgers": len(ledgers), "rows": sum(row is not None for _, row in rows),
            "odd": {url: code for url, code in answers.items() if code != 200}}  # fmt: skip


def user_cycle(user: User) -> Cycle:
    return Cycle.objects.visible_to(user).get()


def printed(by: User) -> dict[str, Any]:
    villages = list(Village.objects.select_related("township"))
    cycle = Cycle.objects.get()
    kept = list(VillageReport.objects.values_list("village__code", "number", "content_hash", "file__path"))
    done = [one for one in villages if one.code in {row[0] for row in kept}]
    states = [str(result.state) for result in services.print_villages(done, cycle, PRINTS, by=by)]
    now = list(VillageReport.objects.values_list("village__code", "number", "content_hash", "file__path"))
    hashes = {row.village.code: row.content_hash for row in reports_of(villages, cycle, PRINTS).values()}
    return {"states": states, "same_files": now == kept, "hashes": hashes}


def with_a_stray_column(folder: Path) -> dict[str, Any]:
    """A backup whose migrations bear the names we know and whose tables are others; what a restore of it says."""
    backup, facts = folder / "stray.backup", SiteFact.objects.count()
    execute("ALTER TABLE villages_village ADD COLUMN stray integer")
    making.make(backup)
    execute("ALTER TABLE villages_village DROP COLUMN stray")
    SiteFact.objects.create(key="entered since", value="stays")
    try:
        restoring.restore(backup)
        said = "restored"
    except Refused as error:
        said = str(error)
    left = SiteFact.objects.count() - facts
    return {"said": said, "left": left, "as_before": not schemas.differences(schemas.described(connection), restored)}


def rules_received() -> dict[str, Any]:
    """How the rows of the cycle's edition stand after the upgrade, and which keys the draft of the next one adds."""
    row = Cycle.objects.get().rule_set
    known = {rule.key: rule for rule in row.rules.all()}
    draft = next(one for one in rule_sets.offer_new_rules(by=service_account()) if one.code == row.code)
    return {
        "old_text": rule_sets.old_text(row),
        "runoff_share": [known["runoff_share"].law, known["runoff_share"].version, known["runoff_share"].article],
        "lost": [key for key, rule in known.items() if not rule.law],
        "added": sorted(set(draft.rules.values_list("key", flat=True)) - set(known)),
        "published_stays": len(known) == row.rules.count(),
    }


def rules_switched() -> dict[str, Any]:
    """Two persons publish the new rules and take the running cycle over to them; the calendar then goes by them."""
    cycle = Cycle.objects.get()
    one, other = (factories.make_user(Role.COUNTY_ADMIN, cycle.county) for _ in range(2))
    before = StepRecord.objects.filter(rules_edition=cycle.rule_set_id).count()
    draft = rule_sets.RuleSet.objects.get(code=cycle.rule_set.code, state="draft")
    rule_sets.EDITIONS.propose(draft, by=one, effective_from=MADE_ON)
    published = rule_sets.EDITIONS.publish(draft, by=other)
    waited = Cycle.objects.get().rule_set != published
    rule_switch.propose(cycle, published, by=one, reason="新增选举规则")
    rule_switch.confirm(cycle, by=other)
    following.make_missing(by=service_account())
    election = Election.objects.select_related("village__township__parent").filter(body="committee")[0]
    election.polling_day = date(2027, 1, 10)
    history.record(election, by=one)
    own = calendars.calendar_of(Election.objects.get(pk=election.pk))
    return {
        "waited": waited,
        "taken_over": Cycle.objects.get().rule_set == published,
        "earlier_steps": StepRecord.objects.filter(rules_edition=cycle.rule_set_id).count() >= before > 0,
        "decided_under": election.decided_under == published,
        "list_by": str(own.line("voter_list", 1).due.latest) if own else "",
        "recovered_over": Editions().on(published.pk, MADE_ON, community=False).choice("recovered_over"),
    }


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


about = json.loads((Path(__file__).parent / "data" / "sites" / "about.json").read_text())
timezone.localdate = lambda *given: MADE_ON
told: dict[str, Any] = {"audit": restoring.restore(Path(sys.argv[1]))["audit"]["ok"]}
restored = schemas.described(connection)
told["steps"] = {
    "recorded": StepRecord.objects.count(),
    "of_cycles": list(
        StepRecord.objects.exclude(rules_edition=None).order_by().values_list("rules_edition", flat=True).distinct()
    ),
    "of_none": sorted(set(StepRecord.objects.filter(rules_edition=None).values_list("object_type", flat=True))),
    "edition": Cycle.objects.get().rule_set_id,
}
told["rules"] = rules_received()
told["schema"] = schema.described(connection)
for role, account in about["accounts"].items():
    user = User.objects.get(username=account["username"])
    client = signed_in(**account)
    told[role] = {"signed_in": client.session.get("_auth_user_id") == str(user.pk), **looked_at(client, user)}
told["printed"] = printed(User.objects.get(username=about["accounts"][Role.COUNTY_ADMIN]["username"]))
told["switched"] = rules_switched()
told["stray"] = with_a_stray_column(Path(sys.argv[2]))
print(json.dumps(told, ensure_ascii=False))
