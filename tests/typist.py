"""A clerk who fills in forms as a browser shows them, and the count of what had to be keyed in."""

from collections import Counter
from urllib.parse import urljoin, urlsplit

from django.urls import resolve

from tests.browsing import Form, forms_of


def page_of(address):
    """The route of an address, with the move it carries out."""
    match = resolve(urlsplit(address).path)
    move = match.kwargs.get("move")
    return f"{match.url_name}:{move}" if move else match.url_name


class Typist:
    """Opens pages as this official and sends their forms; ``keyed`` counts fields by page and name.

    A field counts when it is one to key into and what is sent differs from what the page proposed: menus, ticks and
    what is left as it stands do not.
    """

    def __init__(self, client):
        self.client, self.keyed = client, Counter()

    def send(self, user, address, to="", /, **answers):
        """The form on the page that goes ``to`` this address, else to the page's own; sent as it stands otherwise."""
        self.client.force_login(user)
        form, target = self._form(address, to)
        strange = [name for name in answers if name not in form.data and name not in form.ticks]
        assert not strange, (address, strange, sorted(form.data))
        for name, value in answers.items():
            if name in form.typed and form.data.get(name, [""]) != [str(value)]:
                self.keyed[page_of(target), name] += 1
        answer = self.client.post(target, {**form.data, **answers})
        assert answer.status_code == 302, (target, answer.status_code, said_of(answer))
        return answer

    def _form(self, address, to) -> tuple[Form, str]:
        shown = self.client.get(address)
        assert shown.status_code == 200, (address, shown.status_code)
        found = [(one, urljoin(address, one.action or address)) for one in forms_of(shown) if one.method == "post"]
        named = [one for one in found if urlsplit(one[1]).path == urlsplit(to or address).path]
        assert len(named) == 1, (address, to, [target for _, target in found])
        return named[0]


def said_of(answer):
    """What a page says is wrong, for the message of a failed test."""
    return answer.content.decode()[-6000:]
