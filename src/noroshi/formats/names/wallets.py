"""Addresses of wallets in text: what has a checksum is held to it, so that a digest is no wallet."""

import hashlib
import re
from collections.abc import Iterator
from typing import Final

BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BASE32: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
GENERATORS: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
BECH32: Final = 1
BECH32M: Final = 0x2BC830A3
WALLET: Final = re.compile(
    r"(?<![0-9A-Za-z])(?:0x[0-9A-Fa-f]{40}|[13][1-9A-HJ-NP-Za-km-z]{25,34}"
    r"|bc1[02-9ac-hj-np-z]{11,87}|BC1[02-9AC-HJ-NP-Z]{11,87})(?![0-9A-Za-z])"
)


def wallets(word: str) -> Iterator[str]:
    """The Bitcoin and Ethereum addresses in a word: of the latter, and of Bitcoin's in Bech32, in
    lower case. Source: BIP 13, BIP 173, BIP 350, ERC-55 (whose capitals are not checked)."""
    for match in WALLET.finditer(word):
        text = match[0]
        if text.startswith("0x"):
            yield text.lower()
        elif text[0] in "13" and _is_base58(text):
            yield text
        elif text[0] in "bB" and _is_bech32(text.lower()):
            yield text.lower()


def _is_base58(text: str) -> bool:
    number = 0
    for letter in text:
        number = number * 58 + BASE58.index(letter)
    if number.bit_length() > 200:  # 25 octets: version, digest, checksum
        return False
    octets = number.to_bytes(25, "big")
    digest = hashlib.sha256(hashlib.sha256(octets[:-4]).digest()).digest()
    return octets[0] in {0x00, 0x05} and digest[:4] == octets[-4:]


def _is_bech32(text: str) -> bool:
    known = 1
    for value in (3, 3, 0, 2, 3, *map(BASE32.index, text.removeprefix("bc1"))):
        top = known >> 25
        known = (known & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(GENERATORS):
            known ^= generator if top >> place & 1 else 0
    return known in {BECH32, BECH32M}
