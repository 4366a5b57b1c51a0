/** A place form that goes to its answer as soon as a position is chosen. */
export default function finder(form) {
  form.addEventListener("wangge:chosen", () => form.requestSubmit());
}
