"""Menus of forms and filters: many options cost little, and nothing typed becomes markup."""

from django import forms

TRICKY = '<b>"张&李"</b>'


class Asked(forms.Form):
    post = forms.ChoiceField(choices=[("", "全部"), (TRICKY, TRICKY), ("组", [(1, "书记"), (2, "主任")])])


def test_a_menu_offers_its_options_escaped_with_the_chosen_one_marked():
    written = str(Asked({"post": "2"})["post"])
    assert written.startswith('<select name="post"')
    assert '<option value="">全部</option>' in written
    assert "<b>" not in written
    assert '<optgroup label="组"><option value="1">书记</option>\n<option value="2" selected>主任</option>' in written
    assert str(Asked({"post": TRICKY})["post"]).count(" selected>&lt;b&gt;") == 1
