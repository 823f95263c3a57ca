// Tables whose order the server does not give by their headers: each header sorts the rows in the page, up, down, then
// as they came; the address keeps it.
(() => {
  const LEAST = 4; // rows: fewer are read at a glance
  const PARAMETER = "rang"; // table.column.a or d
  const MONTHS = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];
  const DAY = new RegExp(`(\\d{1,2})(?:er)? (${MONTHS.join("|")}) (\\d{4})`);
  const NUMBER = /[+\-−]?\s?\d[\d\s]*(?:,\d+)?/;
  const french = new Intl.Collator("fr", { numeric: true, sensitivity: "base" });

  const slug = (table) => (table.caption ? table.caption.textContent : "")
    .normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 24).replace(/^-|-$/g, "");
  // Two captions may begin alike: the later ones are numbered.
  const name = (table) => {
    const alike = [...tables()].filter((other) => slug(other) === slug(table));
    return alike[0] === table ? slug(table) : `${slug(table)}-${alike.indexOf(table) + 1}`;
  };
  const tables = () => document.querySelectorAll('[data-testid="stMain"] .stHtml table');
  const asked = () => (new URLSearchParams(location.search).get(PARAMETER) || "").split(".");
  const cellOf = (row, column) => row.cells[column];
  const words = (cell) => (cell.querySelector(".content") || cell).textContent.replace(/\s+/g, " ").trim();

  // What a cell is ranked by: a number where its column holds numbers, a day, or its words; null where it says nothing.
  const rank = (cell, numeric) => {
    const said = words(cell);
    if (!said || said === "—" || said === "–") return null;
    const day = DAY.exec(said);
    if (day && !numeric) return Number(day[3]) * 10000 + MONTHS.indexOf(day[2]) * 100 + Number(day[1]);
    if (!numeric) return said;
    const number = NUMBER.exec(said);
    return number ? Number(number[0].replace(/\s/g, "").replace("−", "-").replace(",", ".")) : null;
  };
  const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : french.compare(String(a), String(b)));

  const whole = (row) => row.classList.contains("total");
  const rows = (table) => [...table.tBodies[0].rows];
  const sorts = (table) => !table.classList.contains("in-order") && table.tHead && table.tHead.rows.length === 1 && table.tBodies.length === 1
    && !table.tHead.querySelector("a, [colspan]") && !table.tBodies[0].querySelector("[rowspan], [colspan]")
    && rows(table).filter((row) => !whole(row)).length >= LEAST && slug(table);

  const arrange = (table, column, direction) => {
    const body = table.tBodies[0];
    const header = table.tHead.rows[0].cells[column];
    for (const one of table.tHead.rows[0].cells) one.removeAttribute("aria-sort");
    const numeric = header.classList.contains("number");
    const came = rows(table).sort((a, b) => a.dataset.came - b.dataset.came);
    const told = came.filter((row) => !whole(row));
    const ranks = new Map(told.map((row) => [row, rank(cellOf(row, column), numeric)]));
    const known = told.filter((row) => ranks.get(row) !== null);
    if (direction) {
      header.setAttribute("aria-sort", direction === "d" ? "descending" : "ascending");
      known.sort((a, b) => compare(ranks.get(a), ranks.get(b)) * (direction === "d" ? -1 : 1));
    }
    const order = direction ? [...known, ...told.filter((row) => ranks.get(row) === null)] : told;
    body.append(...order, ...came.filter(whole));
    table.dataset.rang = direction ? `${column}.${direction}` : "";
  };

  const keep = (table, column, direction) => {
    const address = new URL(location.href);
    if (direction) address.searchParams.set(PARAMETER, `${name(table)}.${column}.${direction}`);
    else address.searchParams.delete(PARAMETER);
    history.replaceState(history.state, "", address);
  };

  const press = (table, column) => {
    const header = table.tHead.rows[0].cells[column];
    const next = { ascending: "d", descending: "" }[header.getAttribute("aria-sort")] ?? "a";
    arrange(table, column, next);
    keep(table, column, next);
  };

  const offer = (table) => {
    rows(table).forEach((row, place) => { row.dataset.came = place; });
    [...table.tHead.rows[0].cells].forEach((header, column) => {
      if (!header.textContent.trim()) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...header.childNodes);
      button.addEventListener("click", () => press(table, column));
      header.append(button);
    });
  };

  const look = () => {
    const [which, column, direction] = asked();
    for (const table of tables()) {
      if (!table.tHead || table.tHead.querySelector("button.sort") || !sorts(table)) continue;
      offer(table);
      const known = /^\d+$/.test(column || "") && Number(column) < table.tHead.rows[0].cells.length;
      if (which && which === name(table) && known && /^[ad]$/.test(direction)) arrange(table, Number(column), direction);
    }
  };
  let waiting = false;
  const soon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; look(); });
  };
  new MutationObserver(soon).observe(document.documentElement, { childList: true, subtree: true });
  soon();
})();
