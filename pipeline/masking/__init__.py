"""Nothing leaves this room with a digit that the profile hides (DOMAIN §3)."""
