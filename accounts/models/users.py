"""Users as officials of a place: roles are groups, scopes are areas of the tree."""

from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Self, cast

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from electioncycle.records.name_fields import PersonNameField
from electioncycle.refusals import Refused
from electioncycle.roles import Role, allows
from villages.models import Area, Village

UNNAMED = "系统服务账号"
"""What the service account of older sites is called; screens say 系统."""


@dataclass(frozen=True)
class Details:
    """Whose account it is, and until when."""

    name: str
    unit: str = ""
    post: str = ""
    valid_until: date | None = None


class Accounts(UserManager):
    def create_superuser(self, *args: Any, **kwargs: Any) -> Any:
        raise Refused("本平台不设超级用户。请用 add_security_admin 建立安全管理员，由他建立其他账号。")


class User(AbstractUser):  # type: ignore[django-manager-missing]
    """An account of one official. What he sees follows from his scopes, what he may do from his roles."""

    first_name = last_name = None  # type: ignore[assignment]
    name = PersonNameField("姓名", max_length=40, blank=True)
    unit = models.CharField("单位", max_length=80, blank=True)
    post = models.CharField("职务", max_length=60, blank=True)
    valid_until = models.DateField("账号有效期至", null=True, blank=True, help_text="抽调人员填写")
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    previous_sign_in = models.DateTimeField("上次登录", null=True, editable=False)
    is_service = models.BooleanField("系统服务账号", default=False, editable=False)
    password_set_at = models.DateTimeField("密码设置时间", default=timezone.now, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    # Part of the hash every session carries: counted up, it ends them all.
    epoch = models.PositiveIntegerField(default=1, editable=False)

    objects = Accounts()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        ordering = ["username"]
        constraints = [models.CheckConstraint(condition=Q(is_superuser=False), name="no_superuser")]

    def __str__(self) -> str:
        return "系统" if self.name == UNNAMED else self.name or self.username

    @cached_property
    def roles(self) -> frozenset[str]:
        if not self.is_active:
            return frozenset()
        return frozenset(self.groups.values_list("name", flat=True))

    @cached_property
    def _places(self) -> list["Scope"]:
        said = ("department", "area__path", "area__name", "village__path", "village__name", "village__township__name")
        return list(self.scopes.select_related("area", "village__township").only("user", *said))

    @cached_property
    def scope_paths(self) -> tuple[str, ...]:
        return tuple(scope.path for scope in self._places)

    @property
    def has_expired(self) -> bool:
        """The last day is still a day of work."""
        return self.valid_until is not None and self.valid_until < timezone.localdate()

    @cached_property
    def departments(self) -> frozenset[str]:
        """Departments whose questions a department contact answers."""
        return frozenset(scope.department for scope in self._places if scope.department)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        signed = f"{self.password}:{self.epoch}"
        return salted_hmac("accounts.session", signed, secret=secret, algorithm="sha256").hexdigest()

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

    def reading(self, *paths: str) -> Self:
        """Nobody in particular who reads these places of theirs, or all: without any role, and never beyond them."""
        narrowed = copy(self)
        narrowed.scope_paths = tuple(path for path in paths if self.covers(path)) if paths else self.scope_paths
        narrowed.roles = narrowed.departments = frozenset()
        return narrowed


class Scope(models.Model):
    """One place an official answers for: an area (county, township) or a single village.

    For a department contact ``department`` names the department whose questions he answers there.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="scopes")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, verbose_name="行政区划")
    village = models.ForeignKey(Village, models.PROTECT, null=True, blank=True, verbose_name="村(社区)")
    department = models.CharField("部门", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "管辖范围"
        constraints = [
            models.CheckConstraint(
                condition=Q(area__isnull=False, village=None) | Q(area=None, village__isnull=False),
                name="scope_is_one_place",
            ),
            models.UniqueConstraint(fields=["user", "area", "department"], name="scope_area_once"),
            models.UniqueConstraint(fields=["user", "village"], name="scope_village_once"),
        ]

    def __str__(self) -> str:
        place = f"{self.village.township}{self.village}" if self.village else str(self.area)
        return f"{place}({self.department})" if self.department else place

    @property
    def path(self) -> str:
        return cast("Area | Village", self.area or self.village).path


class FormerPassword(models.Model):
    """The hash of a password an account had, so that it is not taken again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="former_passwords")
    password = models.CharField(max_length=128)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "用过的密码"
        ordering = ["-id"]

    def __str__(self) -> str:
        return str(self.user)
