// Fields for records (data-picker): searched by name, reading or code, or browsed, a tree level by
// level; in a textarea several of them. Without this script they are plain fields for the codes.
(() => {
  let last = 0; // for ids
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  const fetched = async (address, query) => {
    const answer = await fetch(`${address}?${new URLSearchParams(query)}`, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return [];
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return [...page.querySelectorAll("option")].map((option) => ({
      value: option.value, label: option.textContent, more: "more" in option.dataset,
    }));
  };

  class Picker {
    constructor(field) {
      this.field = field;
      this.address = field.dataset.picker;
      this.words = JSON.parse(field.dataset.words);
      this.several = field.tagName === "TEXTAREA";
      Object.assign(this, { found: [], active: -1, asked: 0 });
      this.build();
      if (this.several) this.chips();
      this.listen();
      if (field.autofocus) this.input.focus(); // it has moved
    }

    build() {
      const id = `picker-${++last}`;
      this.input = this.several ? this.instead() : this.field;
      this.list = make("ul", { id, class: "picker-list", role: "listbox", hidden: "" });
      this.toggle = make("button", {
        type: "button", class: "btn picker-toggle", "aria-expanded": "false", "aria-controls": `${id}-panel`,
        "aria-label": this.words.browse, title: this.words.browse,
      }, "☰");
      this.lists = make("div", { class: "picker-lists" });
      this.panel = make("div", { id: `${id}-panel`, class: "picker-panel", role: "group", "aria-label": this.words.browse, hidden: "" }, this.lists, this.buttons());
      for (const [name, value] of Object.entries({
        role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id,
      })) this.input.setAttribute(name, value);
      this.box = make("div", { class: "picker" });
      this.field.before(this.box);
      this.box.append(make("div", { class: "picker-row" }, this.input, this.toggle), this.list, this.panel);
      if (this.several) this.box.append(this.field);
    }

    // The textarea keeps the codes, unseen; what is typed goes to a field of its own.
    instead() {
      const input = make("input", { type: "text", class: "form-control", autocomplete: "off", placeholder: this.words.search, id: this.field.id });
      const said = this.field.getAttribute("aria-describedby");
      if (said) input.setAttribute("aria-describedby", said);
      this.field.id += "_codes";
      this.field.hidden = true;
      return input;
    }

    buttons() {
      const row = make("div", { class: "picker-buttons" });
      const button = (text, look, act) => {
        const made = make("button", { type: "button", class: `btn btn-sm ${look}` }, text);
        made.addEventListener("click", act);
        row.append(made);
      };
      button(this.words.close, "", () => this.close());
      if (this.several) button(this.words.add, "btn-primary", () => this.current && this.choose(this.current));
      return row;
    }

    listen() {
      this.input.addEventListener("input", () => {
        if (this.several) this.keep();
        this.later();
      });
      this.input.addEventListener("keydown", (event) => this.key(event));
      this.input.addEventListener("blur", () => this.left());
      this.list.addEventListener("mousedown", (event) => {
        event.preventDefault(); // the field keeps the focus
        const row = event.target.closest("[role=option]");
        if (row) this.choose(this.found[[...this.list.children].indexOf(row)]);
      });
      this.toggle.addEventListener("click", () => (this.panel.hidden ? this.browse() : this.close()));
      this.panel.addEventListener("keydown", (event) => this.panelKey(event));
      document.addEventListener("click", (event) => {
        if (!event.composedPath().includes(this.box)) this.close(false);
      });
    }

    later() {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.search(), 200);
    }

    async search() {
      const [term, asked] = [this.input.value.trim(), ++this.asked];
      if (!term) return this.hide();
      const found = await fetched(this.address, { q: term });
      if (asked !== this.asked || document.activeElement !== this.input) return; // too late
      this.term = term;
      this.found = found;
      this.show();
    }

    show() {
      this.list.replaceChildren(...this.found.map(({ value, label }, at) => make(
        "li", { role: "option", id: `${this.list.id}-${at}`, "aria-selected": "false" },
        label, make("span", { class: "tree-meta" }, value),
      )));
      if (!this.found.length) this.list.append(make("li", { class: "picker-nothing" }, this.words.nothing));
      this.list.hidden = false;
      this.input.setAttribute("aria-expanded", "true");
      this.activate(this.found.length ? 0 : -1);
    }

    hide() {
      clearTimeout(this.waiting);
      this.asked += 1;
      this.list.hidden = true;
      this.input.setAttribute("aria-expanded", "false");
      this.activate(-1);
    }

    activate(at) {
      this.list.children[this.active]?.setAttribute("aria-selected", "false");
      this.active = at;
      const row = at < 0 ? null : this.list.children[at];
      row?.setAttribute("aria-selected", "true");
      row?.scrollIntoView({ block: "nearest" });
      if (row) this.input.setAttribute("aria-activedescendant", row.id);
      else this.input.removeAttribute("aria-activedescendant");
    }

    key(event) {
      const count = this.found.length;
      const open = !this.list.hidden && count > 0;
      if (event.key === "ArrowDown" && event.altKey) this.browse();
      else if (event.key === "ArrowDown" && !open) this.search();
      else if (event.key === "ArrowDown") this.activate((this.active + 1) % count);
      else if (event.key === "ArrowUp" && open) this.activate((this.active + count - 1) % count);
      else if (event.key === "Enter" && open && this.active >= 0) this.choose(this.found[this.active]);
      else if (event.key === "Enter" && this.several && this.input.value.trim()) this.search();
      else if (event.key === "Escape" && !this.list.hidden) this.hide();
      else return;
      event.preventDefault();
    }

    // Who types what only one is called, and goes on, means that one.
    left() {
      const sole = this.found.length === 1 && this.term === this.input.value.trim();
      if (!this.list.hidden && sole) this.choose(this.found[0]);
      this.hide();
    }

    async browse() {
      this.hide();
      this.panel.hidden = false;
      this.toggle.setAttribute("aria-expanded", "true");
      this.box.classList.toggle("picker-right", this.box.getBoundingClientRect().left > window.innerWidth / 2);
      if (!this.lists.children.length) await this.level("", this.words.browse, 0);
      this.lists.querySelector("select")?.focus();
    }

    async level(under, name, at) {
      const asked = ++this.asked;
      const rows = await fetched(this.address, { under });
      if (asked !== this.asked) return;
      this.shorten(at);
      if (!rows.length) return;
      const list = make("select", { size: 8, class: "form-select", "aria-label": name });
      list.append(...rows.map(({ value, label }) => make("option", { value }, label.split(" · ")[0])));
      list.selectedIndex = -1;
      list.addEventListener("change", () => this.down(rows[list.selectedIndex], at, under === "" && list.selectedIndex === 0));
      this.lists.append(list);
    }

    down(row, at, whole) {
      this.current = row;
      if (!this.several) this.choose(row, true);
      if (row.more && !whole) this.level(row.value, row.label, at + 1);
      else this.shorten(at + 1);
    }

    shorten(to) {
      [...this.lists.children].slice(to).forEach((list) => list.remove());
    }

    panelKey(event) {
      if (event.key === "Escape") this.close();
      else if (event.key === "Enter" && event.target.tagName === "SELECT") {
        if (this.several && this.current) this.choose(this.current, true);
        else this.close();
        event.preventDefault();
      }
    }

    close(focus = true) {
      if (this.panel.hidden) return;
      this.panel.hidden = true;
      this.toggle.setAttribute("aria-expanded", "false");
      if (focus) this.input.focus();
    }

    choose(row, stay = false) {
      this.hide();
      this.found = [];
      if (this.several) this.add(row);
      else this.put(row);
      if (!stay && !this.several) this.close();
      this.changed();
    }

    changed() {
      this.field.dispatchEvent(new Event("change", { bubbles: true }));
    }

    // The line below the field has the name of what is chosen.
    put({ value, label }) {
      this.field.value = value;
      let line = this.box.parentElement.querySelector(".chosen");
      if (!line) this.box.after((line = make("p", { class: "chosen" })));
      line.replaceChildren(label);
    }

    chips() {
      this.chosen = new Map(this.field.value.split(/\s*[,，\n]+\s*/).filter(Boolean).map((code) => [code, code]));
      for (const line of this.box.parentElement.querySelectorAll(".chosen")) {
        this.chosen.set(line.dataset.code, line.textContent);
        line.remove();
      }
      this.marks = make("ul", { class: "picker-chips" });
      this.box.before(this.marks);
      this.draw();
    }

    add({ value, label }) {
      this.chosen.set(value, label);
      this.input.value = "";
      this.draw();
    }

    // What is typed and not chosen is sent as it stands: the form then says what it does not know.
    keep() {
      this.field.value = [...this.chosen.keys(), this.input.value.trim()].filter(Boolean).join("\n");
    }

    draw() {
      this.keep();
      this.marks.replaceChildren(...[...this.chosen].map(([code, label]) => {
        const out = make("button", { type: "button", class: "btn-close", "aria-label": `${this.words.remove}: ${label}` });
        out.addEventListener("click", () => { this.chosen.delete(code); this.draw(); this.input.focus(); this.changed(); });
        return make("li", {}, label, make("span", { class: "tree-meta" }, code), out);
      }));
    }
  }

  document.querySelectorAll("[data-picker]").forEach((field) => new Picker(field));
})();
