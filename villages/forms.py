"""Forms of the pages beyond the ledgers: the next cycle, targets, publication, moves, mergers and codes."""

from typing import Any

from django import forms

from electioncycle.actors import Actor
from electioncycle.ledgers.forms import LookupField
from electioncycle.records.editions import EditionState
from villages.choices import AreaLevel
from villages.models import Area, RuleSet, Village
from villages.village_ledgers import carrying_over

DAY: dict[str, Any] = {"widget": forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d")}
TEXT: dict[str, Any] = {"widget": forms.TextInput(attrs={"class": "form-control"})}
MENU: dict[str, Any] = {"widget": forms.Select(attrs={"class": "form-select"})}


class NextCycleForm(forms.Form):
    name = forms.CharField(label="届次名称", max_length=60, **TEXT)
    rule_set = forms.ModelChoiceField(
        RuleSet.objects.filter(state=EditionState.PUBLISHED), label="规则集(已发布)", **MENU
    )
    starts_on = forms.DateField(label="启动日期", **DAY)
    reference_date = forms.DateField(label="数据截止日", help_text="年龄等按此日计算", **DAY)
    carry_contacts = forms.BooleanField(label="带入通讯录", required=False, initial=True)
    carry_posts = forms.BooleanField(label="带入包联责任人(到村次数清零)", required=False)
    open_rows = forms.MultipleChoiceField(
        label="尚未办结、转入本届继续办理的事项",
        required=False,
        choices=carrying_over,
        widget=forms.CheckboxSelectMultiple,
        help_text="办理记录留在上届；上届已申请销号的，本届重新申请。",
    )


class TargetsForm(forms.Form):
    """The structure targets of a cycle; a blank means no target."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)  # judged by ``version_seen``
    mean_age = forms.DecimalField(label="平均年龄不高于(岁)", required=False, min_value=18, max_value=80)
    under_36 = forms.IntegerField(label="35岁及以下不少于(人)", required=False, min_value=0, max_value=15)
    over_59 = forms.IntegerField(label="60岁及以上不多于(人)", required=False, min_value=0, max_value=15)
    women = forms.IntegerField(label="女性不少于(人)", required=False, min_value=0, max_value=15)
    party_members = forms.IntegerField(label="党员不少于(人)", required=False, min_value=0, max_value=15)
    high_school_up = forms.IntegerField(label="高中(中专)及以上不少于(人)", required=False, min_value=0, max_value=15)
    college_up = forms.IntegerField(label="大专及以上不少于(人)", required=False, min_value=0, max_value=15)
    cross_posts = forms.IntegerField(label="交叉任职不少于(人)", required=False, min_value=0, max_value=15)
    one_shoulder = forms.BooleanField(label="要求一肩挑", required=False)

    @property
    def targets(self) -> dict[str, Any]:
        found = {name: value for name, value in self.cleaned_data.items() if name != "version" and value is not None}
        if "mean_age" in found:
            found["mean_age"] = float(found["mean_age"])
        if not found["one_shoulder"]:
            del found["one_shoulder"]
        return found


class PublicationForm(forms.Form):
    effective_from = forms.DateField(label="生效日期", **DAY)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="依据和原因",
        min_length=2,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control", "placeholder": "如：县政府批复文号"}),
    )


class PlacesForm(ReasonForm):
    """A form whose menus list the places of the user's own territory."""

    def __init__(self, *args: Any, user: Actor, row: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.row = user, row
        for name, rows in self.menus().items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])

    def menus(self) -> dict[str, Any]:
        return {}


class MoveVillageForm(PlacesForm):
    township = forms.ModelChoiceField(Area.objects.none(), label="迁入乡镇(街道)", **MENU)

    def menus(self) -> dict[str, Any]:
        county = self.row.township.parent
        found = Area.objects.visible_to(self.user).filter(level=AreaLevel.TOWNSHIP, parent=county)
        return {"township": found.exclude(pk=self.row.township_id)}


class MergeVillageForm(PlacesForm):
    into = LookupField(
        queryset=Village.objects.none(),
        label="并入",
        help_text="保留的村(社区)：填写名称、“乡镇 名称”或12位代码；本村停用，历史记录保留",
        **TEXT,
    )
    on = forms.DateField(label="合并日期", **DAY)

    def menus(self) -> dict[str, Any]:
        found = Village.objects.visible_to(self.user).filter(valid_to=None, township__parent=self.row.township.parent)
        return {"into": found.exclude(pk=self.row.pk).select_related("township")}


class CodeForm(PlacesForm):
    code = forms.RegexField(r"^\d{2,12}$", label="新代码", error_messages={"invalid": "代码应为数字。"}, **TEXT)


class MoveAreaForm(PlacesForm):
    parent = forms.ModelChoiceField(Area.objects.none(), label="新的上级", **MENU)

    def menus(self) -> dict[str, Any]:
        found = Area.objects.visible_to(self.user).filter(level=self.row.level - 1)
        return {"parent": found.exclude(pk=self.row.parent_id)}
