// What a printed page says at its foot: the state of the figures, its own address, the day; and the choice to print it
// whole or as it is folded.
(() => {
  const KEPT = "data-printed";
  const root = document.documentElement;
  const quoted = (text) => `"${text.replace(/["\\]/g, "\\$&").replace(/[\n\r\f]/g, " ")}"`;
  const foot = document.createElement("style");

  addEventListener("beforeprint", () => {
    const source = document.querySelector("[data-source]")?.dataset.source || "";
    const day = new Intl.DateTimeFormat("fr", { dateStyle: "long" }).format(new Date());
    const place = decodeURI(location.origin + location.pathname + location.search);
    const small = "font: 6.5pt 'Public Sans', sans-serif; color: #55606f; vertical-align: top; padding-top: 3mm;";
    const left = `${quoted(source)} "\\A " ${quoted(place)}`;
    const right = `${quoted(`Imprimé le ${day}`)} "\\A Page " counter(page) " / " counter(pages)`;
    foot.textContent = `@page {
      @bottom-left { content: ${left}; ${small} width: 78%; white-space: pre-wrap; overflow-wrap: anywhere; }
      @bottom-right { content: ${right}; ${small} white-space: pre; text-align: right; }
    }`;
    document.head.append(foot);
  });
  addEventListener("afterprint", () => {
    foot.remove();
    root.removeAttribute(KEPT);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest(".stHtml button[data-print]");
    if (!button) return;
    root.setAttribute(KEPT, button.dataset.print);
    print();
  });
})();
