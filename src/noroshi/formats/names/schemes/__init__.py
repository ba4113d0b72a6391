"""One module for each way of ordering versions: `key(text)` gives bytes that sort as it says."""
