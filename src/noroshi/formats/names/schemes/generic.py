"""Versions of no declared scheme, as appliances, firmware and Windows programs bear them.

The rule. Full-width characters are read as narrow ones and case does not matter. The text is cut
into runs of digits and runs of letters; all else only separates. Leading words such as `version`
are dropped, and so are `final` and `ga` anywhere. Numbers compare by value, and zeros at the end
of a row of numbers do not count (1.0 is 1.0.0). A word that announces a release makes a version
older than the release (1.0-rc1 < 1.0), any other makes it newer (7.2.3 < 7.2.3a < 7.2.3 SP1)
but older than a further number (7.2.3a < 7.2.3.1); such words compare by the alphabet, and a
service pack follows them all. A build is of its release, and older than all that is newer than
that (7.2.5 < 7.2.5 build 1517 < 7.2.5a); so is Check Point's take. NetScaler's
`13.1 Build 51.15` is 13.1-51.15.
Not comparable: no digit, a sentence, a month's name (July precedes June by the alphabet), a
commit's hash."""

import re
import unicodedata

from noroshi.formats.names.schemes.encoding import END, release, word

_DOTTED = re.compile(r"[vV]?([0-9]+(?:\.[0-9]+)*)")
_READABLE = re.compile(r"(?:[0-9 ._+~^:()/\\-]|[^\W\d_])++")
_COMMIT = re.compile(r"(?=.*[a-f])[0-9a-f]{12,}")
_RUNS = re.compile(r"[0-9]+|[^\W\d_]+")
_MOST_SPACES = 5

# `get system status` of FortiOS: v7.2.5,build1517,230606 (GA.F)
_FORTIOS = re.compile(r"v?([0-9]+(?:\.[0-9]+)+),(build[0-9]+)(?:,[0-9]+)?(?: \([A-Za-z.]+\))?")
_NETSCALER_BUILD = re.compile(r"build(?= *[0-9]+\.[0-9])")
_PHRASES = {
    "service pack": "sp",
    "release candidate": "rc",
    "jumbo hotfix accumulator": "jhf",
    "jumbo hotfix": "jhf",
}
_PHRASE = re.compile("|".join(_PHRASES))
_SHORT = {"upd": "update", "hotfix": "hf", "servicepack": "sp"}
_BEFORE_NUMBER = {"u": "update", "p": "patch"}
_LONG = 5  # digits: `12.5.12.B687697` is a build, `15.1b2` is none

_INTRODUCING = "v sv ver version versions release rel build firmware fw software android ns"
_LEADING = frozenset(_INTRODUCING.split())
_EMPTY = frozenset(("final", "ga", "jhf", "nc"))
_BUILD = b"\x11"
_SERVICE_PACK = b"\x30"
LAST_BUILD = _BUILD + b"\xff"
"""In the place of END in a key, it follows every build of that version and nothing else."""

_TOKENS = {"build": _BUILD, "take": _BUILD, "sp": _SERVICE_PACK} | {
    name: bytes((rank,))
    for rank, names in enumerate(
        ("dev snapshot nightly canary", "alpha", "beta", "pre preview prerelease eap", "rc"),
        start=1,
    )
    for name in names.split()
}
_SENTENCES = (
    "all and or to through thru until up from since before after prior previous earlier older"
    " lower below later newer higher above including see reference references affected unknown"
)
_MONTHS = (
    "jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june"
    " july august september october november december"
)
_PROSE = frozenset(f"{_SENTENCES} {_MONTHS}".split())


def key(text: str) -> bytes | None:
    """Sorts as the module's rule says; None when the text is not comparable."""
    if plain := _DOTTED.fullmatch(text):
        return release([int(part) for part in plain[1].split(".")]) + END
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    if fortios := _FORTIOS.fullmatch(text):
        text = f"{fortios[1]} {fortios[2]}"
    if not _READABLE.fullmatch(text) or text.count(" ") > _MOST_SPACES:
        return None
    if " - " in text or _COMMIT.fullmatch(text):
        return None
    return _key_of_runs(_runs(text.casefold()))


def _runs(text: str) -> list[str]:
    text = _PHRASE.sub(lambda phrase: _PHRASES[phrase[0]], _NETSCALER_BUILD.sub(" ", text))
    runs = [_SHORT.get(run, run) for run in _RUNS.findall(text)]
    for place, following in enumerate(runs[1:]):
        if following.isdecimal():
            runs[place] = _BEFORE_NUMBER.get(runs[place], runs[place])
            if runs[place] == "b" and len(following) >= _LONG:
                runs[place] = "build"
    return runs


def _key_of_runs(runs: list[str]) -> bytes | None:
    tokens: list[bytes] = []
    numbers: list[int] = []
    has_number = False
    for run in runs:
        if run[0].isdecimal():
            has_number = True
            numbers.append(int(run))
        elif run in _PROSE:
            return None
        elif run not in _EMPTY and (has_number or run not in _LEADING):
            tokens.append(release(numbers))
            tokens.append(_TOKENS.get(run) or word(run))
            numbers = []
    tokens.append(release(numbers))
    tokens.append(END)
    return b"".join(tokens) if has_number else None
