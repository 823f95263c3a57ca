"""Accessibilité: not conforming until someone has audited it, what was tested and what is known not to work."""

from dashboard.components.html import prose
from dashboard.components.layout import shell

shell.opening(
    "Accessibilité", "Non conforme : aucun audit n'a été réalisé. Voici ce qui est vérifié, et ce qui manque."
)
shell.show(prose.sections("accessibility"))
