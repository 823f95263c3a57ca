// Inside links change the page without loading the program again; anything unusual stays an ordinary link.
document.addEventListener("click", (event) => {
  const link = event.target.closest && event.target.closest(".stHtml a[href]");
  if (!link || event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  // A link of a map is SVG: it has no origin and no plain href.
  const address = new URL(link.getAttribute("href"), document.baseURI);
  if (address.origin !== location.origin || link.getAttribute("target")) return;
  // The same page in another order: it changes under one's eyes. Any other place in a page is the browser's to find.
  const again = address.pathname === location.pathname && address.search !== location.search;
  if (address.hash && !again) return;
  if (link.hasAttribute("download")) return;
  // These are pages of the gate, outside of the program.
  if (["/connexion", "/deconnexion"].includes(address.pathname)) return;
  event.preventDefault();
  history.pushState({}, "", address.href);
  window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
  if (address.hash) {
    // A header sorts under one's eyes; any other link leads to the part of the page that it names.
    const part = link.closest("thead") ? null : document.getElementById(address.hash.slice(1));
    if (part) part.scrollIntoView();
    return;
  }
  window.scrollTo(0, 0);
  const main = document.querySelector('[data-testid="stMain"]');
  if (main) main.scrollTo(0, 0);
});
