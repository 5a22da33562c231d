"""Accounts: users with roles and places, second factors, open sessions, slips with first passwords."""

from accounts.models.factors import Authenticator, RecoveryCode
from accounts.models.sessions import OpenSession
from accounts.models.slips import Slip
from accounts.models.users import Details, FormerPassword, Scope, User

__all__ = ["Authenticator", "Details", "FormerPassword", "OpenSession", "RecoveryCode", "Scope", "Slip", "User"]
