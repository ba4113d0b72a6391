"""The machines' door: JSON over HTTP, signed in by OAuth 2 client credentials."""
