"""What a form, and a workbook judged by its fields, says of a value that it cannot take: why, and what to do."""

from django import forms

WORDS = {
    "max_length": "最多%(limit_value)d个字，现有%(show_value)d个字，请精简。",
    "min_length": "至少%(limit_value)d个字，现有%(show_value)d个字，请补充。",
    "max_value": "不能大于%(limit_value)s，请核对后改正。",
    "min_value": "不能小于%(limit_value)s，请核对后改正。",
    "max_digits": "数字共有%(max)s位以上，请核对单位后改正。",
    "max_decimal_places": "小数最多%(max)s位，请四舍五入后填写。",
    "max_whole_digits": "整数部分最多%(max)s位，请核对单位后改正。",
}
NOT_WHAT_IT_TAKES: tuple[tuple[type[forms.Field], str], ...] = (
    (forms.DecimalField, "请填写数字，不带单位。"),
    (forms.IntegerField, "请填写整数，不带单位。"),
    (forms.DateTimeField, "请填写日期和时间，如 2026-12-20 08:30。"),
    (forms.DateField, "请填写日期，如 2020-01-05。"),
    (forms.TimeField, "请填写时间，如 08:30。"),
)
"""The first kind that fits a field; text fields have validators with sentences of their own."""


def words_of(field: forms.Field) -> dict[str, str]:
    """By the code of what is wrong; a validator that has words of its own keeps them."""
    invalid = next((words for kind, words in NOT_WHAT_IT_TAKES if isinstance(field, kind)), "")
    required = {"required": f"请填写“{field.label}”。"}
    own = {getattr(one, "code", "") for one in field.validators if "message" in vars(one)}
    said = WORDS | required | ({"invalid": invalid} if invalid else {})
    return {code: words for code, words in said.items() if code not in own}
