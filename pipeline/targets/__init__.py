"""Where the public site lies: a folder on any web server."""
