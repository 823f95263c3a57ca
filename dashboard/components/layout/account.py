"""Who looks, at the top of every page: the account, what it may see, the way out, and what it is not shown.

Apart: who looks is decided here alone, beside the pages that show what may be seen."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.layout import shell
from dashboard.components.links.address import href, link
from dashboard.components.links.places import PAGES
from dashboard.identity.current import Identity
from dashboard.identity.routes import SIGN_IN, SIGN_OUT
from indicators.territories import NATIONAL, territories
from indicators.typography import typeset
from pipelines.access.lines import comparisons_sentence, role_word
from pipelines.access.rights import Grant, Rights
from pipelines.facts.rows.territories import ListedTerritory

DEPOSIT = "depot"


def hidden_pages(rights: Rights) -> Collection[str]:
    """The pages that have no use for these rights: the header does not carry them, their address says why."""
    return () if rights.may_deposit_something else (DEPOSIT,)


def refuse(rights: Rights, page: str) -> bool:
    """Says why a page is not shown, where it is not. Returns whether it was refused."""
    if page not in hidden_pages(rights):
        return False
    shell.opening("Déposer", "Votre rôle permet de lire les chiffres, pas de déposer de comptes rendus.")
    return True


def home(rights: Rights) -> str | None:
    """The page of the territory that an account is confined to; None where one starts with France."""
    return next((PAGES.get(territory.level) for territory in territories() if territory.code == rights.home), None)


def front(rights: Rights) -> str | None:
    """The address of the menu that opens France where the bare one opens one's own territory."""
    return None if home(rights) is None else href("", territoire=NATIONAL)


def line(who: Identity) -> Html:
    """The account and the way out; nothing on a machine where nobody signs in."""
    if who.session is None:
        return Html("")
    out = tag("a", "Se déconnecter", href=f".{SIGN_OUT}")
    return tag("p", tag("span", who.account, class_="account"), " ", out, class_="signed-in")


def scope(rights: Rights, places: Iterable[ListedTerritory]) -> Html:
    """What the account sees in detail, where it does not see everything."""
    if rights.whole:
        return Html("")
    rows = {row.territory_code: row for row in places}
    own = join([_grant(grant, rows) for grant in sorted(rights.grants)], " ; ")
    beyond = comparisons_sentence(rights.comparisons)
    return tag("p", tag("strong", typeset("Votre périmètre : ")), own, ". ", typeset(beyond), class_="scope")


def signed_out() -> Html:
    """What a page says once its session is over."""
    back = tag("a", "Se connecter", href=f".{SIGN_IN}")
    text = "Elle s'est terminée : rien de ce qui était affiché n'est gardé ici."
    return tag("div", tag("h1", "Votre session est terminée"), tag("p", text), tag("p", back), class_="notice")


def _grant(grant: Grant, rows: dict[str, ListedTerritory]) -> Html:
    """A territory of one's own, the way to its page, and what one does there."""
    row = rows.get(grant.territory_code)
    name = row.name if row else grant.territory_code
    if row and row.level in PAGES:
        name = link(name, PAGES[row.level], territoire=grant.territory_code)
    return join([name, f" ({role_word(grant.role)})"])
