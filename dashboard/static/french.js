// Puts into French the words that Streamlit writes by itself. What our pages write (.stHtml) and what people typed are left alone.
(async () => {
  const here = document.currentScript.src;
  // Single letters that rerun the page or clear caches: no reader asked for them, and screen readers use them.
  window.addEventListener("keydown", (event) => {
    const typing = event.target.closest && event.target.closest("input, textarea, select, [contenteditable]");
    const alone = !(event.ctrlKey || event.metaKey || event.altKey);
    if (alone && !typing && (event.key === "r" || event.key === "c")) event.stopImmediatePropagation();
  }, true);

  const words = await (await fetch(new URL("french.json", here))).json();
  const patterns = words.patterns.map(([from, to]) => [new RegExp(from), to]);
  const OURS = ".stHtml, .stCode, .stText, .stMarkdown, input, textarea, script, style";

  const french = (text) => {
    const said = text.trim();
    if (!said) return null;
    if (Object.hasOwn(words.exact, said)) return words.exact[said];
    for (const [from, to] of patterns) if (from.test(said)) return said.replace(from, to);
    return null;
  };
  const writeText = (node) => {
    if (!node.parentElement || node.parentElement.closest(OURS)) return;
    const said = french(node.data);
    if (said !== null && said !== node.data) node.data = said;
  };
  const writeAttributes = (element) => {
    if (element.closest(".stHtml")) return;
    for (const name of words.attributes) {
      const said = element.hasAttribute(name) ? french(element.getAttribute(name)) : null;
      if (said !== null && said !== element.getAttribute(name)) element.setAttribute(name, said);
    }
  };
  // Our own blocks hold nearly all that a page holds: they are passed by whole, not looked through.
  const theirs = (node) => node.classList?.contains("stHtml") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT;
  const translate = (root) => {
    if (root.nodeType === Node.TEXT_NODE) return writeText(root);
    if (root.nodeType !== Node.ELEMENT_NODE || root.closest(".stHtml")) return;
    writeAttributes(root);
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, theirs);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) writeText(node);
      else writeAttributes(node);
    }
  };
  translate(document.body);
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(translate);
      else if (change.type === "characterData") writeText(change.target);
      else writeAttributes(change.target);
    }
  }).observe(document.body, {
    childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: words.attributes,
  });
})();
