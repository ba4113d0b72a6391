"""Which asset is exposed to what, slowly and plainly: each asset, each record, each statement in
turn, with versions compared by their place in a list. No SQL, no keys of octets, no ranges."""

from functools import partial

from packaging.version import Version

from tests.property.formats.names.test_range_algorithm import place, status_of

# Least first. semver.org, section 11; deb-version(7).
NPM = [
    "0.9.0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta.2", "1.0.0-beta.11",
    "1.0.0-rc.1", "1.0.0", "1.0.1", "1.10.0", "2.0.0-0", "2.0.0",
]  # fmt: skip
DEBIAN = [
    "0.9-1", "1.0~rc1-1", "1.0-1~bpo1", "1.0-1", "1.0-1+b1", "1.0-1+nmu1", "1.0-2", "1.0-10",
    "1.0a-1", "1.0.1-1", "1.10-1", "1:0.1-1",
]  # fmt: skip
PYTHON = [
    "1.0.dev1", "1.0a2.dev1", "1.0a2", "1.0a12", "1.0rc1", "1.0", "1.0+deb.1", "1.0.post1", "1.0.1",
    "1.1.dev1", "1.10", "1!0.5",
]  # fmt: skip
VERSIONS = {"PyPI": PYTHON, "npm": NPM, "Debian:12": DEBIAN, "Debian:11": DEBIAN, "Debian": DEBIAN}
SUREST = ("purl", "cpe", "name", "alias")
# Another name of a source package of Debian, whatever the release.
OTHER_NAME = "tanuki-logger"


def rank(ecosystem, text):
    """The place of a version in its ecosystem's order."""
    if ecosystem == "PyPI":
        return Version(text)
    return place(text) if ecosystem == "" else VERSIONS[ecosystem].index(text)


class Entry:
    """A statement of a CVE record as the algorithm of the schema takes it."""

    def __init__(self, told):
        self.version, self.status = told["version"], told["status"]
        self.less_than, self.less_than_or_equal = told.get("lessThan"), None
        self.changes = [(c["at"], c["status"]) for c in told.get("changes", [])]
        if self.less_than is None:
            self.changes = []


def is_between(version, match):
    """Whether a match of CPE applicability holds the version."""
    at = place(version)
    ends = {
        "versionStartIncluding": lambda bound: place(bound) <= at,
        "versionStartExcluding": lambda bound: place(bound) < at,
        "versionEndIncluding": lambda bound: at <= place(bound),
        "versionEndExcluding": lambda bound: at < place(bound),
    }
    return all(is_inside(match[name]) for name, is_inside in ends.items() if name in match)


def is_inside(ecosystem, version, events):
    """The algorithm of the OSV schema: the events up to the version, in the order of versions. Or,
    of events that are written in pairs, one pair holds it by itself."""
    pairs = [events[place : place + 2] for place in range(0, len(events), 2)]
    if len(pairs) > 1 and all(map(partial(is_pair, ecosystem), pairs)):
        return any(is_inside(ecosystem, version, pair) for pair in pairs)
    at, inside = rank(ecosystem, version), False
    steps = [(kind, text) for event in events for kind, text in event.items()]
    known = [(None if text == "0" else rank(ecosystem, text), kind) for kind, text in steps]
    known.sort(key=lambda step: (step[0] is not None, step[0] if step[0] is not None else 0))
    for bound, kind in known:
        if kind == "introduced" and (bound is None or bound <= at):
            inside = True
        elif (kind == "fixed" and bound <= at) or (kind == "last_affected" and bound < at):
            inside = False
    return inside


def is_pair(ecosystem, events):
    """Whether something begins and thereafter ends."""
    kinds = [kind for event in events for kind in event]
    texts = [text for event in events for text in event.values()]
    if len(kinds) < 2 or kinds[0] != "introduced" or kinds[1] == "introduced":
        return False
    return texts[0] == "0" or rank(ecosystem, texts[0]) <= rank(ecosystem, texts[1])


def is_told(ecosystem, version, affected):
    """By a range, or one by one."""
    listed = [rank(ecosystem, text) for text in affected.get("versions", [])]
    return rank(ecosystem, version) in listed or any(
        is_inside(ecosystem, version, stated["events"]) for stated in affected.get("ranges", [])
    )


def ecosystem_of(kind):
    """Of a kind of asset: a package's ecosystem, else nothing."""
    return kind if kind in VERSIONS else ""


