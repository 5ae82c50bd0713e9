"""Where the public site lies: a folder on any web server, or a bucket."""
