"""The folders of CSAF providers, for machines: what is TLP:CLEAR without a sign-in."""
