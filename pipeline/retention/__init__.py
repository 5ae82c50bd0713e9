"""May this record be public on date R, and if not, by which rule (DOMAIN §2)?"""
