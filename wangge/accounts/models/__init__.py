"""What is true about people who sign in."""

from wangge.accounts.models.departments import Department
from wangge.accounts.models.mandates import Mandate
from wangge.accounts.models.signins import SignIn
from wangge.accounts.models.users import Credential, RecoveryCode, User

__all__ = ["Credential", "Department", "Mandate", "RecoveryCode", "SignIn", "User"]
