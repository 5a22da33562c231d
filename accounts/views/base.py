"""The base of pages about accounts, which need the row of whoever asks and not only what they may do."""

from accounts.models import User
from electioncycle.refusals import NotYours
from electioncycle.web.pages import Page


class UserPage(Page):
    @property
    def user(self) -> User:
        user = self.request.user
        if not user.is_authenticated:
            raise NotYours
        return user
