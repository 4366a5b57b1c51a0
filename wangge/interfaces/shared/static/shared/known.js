/**
 * What the archive knows of a place: its button `[data-use-address]` writes the standard address into the form's field of the
 * place, as if it had been typed.
 */
export default function known(element) {
  element.querySelector("[data-use-address]")?.addEventListener("click", (event) => {
    const field = document.querySelector(element.dataset.known);
    if (!field) return;
    field.value = event.currentTarget.dataset.useAddress;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
}
