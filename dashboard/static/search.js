// The search of the header: « / » leads to it from anywhere, and what is typed opens its page without loading the
// program again. Without this script it is an ordinary form.
(() => {
  const BOX = '.stHtml form[role="search"]';
  const writing = (element) => element instanceof HTMLElement
    && (element.isContentEditable || element.matches("input, textarea, select, [role=combobox], [role=textbox]"));

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const field = document.querySelector(`${BOX} input[name=q]`);
    if (!field || writing(event.target)) return;
    event.preventDefault();
    field.focus();
    field.select();
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches(BOX)) return;
    event.preventDefault();
    const address = new URL(form.getAttribute("action"), document.baseURI);
    address.search = new URLSearchParams(new FormData(form)).toString();
    if (address.href === location.href) return;
    history.pushState({}, "", address.href);
    window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
    const main = document.querySelector('[data-testid="stMain"]');
    if (main) main.scrollTo(0, 0);
  });
})();
