"""JVN iPedia (IPA, Japan): VULDEF 3 details and JVNRSS 2 and 3 overviews, feeds and MyJVN API."""

from noroshi.formats.jvn.reading import JvnFeed, is_feed, read

__all__ = ["JvnFeed", "is_feed", "read"]
