/** An identity number of eighteen signs fills in sex and date of birth; the server judges both again. */
export default function document(form) {
  const number = form.elements.document_number;
  number?.addEventListener("change", () => fill(form, number.value));
}

function fill(form, typed) {
  const number = typed.normalize("NFKC").replace(/[\s-]/g, "").toUpperCase();
  if (!/^[1-9]\d{16}[\dX]$/.test(number)) return;
  const born = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  if (form.elements.born_on && !Number.isNaN(Date.parse(born))) form.elements.born_on.value = born;
  if (form.elements.sex) form.elements.sex.value = Number(number[16]) % 2 ? "1" : "2";
}
