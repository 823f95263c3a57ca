// A long page: its parts in a list that follows, an address for each, the same place when one comes back, and on a
// telephone tables that begin short.
(() => {
  const SHORTEST = 4; // parts: a page of fewer needs no list
  const ROWS = 5; // of a table on a telephone, before one asks for the others
  const OPEN = 4; // parts that a telephone shows open, from the top
  const narrow = matchMedia("screen and (max-width: 52rem)"); // paper is no telephone
  const main = () => document.querySelector('[data-testid="stMain"]');
  const parts = () => [...document.querySelectorAll('[data-testid="stMain"] .stHtml h2[id]')];

  // The list
  const nav = document.createElement("nav");
  nav.className = "contents";
  nav.setAttribute("aria-label", "Sur cette page");
  const fold = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = "Sur cette page";
  const list = document.createElement("ol");
  fold.append(summary, list);
  nav.append(fold);
  let drawn = "";

  const draw = () => {
    const page = document.querySelector(".stApp"); // which says whether the reader's system is light or dark
    if (page) nav.style.colorScheme = getComputedStyle(page).colorScheme;
    const found = parts();
    const told = location.pathname + location.search + found.map((part) => `${part.id} ${part.textContent}`).join("\n");
    if (told === drawn) return;
    drawn = told;
    list.replaceChildren(...found.map((part) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = `${location.pathname}${location.search}#${part.id}`;
      link.dataset.part = part.id;
      link.textContent = part.textContent;
      item.append(link);
      return item;
    }));
    if (found.length < SHORTEST) nav.remove();
    else if (!nav.isConnected) document.body.append(nav);
  };

  const follow = () => {
    const above = parts().filter((part) => part.getBoundingClientRect().top < innerHeight / 3).pop();
    for (const link of list.querySelectorAll("a")) {
      if (above && link.dataset.part === above.id) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
  };

  // What an address names may stand inside a part, under its title.
  const unfold = (element) => {
    const before = (part) => part === element || part.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING;
    const part = parts().filter(before).pop();
    if (part) unfolded.add(name(part));
    foldParts();
  };
  const open = (part) => {
    unfold(part);
    part.scrollIntoView();
    part.tabIndex = -1;
    part.focus({ preventScroll: true });
  };

  nav.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-part]");
    const part = link && document.getElementById(link.dataset.part);
    if (!part || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    waiting = null;
    // In the address, but no step of its own: « Précédent » leaves the page, it does not walk back up in it.
    history.replaceState(history.state, "", `${location.pathname}${location.search}#${part.id}`);
    if (!wide.matches) fold.open = false;
    open(part);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && fold.open && !wide.matches) {
      fold.open = false;
      if (nav.contains(document.activeElement)) summary.focus();
    }
  });
  const wide = matchMedia("screen and (min-width: 104rem)");
  const spread = () => { fold.open = wide.matches; };
  wide.addEventListener("change", spread);
  spread();

  // Where one was: kept by address, given back as soon as the page is long enough again.
  const KEPT = "places";
  const read = (text, make, otherwise) => { try { return make(text); } catch { return otherwise; } };
  const places = read(sessionStorage.getItem(KEPT) || "{}", JSON.parse, {});
  const here = () => location.pathname + location.search;
  let waiting = null;
  const wait = (top, id) => { waiting = { top, id, until: Date.now() + 10000 }; };
  const back = () => { if (location.hash.length < 2) wait(places[here()] || 0, null); };
  const keep = () => {
    const page = main();
    if (page && !waiting) places[here()] = Math.round(page.scrollTop);
  };
  const settle = () => {
    if (!waiting) return;
    const page = main();
    const part = waiting.id && document.getElementById(waiting.id);
    if (Date.now() > waiting.until) waiting = null;
    else if (part) { unfold(part); waiting.until = Math.min(waiting.until, Date.now() + 1500); part.scrollIntoView(); }
    else if (!waiting.id && page && page.scrollHeight >= waiting.top + page.clientHeight) {
      waiting.until = Math.min(waiting.until, Date.now() + 1500);
      page.scrollTop = waiting.top;
    }
  };
  for (const moved of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    addEventListener(moved, () => { waiting = null; }, { passive: true, capture: true });
  }
  // An inside link tells the program of its new address by an event of ours, which no browser sends itself.
  addEventListener("popstate", (event) => {
    waiting = null;
    if (event.isTrusted) back();
    else if (event.state?.part) wait(0, event.state.part);
  }, true);
  addEventListener("pagehide", () => { keep(); sessionStorage.setItem(KEPT, JSON.stringify(places)); });
  const began = performance.getEntriesByType("navigation")[0];
  if (location.hash.length > 1) wait(0, read(location.hash.slice(1), decodeURIComponent, location.hash.slice(1)));
  else if (began && began.type !== "navigate") back();

  // A list shows its choice in one line: what is longer is written whole under it.
  const tellWhole = () => {
    for (const choice of document.querySelectorAll('[data-testid="stSelectbox"] input[role="combobox"]')) {
      const box = choice.closest('[data-testid="stSelectbox"]');
      const whole = choice.scrollWidth > choice.clientWidth + 1 && choice !== document.activeElement ? choice.value : "";
      if ((box.dataset.whole || "") !== whole) box.dataset.whole = whole;
    }
  };
  addEventListener("resize", () => soon(), { passive: true });

  // Short tables
  const shorten = () => {
    for (const table of document.querySelectorAll('[data-testid="stMain"] .stHtml table')) {
      const rows = table.tBodies[0] ? table.tBodies[0].rows.length : 0;
      const next = table.nextElementSibling;
      const there = next && next.classList.contains("more-rows");
      const wanted = narrow.matches && rows > ROWS + 2 && !table.classList.contains("unfolded");
      table.classList.toggle("shortened", wanted);
      if (wanted && !there) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "more-rows";
        button.textContent = `Voir les ${rows} lignes`;
        const caption = table.caption && table.caption.textContent;
        if (caption) button.setAttribute("aria-label", `${button.textContent} : ${caption}`);
        button.addEventListener("click", () => {
          table.classList.add("unfolded");
          table.tBodies[0].rows[ROWS].querySelector("a, th, td")?.focus();
          shorten();
        });
        table.after(button);
      } else if (!wanted && there) next.remove();
    }
  };
  narrow.addEventListener("change", shorten);

  // Folded parts
  const unfolded = new Set(); // by page and part, as long as the program is open
  const name = (part) => `${location.pathname} ${part.id}`;
  // What a part holds outside of its own markup: the choices and the charts up to the next title.
  const behind = (part) => {
    let next = part.closest('[data-testid="stElementContainer"]');
    const found = [];
    // the foot of the page is no part of it
    const parted = (element) => element.querySelector(".stHtml h2[id], .colophon");
    for (let after = part.nextElementSibling; after && part.parentElement.localName !== "section"; after = after.nextElementSibling) {
      if (after.matches("h2, section")) break;
      found.push(after);
    }
    const last = next && [...next.querySelectorAll("h2[id]")].pop() === part;
    while (last && (next = next.nextElementSibling) && !parted(next)) found.push(next);
    return found;
  };
  const foldParts = () => {
    const now = new Set();
    const set = (element, folded) => { if (folded) now.add(element); };
    parts().forEach((part, place) => {
      const folds = narrow.matches && place >= OPEN;
      const folded = folds && !unfolded.has(name(part));
      let button = part.querySelector("button");
      if (folds && !button) {
        button = document.createElement("button");
        button.type = "button";
        button.append(...part.childNodes);
        button.addEventListener("click", () => {
          if (!unfolded.delete(name(part))) unfolded.add(name(part));
          foldParts();
        });
        part.append(button);
      } else if (!folds && button) button.replaceWith(...button.childNodes);
      if (folds) button.setAttribute("aria-expanded", String(!folded));
      if (part.parentElement.localName === "section") set(part.parentElement, folded);
      behind(part).forEach((element) => set(element, folded));
    });
    // The program uses its boxes again from one page to the next: what folded one does not fold another.
    for (const element of document.querySelectorAll("[data-folded]")) if (!now.has(element)) element.removeAttribute("data-folded");
    for (const element of now) if (!element.hasAttribute("data-folded")) element.setAttribute("data-folded", "");
  };
  narrow.addEventListener("change", foldParts);

  let asked = false;
  const renew = () => {
    asked = false;
    draw();
    tellWhole();
    shorten();
    foldParts();
    settle();
    follow();
  };
  // What moves a page is done before it is shown. The list beside it is measured once it is: asked before, the browser
  // would lay the page out twice.
  const shown = () => (narrow.matches || waiting ? renew() : setTimeout(renew));
  const soon = () => { if (!asked) { asked = true; requestAnimationFrame(shown); } };
  new MutationObserver(soon).observe(document.documentElement, { childList: true, subtree: true });
  addEventListener("scroll", () => { keep(); soon(); }, { passive: true, capture: true });
})();
