"""What a notice says to who opens it, for the interface and the command line."""

from uuid import UUID

from noroshi.entrypoints.shapes import Shape, note_json, warning_json
from noroshi.entrypoints.supplier_shapes import supplier_answer_json
from noroshi.suppliers.queries import answers_for_exposed
from noroshi.warnings import queries
from noroshi.warnings.explanations import explain


def notice_json(identifier: UUID) -> Shape:
    """One warning with its history, and with what the suppliers of the products say.

    Raises: AbsentError."""
    found = queries.warning(identifier)
    (explained,) = explain([found])
    answers = answers_for_exposed([found.cause]).get(found.cause, ())
    return {
        **warning_json(explained),
        "history": [note_json(note) for note in queries.history(found)],
        "supplier_answers": [supplier_answer_json(one) for one in answers],
    }
