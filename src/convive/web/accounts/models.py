"""A person with an account: an address to send a code to, a name to show, a role.

No password, no date of the last visit.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from convive.web.accounts import roles


class UserManager(BaseUserManager["User"]):
    """Finds people by their address."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The person with an address, whatever its case."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """Somebody with an account. People with entries on the record are closed, never deleted."""

    # The day of the last visit is nobody's business.
    last_login = None

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField("name shown to others", max_length=120)
    role = models.CharField(max_length=40)
    is_active = models.BooleanField("open", default=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]

    class Meta:
        verbose_name = "account"

    def __str__(self) -> str:
        return self.name

    @property
    def role_title(self) -> str:
        """The role's title in print."""
        return roles.role(self.role).title
