"""What comes out of communities."""

from typing import Literal

from pydantic import BaseModel, Field

from noroshi.entrypoints.api.schemas import Paging, Text
from noroshi.parties.rules import COMMUNITIES


class Community(BaseModel):
    """members: the codes of those whom the reader may see."""

    code: str
    kind: Literal[*COMMUNITIES]  # type: ignore[valid-type]
    name: str
    name_ja: str
    members: list[str]


class CommunityFilter(Paging):
    text: Text = Field("", description="Part of a code or name.")
    kind: Literal["", *COMMUNITIES] = ""  # type: ignore[valid-type]
    order: Literal["code", "name", "kind"] = "code"
