/** Lists at the keyboard: j and k walk, Enter opens, x selects, [ and ] turn the page, and lead from case to case; select-all and bulk bar. */

export function start() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("change", onSelect);
  document.addEventListener("click", onRowClick);
  rememberPlace();
}

/** On a phone a row is a card: each cell says which column it was, where it does not speak for itself. */
export function label(root) {
  for (const list of root.querySelectorAll("[data-list]")) {
    const words = [...(list.tHead?.rows[0]?.cells ?? [])].map((cell) => cell.textContent.trim());
    for (const row of list.querySelectorAll("tbody tr")) [...row.cells].forEach((cell, at) => words[at] && (cell.dataset.label = words[at]));
  }
}

const rows = (list) => [...list.querySelectorAll("[data-row]")];
const currentList = () => document.querySelector("[data-list]");
const isTyping = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog");

function onKey(event) {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    const input = document.querySelector("[data-search] input");
    input?.focus();
    input?.select();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const action = KEYS[event.key];
  if (action && action(event) !== false) event.preventDefault();
}

const KEYS = {
  j: () => walk(1),
  k: () => walk(-1),
  x: () => toggle(),
  "[": () => follow("a[data-key='[']"),
  "]": () => follow("a[data-key=']']"),
  "?": () => showKeys(),
  Enter: (event) => (event.target.matches("[data-row]") ? open(event.target) : false),
};

function walk(by) {
  const list = currentList();
  if (!list) return false;
  const all = rows(list);
  const at = all.indexOf(document.activeElement.closest("[data-row]"));
  const next = all[Math.max(0, Math.min(all.length - 1, at + by))];
  if (!next) return false;
  next.tabIndex = -1;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function toggle() {
  const box = document.activeElement.closest("[data-row]")?.querySelector("input[type=checkbox]");
  if (!box) return false;
  box.checked = !box.checked;
  box.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

function follow(selector) {
  const link = document.querySelector(selector);
  link?.click();
  return Boolean(link);
}

function showKeys() {
  const dialog = document.querySelector("[data-keys]");
  dialog?.showModal();
  return Boolean(dialog);
}

const addressOf = (row) => row.dataset.href ?? row.querySelector("a[href]")?.href;

function open(row) {
  const address = addressOf(row);
  if (address) location.href = address;
}

function onRowClick(event) {
  if (event.target.closest("[data-show-keys]")) showKeys();
  const row = event.target.closest("[data-row][data-href]");
  if (!row || event.target.closest("a, button, input, label, select, textarea, summary")) return;
  if (!String(getSelection())) open(row);
}

function onSelect(event) {
  const list = event.target.closest("[data-list]");
  if (!list || event.target.type !== "checkbox") return;
  const boxes = [...list.querySelectorAll("[data-row] input[type=checkbox]")];
  if (event.target.matches("[data-select-all]")) boxes.forEach((box) => (box.checked = event.target.checked));
  const chosen = boxes.filter((box) => box.checked);
  rows(list).forEach((row) => row.classList.toggle("is-selected", chosen.some((box) => row.contains(box))));
  document.querySelectorAll("[data-bulk]").forEach((bar) => {
    bar.hidden = chosen.length === 0;
    bar.querySelectorAll("[data-bulk-count]").forEach((word) => (word.textContent = chosen.length));
  });
}

/** Back returns to the same row of the same list. */
function rememberPlace() {
  const list = currentList();
  if (!list) return;
  addEventListener("pagehide", () => sessionStorage.setItem("wangge:walk", JSON.stringify(rows(list).map(addressOf).filter(Boolean))));
  const key = `wangge:row:${location.pathname}${location.search}`;
  list.addEventListener("click", (event) => {
    const row = event.target.closest("[data-row]");
    if (row?.id) sessionStorage.setItem(key, row.id);
  });
  const row = document.getElementById(sessionStorage.getItem(key) ?? "");
  if (row && performance.getEntriesByType("navigation")[0]?.type === "back_forward") {
    row.tabIndex = -1;
    row.focus();
  }
}
