// Turkish words folded so that however they are typed they meet; the same as crm_core/folding.py.

/**
 * The text in lower case and without the marks on its letters: `ŞÜKRÜ`, `şükrü` and `sukru` are one.
 * @param {string} text
 */
export function fold(text) {
  const lower = text.normalize("NFKC").replaceAll("I", "ı").replaceAll("İ", "i").toLowerCase();
  return lower.normalize("NFKD").replaceAll(/\p{M}/gu, "").replaceAll("ı", "i").normalize("NFC");
}
