"""Users as officials of a place: roles are groups, scopes are areas of the tree."""

from functools import cached_property
from typing import cast

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from electioncycle.roles import Role, allows
from villages.models import Area, Village


class User(AbstractUser):
    """An account of one official. What he sees follows from his scopes, what he may do from his roles."""

    first_name = last_name = None  # type: ignore[assignment]
    name = models.CharField("姓名", max_length=40, blank=True)
    unit = models.CharField("单位", max_length=80, blank=True)
    post = models.CharField("职务", max_length=60, blank=True)
    valid_until = models.DateField("账号有效期至", null=True, blank=True, help_text="抽调人员填写")
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    previous_sign_in = models.DateTimeField("上次登录", null=True, editable=False)
    is_service = models.BooleanField("系统服务账号", default=False, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name or self.username

    @cached_property
    def roles(self) -> frozenset[str]:
        if not self.is_active:
            return frozenset()
        return frozenset(self.groups.values_list("name", flat=True))

    @cached_property
    def _places(self) -> list["Scope"]:
        return list(self.scopes.select_related("area", "village"))

    @cached_property
    def scope_paths(self) -> tuple[str, ...]:
        return tuple(scope.path for scope in self._places)

    @property
    def role_names(self) -> str:
        return "、".join(Role(role).label for role in sorted(self.roles) if role in Role.values)

    @cached_property
    def place(self) -> str:
        return "、".join(str(scope) for scope in self._places) or self.unit

    def may(self, action: str, *, kept_by: str = "township") -> bool:
        return allows(self.roles, action, kept_by=kept_by)

    def scope_q(self, lookup: str, *, upward: bool = False) -> Q:
        """Rows whose area path lies under one of this user's places (or above it); nothing without a place."""
        reach = Q(pk__in=[])
        for path in self.scope_paths:
            reach |= Q(**{f"{lookup}__startswith": path})
            if upward:
                steps = path.strip("/").split("/")
                above = ["/" + "/".join(steps[:depth]) + "/" for depth in range(1, len(steps))]
                reach |= Q(**{f"{lookup}__in": above})
        return reach

    def covers(self, path: str) -> bool:
        return any(path.startswith(own) for own in self.scope_paths)


class Scope(models.Model):
    """One place an official answers for: an area (county, township) or a single village."""

    user = models.ForeignKey(User, models.CASCADE, related_name="scopes")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, verbose_name="行政区划")
    village = models.ForeignKey(Village, models.PROTECT, null=True, blank=True, verbose_name="村(社区)")

    class Meta:
        verbose_name = verbose_name_plural = "管辖范围"
        constraints = [
            models.CheckConstraint(
                condition=Q(area__isnull=False, village=None) | Q(area=None, village__isnull=False),
                name="scope_is_one_place",
            ),
            models.UniqueConstraint(fields=["user", "area"], name="scope_area_once"),
            models.UniqueConstraint(fields=["user", "village"], name="scope_village_once"),
        ]

    def __str__(self) -> str:
        return str(self.area or self.village)

    @property
    def path(self) -> str:
        return cast("Area | Village", self.area or self.village).path
