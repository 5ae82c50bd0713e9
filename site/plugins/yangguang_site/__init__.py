"""The plugins that make the site: each module with a `register` is one generator with one job.

Pelican finds this package by path (``site/plugins``); it is not installed. It sees masked records only.
"""
