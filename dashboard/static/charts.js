// A point of a chart leads to an address, like a link of the page; a chart gives its picture as the browser draws it.
(() => {
  // Words and tables come first: the library of charts begins once a page is painted whole, or in a while.
  window.wordsShown = () => new Promise((shown) => {
    const end = performance.now() + 3000;
    const painted = () => requestAnimationFrame(() => setTimeout(shown, 400)); // a few more frames, for what follows
    const look = () => {
      if (document.querySelector(".colophon") && document.querySelector("h1")) return painted();
      if (performance.now() > end) return shown();
      setTimeout(look, 20);
    };
    setTimeout(shown, 3000);
    look();
  });
  const address = (event) => {
    const said = event.points && event.points[0] && event.points[0].customdata;
    return typeof said === "string" && said ? said : null;
  };
  const follow = (event) => {
    const to = address(event);
    if (!to) return;
    // An ordinary link, so that links.js opens it as it opens all the others.
    const link = document.createElement("a");
    link.setAttribute("href", to);
    const place = document.createElement("div");
    place.className = "stHtml";
    place.hidden = true;
    place.append(link);
    document.body.append(place);
    link.click();
    place.remove();
  };
  // Charts come and go with the pages: each is listened to when it is first pointed at.
  document.addEventListener("pointerover", (event) => {
    const chart = event.target.closest && event.target.closest(".js-plotly-plot");
    if (!chart || !chart.on || chart.listened === chart._ev) return;
    chart.listened = chart._ev;
    chart.on("plotly_click", follow);
    chart.on("plotly_hover", (hovered) => chart.classList.toggle("leads", !!address(hovered)));
    chart.on("plotly_unhover", () => chart.classList.remove("leads"));
  }, true);
  document.addEventListener("click", (event) => {
    const asked = event.target.closest && event.target.closest("[data-picture]");
    const chart = asked && document.querySelector(`.st-key-${CSS.escape(asked.dataset.chart)} .js-plotly-plot`);
    if (!chart) return;
    const camera = chart.querySelector('.modebar-btn[data-title="Télécharger l\'image"]');
    if (!camera) return;
    const options = chart._context.toImageButtonOptions;
    options.format = asked.dataset.picture;
    options.height = chart._fullLayout.height;
    camera.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  });
})();