def names_of(kind, product):
    """What an asset of a kind goes by: a package of a release also by the package alone. Of what was
    built from a package, the product is its own version; it goes by the source's names, and there by
    the source's version."""
    if kind in VERSIONS:
        distribution = kind.partition(":")[0]
        other = {("alias", OTHER_NAME)} if distribution == "Debian" else set()
        return {("purl", kind), ("purl", distribution), *other}
    return {("cpe", product), ("name", product)} if kind == "cpe" else {("name", product)}


def statements(record):
    """(names, version -> whether affected) of each statement of a CVE record."""
    cna = record["containers"]["cna"]
    for told in cna.get("affected", []):
        entries = [Entry(one) for one in told["versions"]]
        yield (
            {("name", told["product"])},
            lambda version, e=entries, d=told["defaultStatus"]: (
                status_of(version, e, d) == "affected"
            ),
        )
    for configuration in cna.get("cpeApplicability", []):
        for node in configuration["nodes"]:
            for match in node["cpeMatch"]:
                product = match["criteria"].split(":")[4]
                if match["vulnerable"] and not node["negate"]:
                    yield (
                        {("cpe", product), ("name", product)},
                        lambda version, m=match: is_between(version, m),
                    )


def reached(start, given):
    """The records that share a name that is no CVE's with one, and those with them, and so on."""
    found, waiting = {start}, [start]
    while waiting:
        own = {name for name in given[waiting.pop()] if not name.startswith("CVE-")}
        near = {name for name, names in given.items() if own & set(names)} - found
        found |= near
        waiting += near
    return found


def causes(given):
    """Record -> the vulnerabilities that it is of, by the names that records give."""
    told = {}
    for name, own in given.items():
        near = {one for other in reached(name, given) for one in given[other]}
        cves = [{n for n in names if n.startswith("CVE-")} for names in (own, near)]
        told[name] = cves[0] or cves[1] or {min(near, key=lambda n: (n[:5] != "GHSA-", n))}
    return told


def hits(records, advisories, assets):
    """(asset's number, cause) -> the surest name that it was found by."""
    given = {name: [name, *one["aliases"]] for name, one in advisories.items()}
    found = {}

    def hit(number, cause, names):
        best = min((kind for kind, _ in names), key=SUREST.index)
        before = found.get((number, cause), SUREST[-1])
        found[number, cause] = min(best, before, key=SUREST.index)

    for number, (kind, product, version) in enumerate(assets):
        ecosystem, own = ecosystem_of(kind), names_of(kind, product)
        for cause, record in records.items():
            for names, is_affected in [] if ecosystem else statements(record):
                if names & own and is_affected(version):
                    hit(number, cause, names & own)
        for name, advisory in advisories.items():
            for affected in advisory["affected"] if "withdrawn" not in advisory else []:
                package = affected["package"]
                is_other = package["name"] == OTHER_NAME
                named = {("alias", OTHER_NAME) if is_other else ("purl", package["ecosystem"])}
                if named & own and is_told(ecosystem, version, affected):
                    for cause in causes(given)[name]:
                        hit(number, cause, named)
    return found


def is_closed(cause, asset, documents, given):
    """By what the most believed says that says anything, of one author the newest."""
    kind, product, version = asset
    deciding = []
    for author, believed in enumerate(documents):
        for name, (meant, meant_product, meant_version), status, day in believed:
            of = {name} | {c for one in given if name in given[one] for c in causes(given)[one]}
            known = names_of(meant, meant_product)
            own = names_of(kind, product)
            is_meant = bool(own & ({("purl", meant)} if meant in VERSIONS else known))
            ecosystem = ecosystem_of(meant)
            if not (cause in of and is_meant and status != "under_investigation"):
                continue
            if meant_version is None or rank(ecosystem, version) == rank(ecosystem, meant_version):
                deciding.append((author, -day, status != "affected"))
    return bool(deciding) and min(deciding)[2]


def exposures(records, advisories, assets, documents):
    """{(asset's number, cause, the surest name)}. documents: by author, the most believed first,
    (vulnerability, product, status, day) of each statement."""
    given = {name: [name, *one["aliases"]] for name, one in advisories.items()}
    return {
        (number, cause, how)
        for (number, cause), how in hits(records, advisories, assets).items()
        if not is_closed(cause, assets[number], documents, given)
    }
