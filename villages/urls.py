"""Addresses of this app beyond the ledgers' standard pages."""

from typing import Any

from django.urls import URLPattern, path

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.web.moves import addresses
from villages import forms
from villages.services import places, tree
from villages.views import (
    coverage,
    cycles,
    finance,
    kinship,
    people,
    persons,
    retention,
    rule_sets,
    rule_switch,
    talks,
    village,
)
from villages.views.places import AreaCheck, PlaceAct

CYCLE, VILLAGE, AREA = REGISTRY["cycle"], REGISTRY["village"], REGISTRY["area"]
TEAM, POSTS = REGISTRY["teammember"], REGISTRY["responsibilitypost"]
TALK, KINSHIP = REGISTRY["talk"], REGISTRY["kinship"]
CLEANUP, DRAW = REGISTRY["financecleanup"], REGISTRY["financedraw"]


def place_act(
    ledger: Any,
    name: str,
    title: str,
    form: Any,
    run: Any,
    explains: str,
    page: type[PlaceAct] = PlaceAct,
    final: str = "",
) -> URLPattern:
    view = page.as_view(ledger=ledger, title=title, form_class=form, run=run, explains=explains, final=final)
    return path(f"{ledger.path}<int:pk>/{name}/", view, name=f"{ledger.name}_{name}")


