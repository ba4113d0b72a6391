"""A downloader of CSAF documents, written from sections 5.1 and 7.1 of the specification alone: it
knows one address, follows what it is told, and believes nothing that it cannot verify."""

import csv
import hashlib
import io
import json
import re
from urllib.parse import urljoin, urlsplit

from pysequoia import Cert, Sig, verify

WELL_KNOWN = "/.well-known/csaf/provider-metadata.json"


class Downloader:
    """get: an address to its octets; raises LookupError for what is not to be had."""

    def __init__(self, get):
        self.get = get

    def download(self, start=WELL_KNOWN, label="WHITE", role="csaf_trusted_provider"):
        """Every document of one label by its file name, found by ROLIE and by folder alike."""
        told = json.loads(self.get(start))
        assert (told["role"], told["metadata_version"]) == (role, "2.0")
        certificates = [self._certificate(one) for one in told["public_openpgp_keys"]]
        by_feed, by_folder = {}, {}
        for distribution in told["distributions"]:
            for feed in distribution.get("rolie", {}).get("feeds", ()):
                if feed["tlp_label"] == label:
                    by_feed |= self._feed(feed["url"], certificates)
            folder = distribution.get("directory_url", "")
            if folder.endswith(f"/{label.lower()}/"):
                by_folder |= self._folder(folder, certificates)
        assert by_feed == by_folder
        return by_feed

    def _certificate(self, key):
        certificate = Cert.from_bytes(self.get(key["url"]))
        assert certificate.fingerprint.upper() == key["fingerprint"].upper()
        return certificate

    def _feed(self, url, certificates):
        feed = json.loads(self.get(url))["feed"]
        found = {}
        for entry in feed["entry"]:
            links = {}
            for link in entry["link"]:
                links.setdefault(link["rel"], []).append(link["href"])
            (self_url,) = links["self"]
            assert entry["content"]["src"] == self_url
            found |= self._document(self_url, links["hash"], links["signature"], certificates)
        return found

    def _folder(self, folder, certificates):
        paths = self.get(urljoin(folder, "index.txt")).decode().splitlines()
        rows = list(csv.reader(io.StringIO(self.get(urljoin(folder, "changes.csv")).decode())))
        assert sorted(path for path, _ in rows) == sorted(paths)
        assert [at for _, at in rows] == sorted((at for _, at in rows), reverse=True)
        found = {}
        for path in paths:
            year, _, name = path.partition("/")
            assert f'href="{year}/"' in self.get(folder).decode()
            assert f'href="{name}"' in self.get(urljoin(folder, f"{year}/")).decode()
            url = urljoin(folder, path)
            hashes = [f"{url}.sha256", f"{url}.sha512"]
            found |= self._document(url, hashes, [f"{url}.asc"], certificates)
        return found

    def _document(self, url, hashes, signatures, certificates):
        octets = self.get(url)
        for address in hashes:
            algorithm = address.rpartition(".")[2]
            digest = self.get(address).decode().split()[0]
            assert digest == hashlib.new(algorithm, octets).hexdigest()
        for address in signatures:
            signature = Sig.from_bytes(self.get(address))
            assert verify(
                bytes=octets, store=lambda _: certificates, signature=signature
            ).valid_sigs
        tracking = json.loads(octets)["document"]["tracking"]
        year, name = urlsplit(url).path.split("/")[-2:]
        assert name == re.sub(r"[^+\-a-z0-9]+", "_", tracking["id"].lower()) + ".json"
        assert year == tracking["initial_release_date"][:4]
        return {name: octets}
