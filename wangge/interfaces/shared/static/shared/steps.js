/**
 * Previous and next case: the list that a person came from leaves the addresses of its rows in the session (`wangge:walk`),
 * and the links `[data-case-step]` of a case's page lead to its neighbours there.
 */
const WALK = "wangge:walk";

export default function steps() {
  const walk = JSON.parse(sessionStorage.getItem(WALK) ?? "[]");
  const at = walk.findIndex((address) => new URL(address, location.href).pathname === here());
  document.querySelectorAll("[data-case-step]").forEach((link) => {
    const next = at < 0 ? undefined : walk[at + Number(link.dataset.caseStep)];
    link.hidden = !next;
    if (next) link.href = next;
  });
}

/** The case's own address, also where one of its steps is open. */
function here() {
  return location.pathname.replace(/(\/desk\/cases\/\d{19}\/).*/, "$1");
}
