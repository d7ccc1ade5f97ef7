"""What a password has to be: long; under the 等保 profile also of three sorts of characters, and changed in time."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from app.web.models import Account

LEAST = 12


class Long:
    """At least twelve characters."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise `ValidationError` for a short one."""
        if len(password) < LEAST:
            raise ValidationError(f"口令只有 {len(password)} 个字符。请写至少 {LEAST} 个，可以用一句好记的话")

    def get_help_text(self) -> str:
        """What to write."""
        return f"至少 {LEAST} 个字符，可以用一句好记的话。"


class Mixed:
    """等保 (GB/T 22239): at least three of capital letters, small letters, digits and other signs."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise `ValidationError` for one of too few sorts."""
        sorts = [str.isupper, str.islower, str.isdigit, lambda sign: not sign.isalnum()]
        if sum(any(sort(sign) for sign in password) for sort in sorts) < 3:
            raise ValidationError("口令太单一。请至少用到大写字母、小写字母、数字、符号中的三种")

    def get_help_text(self) -> str:
        """What to write."""
        return "至少用到大写字母、小写字母、数字、符号中的三种；90 天要换一次。"


def due(account: Account) -> bool:
    """Whether the account has to choose a new password before anything else."""
    if account.password_at is None:  # none of its own: by an invitation it will get one, else it signs in by a service
        return account.has_usable_password()
    term = settings.PASSWORD_ROTATION
    return term is not None and timezone.now() - account.password_at > term
