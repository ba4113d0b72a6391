"""The demo nation: a fictional country as data files, nothing else. README.md says what is where.

Every organisation is invented. The products and vulnerabilities are real: facts as the CVE Program,
NVD and CISA published them, texts in our own words; EPSS scores by FIRST (https://www.first.org/epss/)."""
