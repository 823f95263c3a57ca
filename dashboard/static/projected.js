// A projected page shows one section at a time: arrows and buttons move, the address says which, what does not fit is
// counted. Without this script the sections follow one another.
(() => {
  const shown = () => document.querySelector(".stHtml .projection");
  const sections = (page) => [...page.querySelectorAll(".slide")];
  const asked = () => { try { return decodeURIComponent(location.hash.slice(1)); } catch { return ""; } };
  let notes = false;

  const at = (page) => Math.max(0, sections(page).findIndex((one) => one.id === asked()));
  const address = (section) => `${location.pathname}${location.search}#${section.id}`;

  // What fits: the largest letters that hold the section; where the smallest do not, the last lines of the longest list
  // make way, and are counted under it.
  const SMALLEST = 20; // pixels
  const largest = () => Math.max(SMALLEST, Math.min(innerWidth / 55, innerHeight / 32));
  const lists = (side) => [...side.querySelectorAll("tbody, .points > ul, .slide-content > ul")];
  const lines = (list) => [...list.children].filter((one) => !one.classList.contains("rest") && !one.hidden);
  const told = (list) => list.localName === "tbody" ? list.closest("table") : list;
  const count = (list) => {
    const cut = [...list.children].filter((one) => one.hidden).length;
    const after = told(list).nextElementSibling;
    const there = after && after.classList.contains("cut");
    if (!cut) { if (there) after.remove(); return; }
    const said = there ? after : document.createElement("p");
    said.className = "cut";
    said.textContent = `… et ${cut} ${cut > 1 ? "autres" : "autre"}, faute de place sur l'écran`;
    if (!there) told(list).after(said);
  };
  const over = (content, side) => {
    const last = side.lastElementChild;
    const bottom = content.getBoundingClientRect().top + content.clientHeight - 16;
    return !!last && last.getBoundingClientRect().bottom > bottom;
  };
  const shorten = (content, side) => {
    for (let turn = 0; turn < 400 && over(content, side); turn += 1) {
      const longest = lists(side).filter((list) => lines(list).length > 1)
        .sort((one, other) => told(other).offsetHeight - told(one).offsetHeight)[0];
      if (!longest) return;
      lines(longest).pop().hidden = true;
      count(longest);
    }
  };
  const fit = (section) => {
    const content = section.querySelector(".slide-content");
    for (const list of lists(content)) {
      for (const line of list.children) line.hidden = false;
      count(list);
    }
    const columns = content.querySelectorAll(".side");
    const sides = columns.length ? [...columns] : [content];
    let size = largest();
    const set = () => { content.style.fontSize = `${size}px`; };
    const wide = (element) => element.scrollWidth > element.clientWidth;
    const tight = () => [content, ...sides].some(wide) || sides.some((side) => over(content, side));
    for (set(); size > SMALLEST && tight(); set()) size = Math.max(SMALLEST, size - 1);
    for (const side of sides) shorten(content, side);
    // What still does not fit is scrolled, by the keyboard too.
    if (content.scrollHeight > content.clientHeight) content.tabIndex = 0;
    else content.removeAttribute("tabindex");
  };

  const draw = (page) => {
    const every = sections(page);
    const here = every[at(page)];
    page.dataset.at = here.id;
    page.toggleAttribute("data-notes", notes);
    for (const one of every) one.toggleAttribute("data-shown", one === here);
    page.querySelector(".count").textContent = `${every.indexOf(here) + 1} / ${every.length}`;
    page.querySelector(".before").disabled = here === every[0];
    page.querySelector(".after").disabled = here === every[every.length - 1];
    page.querySelector(".notes").setAttribute("aria-pressed", String(notes));
    fit(here);
    return here;
  };
  const go = (page, place) => {
    const every = sections(page);
    const wanted = every[Math.min(Math.max(place, 0), every.length - 1)];
    if (wanted.id !== page.dataset.at) history.pushState(history.state, "", address(wanted));
    draw(page).focus({ preventScroll: true });
  };
  const toggle = (page) => { notes = !notes; draw(page); };

  const moves = {
    ArrowRight: (page) => go(page, at(page) + 1),
    PageDown: (page) => go(page, at(page) + 1),
    ArrowLeft: (page) => go(page, at(page) - 1),
    PageUp: (page) => go(page, at(page) - 1),
    Home: (page) => go(page, 0),
    End: (page) => go(page, sections(page).length - 1),
    Escape: (page) => page.querySelector(".leave").click(),
    n: toggle,
    N: toggle,
  };
  document.addEventListener("keydown", (event) => {
    const page = shown();
    if (!page || !moves[event.key] || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target instanceof HTMLElement && event.target.matches("input, textarea, select, [role=combobox]")) return;
    event.preventDefault();
    moves[event.key](page);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest(".projection nav button");
    const page = button && shown();
    if (!page) return;
    if (button.matches(".notes")) toggle(page);
    else {
      go(page, at(page) + (button.matches(".after") ? 1 : -1));
      if (!button.disabled) button.focus();
    }
  });

  let drawn = null;
  let soon = false;
  const renew = () => {
    soon = false;
    const page = shown();
    if (page && page !== drawn) {
      const first = sections(page)[at(page)];
      // The section has its address from the start, so that « Précédent » comes back to it.
      if (asked() !== first.id) history.replaceState(history.state, "", address(first));
      draw(page);
    }
    drawn = page;
  };
  const later = () => { if (!soon) { soon = true; requestAnimationFrame(renew); } };
  new MutationObserver(later).observe(document.documentElement, { childList: true, subtree: true });
  const again = () => { const page = shown(); if (page) draw(page); };
  addEventListener("popstate", () => requestAnimationFrame(again));
  addEventListener("hashchange", again);
  addEventListener("resize", again);
  document.fonts.ready.then(again);
})();
