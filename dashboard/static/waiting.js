// A file that others' files come before says at which place it waits, beside its link, until it comes.
document.addEventListener("click", (event) => {
  const link = event.target.closest && event.target.closest("a[download][href*='telecharger/']");
  if (!link || event.button !== 0) return;
  const asked = new URL("./telecharger/place", document.baseURI);
  let waited = false;
  let looks = 0;
  const said = document.createElement("span");
  said.className = "waiting-place";
  said.setAttribute("role", "status");
  const look = async () => {
    looks += 1;
    const answer = await fetch(asked).catch(() => null);
    const place = answer && answer.ok ? await answer.json().catch(() => ({})) : {};
    if (place.said) {
      waited = true;
      if (said.textContent !== place.said) said.textContent = place.said;
      if (!said.isConnected) link.after(said);
    }
    // Whoever is served at once waits for nothing: one more look, for a request that is still on its way.
    if (looks < 400 && (place.said || (!waited && looks < 2))) setTimeout(look, 1500);
    else said.remove();
  };
  setTimeout(look, 600);
});
