/** Dialogs: confirmation with the name of the thing, the lightbox for photos, and dialogs opened by a button. */

const english = document.documentElement.lang.startsWith("en");
const WORDS = english
  ? { cancel: "Cancel", confirm: "Confirm", close: "Close", previous: "Previous", next: "Next", photo: "Photo" }
  : { cancel: "取消", confirm: "确定", close: "关闭", previous: "上一张", next: "下一张", photo: "照片" };

export function start() {
  document.addEventListener("submit", confirmSubmit, true);
  document.addEventListener("click", confirmLink, true);
  document.addEventListener("click", openPhoto);
  document.addEventListener("click", openDialog);
}

function confirmSubmit(event) {
  const asker = event.submitter?.closest("[data-confirm]") ?? event.target.closest("form[data-confirm]");
  if (!asker) return;
  if (event.target.dataset.confirmed) {
    delete event.target.dataset.confirmed;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  ask(asker).then((yes) => {
    if (!yes) return;
    event.target.dataset.confirmed = "yes";
    event.target.requestSubmit(event.submitter ?? undefined);
  });
}

function confirmLink(event) {
  const link = event.target.closest("a[data-confirm]");
  if (!link) return;
  event.preventDefault();
  ask(link).then((yes) => yes && (location.href = link.href));
}

/** Resolves to true when the person says yes. */
export function ask(asker) {
  const dialog = build("wg-dialog", (body) => {
    body.append(text("h2", asker.dataset.confirm));
    if (asker.dataset.confirmText) body.append(text("p", asker.dataset.confirmText));
    const form = document.createElement("form");
    form.method = "dialog";
    form.className = "wg-dialog-buttons";
    const cancel = button("btn", WORDS.cancel, "");
    const yes = button(
      asker.hasAttribute("data-confirm-danger") ? "btn btn-danger" : "btn btn-primary",
      asker.dataset.confirmAction ?? WORDS.confirm,
      "yes",
    );
    form.append(cancel, yes);
    body.append(form);
  });
  dialog.setAttribute("role", "alertdialog");
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue === "yes");
      dialog.remove();
    });
  });
}

function openDialog(event) {
  const opener = event.target.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open)?.showModal();
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
}

function openPhoto(event) {
  const link = event.target.closest("a[data-photo]");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const all = [...(link.closest("[data-lightbox]") ?? document).querySelectorAll("a[data-photo]")];
  lightbox(all, all.indexOf(link));
}

function lightbox(links, first) {
  let at = first;
  const image = document.createElement("img");
  const caption = text("p", "");
  const show = (index) => {
    at = (index + links.length) % links.length;
    image.src = links[at].href;
    image.alt = links[at].querySelector("img")?.alt ?? WORDS.photo;
    caption.textContent = `${links[at].dataset.caption || image.alt} · ${at + 1} / ${links.length}`;
  };
  const dialog = build("wg-lightbox", (body) => {
    const form = document.createElement("form");
    form.method = "dialog";
    form.append(button("btn", WORDS.close, ""));
    body.append(image, caption);
    if (links.length > 1) body.append(turn(WORDS.previous, () => show(at - 1)), turn(WORDS.next, () => show(at + 1)));
    body.append(form);
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") show(at - 1);
    if (event.key === "ArrowRight") show(at + 1);
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  show(first);
  dialog.showModal();
}

function turn(label, act) {
  const made = button("btn", label, "");
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

function build(className, fill) {
  const dialog = document.createElement("dialog");
  dialog.className = className;
  fill(dialog);
  const heading = dialog.querySelector("h2");
  if (heading) {
    heading.id = "dialog-title";
    dialog.setAttribute("aria-labelledby", heading.id);
  } else {
    dialog.setAttribute("aria-label", WORDS.photo);
  }
  document.body.append(dialog);
  return dialog;
}

function text(tag, words) {
  const element = document.createElement(tag);
  element.textContent = words;
  return element;
}

function button(className, words, value) {
  const element = text("button", words);
  element.className = className;
  element.value = value;
  return element;
}
