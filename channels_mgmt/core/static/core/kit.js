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

// What opens by itself without us also closes when one goes elsewhere.
(() => {
  const close = (except) => document.querySelectorAll("details.dropdown[open]").forEach((menu) => {
    if (!except || !menu.contains(except)) menu.open = false;
  });
  document.addEventListener("click", (event) => close(event.target));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
})();

// Filters: the address names only what was asked for.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb !== "get") return;
  for (const [name, value] of [...detail.formData.entries()]) {
    if (value === "" || value === "unknown") detail.formData.delete(name);
  }
});

// A page that cannot be put in place (an error, or the session has ended) is opened instead.
document.addEventListener("htmx:responseError", ({ detail }) => {
  window.location.assign(detail.pathInfo.finalRequestPath);
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const address = new URL(event.detail.xhr.responseURL || window.location.href);
  if (address.pathname === "/sign-in/") {
    event.detail.shouldSwap = false;
    window.location.reload();
  }
});
