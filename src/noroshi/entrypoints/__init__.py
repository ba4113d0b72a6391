"""The doors: parse, call, render. No rule lives here."""
