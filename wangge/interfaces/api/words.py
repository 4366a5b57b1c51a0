"""Types that the schemas share: what a text, a code or a moment may look like."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Header, Path
from pydantic import AfterValidator, AwareDatetime, Field

BEGINNING_YEAR, LAST_YEAR = 2000, 2200


def _printable(text: str) -> str:
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise ValueError("control characters are not allowed")
    return text


def _of_our_time(at: datetime) -> datetime:
    if not BEGINNING_YEAR <= at.year < LAST_YEAR:
        raise ValueError("the year is out of range")
    return at


Words = Annotated[str, Field(max_length=2000), AfterValidator(_printable)]
"""Free words of a person; kept encrypted."""
Said = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(_printable)]
Short = Annotated[str, Field(max_length=200), AfterValidator(_printable)]
AreaCode = Annotated[str, Field(pattern=r"^[0-9A-Z]{6,17}$", examples=["330106001001"])]
DepartmentPath = Annotated[str, Field(pattern=r"^([a-z0-9]+\.){1,8}$", max_length=80, examples=["cg.01."])]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Moment = Annotated[AwareDatetime, AfterValidator(_of_our_time)]
Grade = Annotated[int, Field(ge=1, le=5)]
Limit = Annotated[int, Field(ge=1, le=200)]
Cursor = Annotated[str, Field(max_length=200, pattern=r"^[A-Za-z0-9_-]*$")]
Number = Annotated[str, Path(pattern=r"^[0-9]{19}$", examples=["3301062026112400001"])]
Key = Annotated[
    UUID,
    Header(
        alias="Idempotency-Key",
        description="A new UUID for every write; the same one again gives the same answer and does nothing twice.",
    ),
]
