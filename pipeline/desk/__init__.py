"""The desk: hands officers what the night put into its folder, and takes what they signed. It knows nothing else.

It runs under an account of its own that can read neither settings nor state nor source, and imports nothing that could.
"""
