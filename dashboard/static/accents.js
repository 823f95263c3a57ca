// Accents do not count when one types in a list: its labels come with each accent apart from its letter, so that
// « herault » is found in « Hérault » (see components/links/address.py); what is typed with accents is taken apart likewise.
(() => {
  const write = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
  const apart = (event) => {
    const field = event.target;
    if (event.isComposing || !(field instanceof HTMLInputElement) || field.getAttribute("role") !== "combobox") return false;
    const text = field.value.normalize("NFD");
    if (text === field.value) return false;
    const place = field.value.slice(0, field.selectionStart).normalize("NFD").length;
    write.call(field, text);
    field.setSelectionRange(place, place);
    return true;
  };
  // before Streamlit's own listeners
  window.addEventListener("input", apart, true);
  // « ê » made of two keys: the list has been told of it already
  window.addEventListener("compositionend", (event) => {
    if (apart(event)) event.target.dispatchEvent(new Event("input", { bubbles: true }));
  }, true);
})();
