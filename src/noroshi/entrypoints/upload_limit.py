"""How large a form with files may be: nothing of a larger one is written to the disk."""

from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

MOST_OCTETS: Final = 272 * (1 << 20)  # the largest file that is taken, and what stands around it


class Limit(FileUploadHandler):
    """Refuses by the length that a request says, which the server holds it to."""

    def handle_raw_input(
        self,
        input_data: Any,  # noqa: ARG002
        META: Any,  # noqa: ARG002, N803
        content_length: int,
        boundary: Any,  # noqa: ARG002
        encoding: Any = None,  # noqa: ARG002
    ) -> None:
        if content_length > MOST_OCTETS:
            raise RequestDataTooBig(f"more than {MOST_OCTETS} octets")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002
        return raw_data

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002
        return None
