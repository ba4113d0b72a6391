"""What comes out of the part of the interface that is about one warning."""

from pydantic import BaseModel

from noroshi.entrypoints.api.schemas import Instant, Note, Warning
from noroshi.entrypoints.api.supplier_schemas import Given


class SupplierAnswer(BaseModel):
    """What the supplier of a product says of the cause: which version mends it, whether it is
    affected, when there is more to say, or that support has ended."""

    product: str
    supplier: str
    answer: Given
    at: Instant


class Notice(Warning):
    """history: oldest first; supplier_answers: of the suppliers whose products are exposed here."""

    history: list[Note]
    supplier_answers: list[SupplierAnswer]
