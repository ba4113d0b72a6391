"""Live malware as analysts hand it on: a zip under AES-256 whose password everybody knows, so that
neither a scanner nor a slip of the hand opens it. It keeps nobody out. Source: WinZip AE-2."""

from collections.abc import Iterable
from typing import BinaryIO, Final

PASSWORD: Final = b"infected"
MEDIA_TYPE: Final = "application/zip"


def write_protected(target: BinaryIO, name: str, parts: Iterable[bytes]) -> None:
    """Write a zip that holds one file. parts: its octets, in pieces of any length."""
    import pyzipper  # noqa: PLC0415 - takes a quarter of a second, and few ever hand out malware

    with pyzipper.AESZipFile(
        target, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
    ) as held:
        held.setpassword(PASSWORD)
        with held.open(name, "w", force_zip64=True) as member:
            for part in parts:
                member.write(part)
