"""Département: where it stands, beside whom, what to say, what is behind the figures."""

from dashboard import territory_page

territory_page.show("department")
