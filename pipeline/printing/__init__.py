"""Rows as the public reads them: printed anew, or taken over from the night before where nothing changed that decides them."""
