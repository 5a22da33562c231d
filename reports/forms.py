"""What is to be printed: where, in which variant, in which files."""

from typing import Any

from django import forms

from reports.choices import Output, Variant


class PrintForm(forms.Form):
    """``township`` offers the user's own townships; empty means all his villages or the ticked ones."""

    township = forms.ChoiceField(label="范围", required=False)
    variant = forms.ChoiceField(label="稿别", choices=Variant, initial=Variant.INTERNAL)
    outputs = forms.MultipleChoiceField(
        label="另行制作", choices=Output, required=False, widget=forms.CheckboxSelectMultiple, initial=[Output.ZIP]
    )
    force = forms.BooleanField(label="重新生成", required=False)

    def __init__(self, *args: Any, townships: list[Any], everything: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["township"].choices = [  # type: ignore[attr-defined]
            ("", everything),
            *((str(township.pk), township.name) for township in townships),
        ]
