"""Other CSAF providers that the national office lists, and copies of what they publish."""
