"""What goes in and comes out of systems and how they hang together."""

from typing import Literal

from pydantic import BaseModel, Field

from noroshi.entrypoints.api.schemas import Code, Identifier, Paging, Text
from noroshi.formats.connection_sheets import KINDS


class System(BaseModel):
    """assets: how many of it are present."""

    id: Identifier
    organisation: str
    name: str
    role: str
    assets: int


class SystemFilter(Paging):
    text: Text = Field("", description="Part of a name.")
    organisation: Code | Literal[""] = Field("", description="Code of an organisation.")


class Connection(BaseModel):
    """kind: `service`, it is of the essential service that `over` names; `line`, linked over one that
    is not public; `records`, what it produces is loaded into the other. to_system: empty for
    `service`."""

    system: str
    kind: Literal[*KINDS]  # type: ignore[valid-type]
    to_system: str
    over: str
