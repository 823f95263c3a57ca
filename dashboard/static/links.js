// Inside links change the page without loading the program again; anything unusual stays an ordinary link.
document.addEventListener("click", (event) => {
  const link = event.target.closest && event.target.closest(".stHtml a[href]");
  if (!link || event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  // A link of a map is SVG: it has no origin and no plain href.
  const address = new URL(link.getAttribute("href"), document.baseURI);
  if (address.origin !== location.origin || link.getAttribute("target")) return;
  // Another place in the page as it is: the browser finds it.
  const here = address.pathname === location.pathname;
  if (address.hash && here && address.search === location.search) return;
  if (link.hasAttribute("download")) return;
  // These are pages of the gate, outside of the program.
  if (["/connexion", "/deconnexion"].includes(address.pathname)) return;
  event.preventDefault();
  history.pushState({}, "", address.href);
  // A part of another page is not there yet: contents.js leads to it once it is.
  window.dispatchEvent(new PopStateEvent("popstate", { state: here ? {} : { part: address.hash.slice(1) } }));
  if (address.hash && here) {
    // A header sorts under one's eyes; any other link leads to the part of the page that it names.
    const part = link.closest("thead") ? null : document.getElementById(address.hash.slice(1));
    if (part) part.scrollIntoView();
    return;
  }
  window.scrollTo(0, 0);
  const main = document.querySelector('[data-testid="stMain"]');
  if (main) main.scrollTo(0, 0);
});