urlpatterns: list[URLPattern] = [
    path("cycles/switch/", cycles.SwitchPage.as_view(), name="cycle_switch"),
    path("villages/cycle/<int:pk>/", cycles.CyclePage.as_view(ledger=CYCLE), name="cycle_detail"),
    path("villages/cycle/<int:pk>/next/", cycles.NextCyclePage.as_view(ledger=CYCLE), name="cycle_next"),
    *addresses(cycles.CycleMove, "villages/cycle/<int:pk>/", "cycle", ledger=CYCLE),
    path("villages/cycle/<int:pk>/retention/", retention.RetentionPage.as_view(ledger=CYCLE), name="cycle_retention"),
    path(
        "villages/cycle/<int:pk>/retention/hold/",
        retention.HoldPage.as_view(ledger=CYCLE, only="hold"),
        name="cycle_hold",
    ),
    path(
        "villages/cycle/<int:pk>/retention/lift/",
        retention.LiftHold.as_view(ledger=CYCLE, only="lift"),
        name="cycle_lift_hold",
    ),
    path("villages/cycle/<int:pk>/rules/", rule_switch.SwitchRules.as_view(ledger=CYCLE), name="cycle_rules"),
    path(
        "villages/cycle/<int:pk>/rules/<slug:move>/",
        rule_switch.RulesMove.as_view(ledger=CYCLE),
        name="cycle_rules_move",
    ),
    path("rules/", rule_sets.RuleSetList.as_view(), name="rule_sets"),
    path("rules/ship/", rule_sets.ShipRuleSets.as_view(), name="rule_sets_ship"),
    path("rules/<int:pk>/", rule_sets.RuleSetPage.as_view(), name="rule_set"),
    path("rules/<int:pk>/compare/<int:other>/", rule_sets.RuleSetComparison.as_view(), name="rule_set_compare"),
    path("rules/<int:pk>/check/", rule_sets.RuleSetCheck.as_view(), name="rule_set_check"),
    path("rules/<int:pk>/check/<slug:form>/", rule_sets.RuleSetCheckPaper.as_view(), name="rule_set_check_paper"),
    path("rules/<int:pk>/paper/<slug:form>/", rule_sets.RuleSetPaper.as_view(), name="rule_set_paper"),
    path("rules/<int:pk>/export/", rule_sets.RuleSetExport.as_view(), name="rule_set_export"),
    path("rules/<int:pk>/<slug:move>/", rule_sets.RuleSetMove.as_view(), name="rule_set_move"),
    path("villages/<int:pk>/", village.VillagePage.as_view(ledger=VILLAGE), name="village_detail"),
    path(
        "villages/<int:pk>/favourite/<slug:to>/",
        village.VillageFavourite.as_view(ledger=VILLAGE),
        name="village_favourite",
    ),
    path("villages/<int:pk>/print/", village.VillagePrint.as_view(ledger=VILLAGE), name="village_dossier"),
    path("villages/posts/coverage/", coverage.CoveragePage.as_view(ledger=POSTS), name="coverage"),
    path("villages/posts/coverage/export/", coverage.CoverageExport.as_view(ledger=POSTS), name="coverage_export"),
    path("villages/posts/coverage/print/", coverage.CoveragePrint.as_view(ledger=POSTS), name="coverage_print"),
    path("villages/persons/<int:pk>/", persons.PersonPage.as_view(), name="person_page"),
    path("villages/team/held-twice/", people.HeldTwicePage.as_view(), name="held_twice"),
    path("villages/team/held-twice/<int:pk>/", people.DuplicatePage.as_view(), name="duplicate"),
    path("villages/team/held-twice/<int:pk>/merge/", people.DuplicateMerge.as_view(), name="duplicate_merge"),
    path(f"{TEAM.path}<int:pk>/", people.MemberPage.as_view(ledger=TEAM), name="teammember_detail"),
    path(f"{TEAM.path}<int:pk>/photo/", people.PhotoPage.as_view(ledger=TEAM), name="teammember_photo"),
    path(f"{TEAM.path}<int:pk>/photo/new/", people.PhotoUpload.as_view(ledger=TEAM), name="teammember_photo_upload"),
    path("villages/finance/", finance.ProgressPage.as_view(), name="finance_progress"),
    path("villages/finance/print/", finance.ProgressPrint.as_view(), name="finance_progress_print"),
    path("villages/finance/draw/", finance.NewDraw.as_view(), name="finance_draw"),
    path(f"{CLEANUP.path}<int:pk>/", finance.CleanupPage.as_view(ledger=CLEANUP), name="financecleanup_detail"),
    path(
        f"{CLEANUP.path}<int:pk>/<slug:move>/act/",
        finance.CleanupMove.as_view(ledger=CLEANUP),
        name="financecleanup_move",
    ),
    path(f"{DRAW.path}<int:pk>/", finance.DrawPage.as_view(ledger=DRAW), name="financedraw_detail"),
    path(f"{DRAW.path}<int:pk>/sheet/", finance.DrawPrint.as_view(ledger=DRAW), name="financedraw_sheet"),
    path("villages/avoidance/", kinship.AvoidancePage.as_view(), name="avoidance"),
    path("villages/avoidance/print/", kinship.AvoidancePrint.as_view(), name="avoidance_print"),
    path("villages/kinship/texts/", kinship.TextsPage.as_view(), name="kinship_texts"),
    path("villages/kinship/texts/settle/", kinship.SettleText.as_view(), name="kinship_settle"),
    path(f"{KINSHIP.path}new/", kinship.AddPair.as_view(ledger=KINSHIP), name="kinship_add"),
    path(f"{KINSHIP.path}<int:pk>/edit/", kinship.EditPair.as_view(ledger=KINSHIP), name="kinship_edit"),
    path("villages/talks/", talks.TalksPage.as_view(ledger=TALK), name="talks"),
    path("villages/talks/export/", talks.TalksExport.as_view(ledger=TALK), name="talks_export"),
    path("villages/talks/print/", talks.TalksPrint.as_view(ledger=TALK), name="talks_print"),
    path("villages/talks/collective/", talks.CollectivePage.as_view(ledger=TALK), name="talk_collective"),
    path(f"{TALK.path}<int:pk>/record/", talks.RecordPrint.as_view(ledger=TALK), name="talk_record"),
    path(
        f"{TALK.path}<int:pk>/record.docx",
        talks.RecordPrint.as_view(ledger=TALK, suffix="docx"),
        name="talk_record_docx",
    ),
    place_act(
        VILLAGE,
        "move",
        "迁移乡镇",
        forms.MoveVillageForm,
        places.move_village,
        "把本村(社区)调整到本县另一个乡镇(街道)。本村各台账随村走，区划代码不变。",
    ),
    place_act(
        VILLAGE,
        "code",
        "变更代码",
        forms.CodeForm,
        places.change_code,
        "登记12位统计用区划代码。临时代码在取得正式代码后也在这里变更。",
    ),
    place_act(
        VILLAGE,
        "merge",
        "并入其他村",
        forms.MergeVillageForm,
        places.merge_village,
        "村级建制调整：本村停用并入另一村；未关闭届次的现任班子和包联责任人转到合并后的村，以往届次的记录保留。"
        "合并后的村班子研判已经审核的，审批失效，须重新提交、审核。",
        final="合并后本村停用，不能恢复。",
    ),
    place_act(
        AREA,
        "move",
        "调整隶属",
        forms.MoveAreaForm,
        places.move_area,
        "调整上级区划，下属乡镇和村(社区)一并调整。",
    ),
    place_act(
        AREA,
        "code",
        "变更代码",
        forms.CodeForm,
        places.change_area_code,
        "登记新的区划代码；下属村(社区)的代码不变，以名册为准。",
    ),
    place_act(
        AREA,
        "check",
        "核对隶属",
        forms.PlacesForm,
        tree.repair,
        "本区划和它下面的区划、村(社区)应当都挂在各自的上级之下；不相符的，各账号会看不到它们的数据。",
        AreaCheck,
    ),
]
