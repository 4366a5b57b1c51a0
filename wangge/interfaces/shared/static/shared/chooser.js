/**
 * Choosers: a search box above lines. htmx fetches the lines; this keeps Enter from sending the form, lets the arrow key go
 * down into the lines, and filters boxes of ticks (`data-filter` over `data-line`). What is for pages without a script goes.
 */
export default function chooser(element) {
  element.querySelectorAll("[data-without-script]").forEach((each) => each.remove());
  element.querySelectorAll("[data-with-script]").forEach((each) => (each.hidden = false));
  const search = element.querySelector("input[type=search]");
  search?.addEventListener("keydown", (event) => walk(element, event));
  if (search?.matches("[data-filter]")) search.addEventListener("input", () => filter(element, search.value));
}

function walk(element, event) {
  if (event.key === "Enter") event.preventDefault();
  if (event.key !== "ArrowDown") return;
  event.preventDefault();
  element.querySelector("input:is([type=radio], [type=checkbox])")?.focus();
}

function filter(element, words) {
  const wanted = words.trim().toLowerCase().split(/\s+/);
  element.querySelectorAll("[data-line]").forEach((line) => {
    const text = line.textContent.toLowerCase();
    line.hidden = !line.querySelector("input").checked && !wanted.every((word) => text.includes(word));
  });
}
