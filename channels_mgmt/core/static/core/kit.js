// Fields that look records up by code: ask for the options that match what is typed.
(() => {
  let waiting;
  const ask = async (input) => {
    const list = document.getElementById(input.getAttribute("list"));
    const address = `${input.dataset.options}?q=${encodeURIComponent(input.value)}`;
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (list && answer.ok) list.innerHTML = await answer.text();
  };
  const later = (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !input.dataset.options) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => ask(input), event.type === "focusin" ? 0 : 200);
  };
  document.addEventListener("input", later);
  document.addEventListener("focusin", later);
})();
