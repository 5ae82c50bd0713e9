"""Plugin: security.txt [RFC 9116], where the deployment names a contact and a day of expiry."""

from typing import Any

from pelican.plugins import signals

from yangguang_site.generator import SiteGenerator
from yangguang_site.writer import PageWriter

ADDRESS = ".well-known/security.txt"


class Security(SiteGenerator):
    """The one file that tells where weaknesses are reported."""

    def generate_output(self, writer: PageWriter) -> None:
        """Write the file; the standard asks for both fields, so without either there is none."""
        site = self.site
        if site.security_contact and site.security_expires:
            writer.write_text(ADDRESS, security_txt(site.security_contact, site.security_expires, site.base_url))


def security_txt(contact: str, expires: str, base_url: str) -> str:
    """The file's text.

    Args:
        contact: ``mailto:``, ``tel:`` or ``https:`` address.
        expires: Day in ISO form.
        base_url: The public address of the site.
    """
    return (
        f"Contact: {contact}\n"
        f"Expires: {expires}T00:00:00Z\n"
        "Preferred-Languages: zh, en\n"
        f"Canonical: {base_url}/{ADDRESS}\n"
    )


def generators(_: Any) -> type[SiteGenerator]:
    """The generator of this plugin."""
    return Security


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(generators)
