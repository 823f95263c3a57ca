"""Mentions: licences, sources of figures, fonts and outlines, and the absence of personal data."""

from dashboard.components import prose, shell

shell.opening("Mentions", "Programme et données sont libres ; aucune donnée personnelle n'est recueillie.")
shell.show(prose.sections("legal"))
