"""Mentions: licences, sources of figures, fonts and outlines; what is kept of people has a page of its own."""

from dashboard.components.html import prose
from dashboard.components.layout import shell

shell.opening("Mentions", "Programme et données sont libres ; les chiffres ne contiennent aucune donnée personnelle.")
shell.show(prose.sections("legal"))
