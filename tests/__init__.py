"""The suite reads messages in English, whatever the language of whoever runs it."""

import os

os.environ["LANGUAGE"] = "en"
