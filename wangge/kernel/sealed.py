"""What a row holds sealed, in clear and behind its mask, told from the columns that hold it."""

from collections.abc import Callable
from typing import Any, Self, overload

from wangge.kernel import crypto


class _Text:
    """A text that a row tells and nobody writes; empty where the row holds nothing."""

    @overload
    def __get__(self, row: None, owner: Any = None) -> Self: ...
    @overload
    def __get__(self, row: object, owner: Any = None) -> str: ...
    def __get__(self, row: object | None, owner: Any = None) -> Self | str:
        return self if row is None else self.of(row)

    def __set__(self, row: object, value: object) -> None:
        raise AttributeError("this text is told from its column")

    def of(self, row: Any) -> str:
        """The text."""
        raise NotImplementedError


class Sealed(_Text):
    """`phone = Sealed("phone_sealed", purpose=PHONE)`: in clear; who calls it for somebody's eyes notes a look."""

    def __init__(self, column: str, *, purpose: str) -> None:
        self.column, self.purpose = column, purpose

    def of(self, row: Any) -> str:
        """The text in clear."""
        sealed = getattr(row, self.column)
        return crypto.unseal(bytes(sealed), purpose=self.purpose) if sealed else ""


class Masked(_Text):
    """`masked_phone = Masked("phone", mask_phone)`: as everybody may read it."""

    def __init__(self, name: str, mask: Callable[[str], str]) -> None:
        self.name, self.mask = name, mask

    def of(self, row: Any) -> str:
        """The text behind its mask."""
        return self.mask(getattr(row, self.name))
