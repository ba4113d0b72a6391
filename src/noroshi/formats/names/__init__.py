"""Names of products and versions: purl, CPE, CVSS, version order and ranges."""
