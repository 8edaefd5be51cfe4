// How numbers are written for people: the same ways, to the same letter, as cocogen.model.records.numerals.

const UNKNOWN = "–";
const LEAST = 1e-3;

const minus = (text) => text.replaceAll("-", "−");
const isKnown = (value) => value !== null && value !== undefined && Number.isFinite(value);
const withCommas = (value, places) => value.toLocaleString("en-US", { minimumFractionDigits: places, maximumFractionDigits: places });

/** Write a number in three significant digits, with a comma between thousands. */
export function number(value, digits = 3) {
  if (!isKnown(value)) return UNKNOWN;
  if (value === 0) return "0";
  if (Math.abs(value) < LEAST) return minus(value.toExponential(digits - 1).replace(/e([+-])(\d)$/, "e$10$2"));
  const places = digits - 1 - Math.floor(Math.log10(Math.abs(value)));
  if (places >= 0) return minus(withCommas(value, places));
  const unit = 10 ** -places;
  return minus(withCommas(Math.round(value / unit) * unit, 0));
}

/** Write a number as `number` does, without zeros at its end: for labels, which stand alone. */
export function short(value, digits = 3) {
  const [mantissa, exponent] = number(value, digits).split("e");
  const trimmed = mantissa.includes(".") ? mantissa.replace(/0+$/, "").replace(/\.$/, "") : mantissa;
  return exponent === undefined ? trimmed : `${trimmed}e${exponent}`;
}

/** Write a number with as many decimals; rounded to zero it has no sign. */
export function decimals(value, places) {
  if (!isKnown(value)) return UNKNOWN;
  const text = withCommas(value, places);
  return /[1-9]/.test(text) ? minus(text) : text.replace("-", "");
}

/** Write how many there are: whole numbers in all their digits. */
export const count = (value) => (isKnown(value) && Number.isInteger(value) ? minus(withCommas(value, 0)) : short(value));

/** Write money among amounts like it, with as many decimals as matter. */
export const money = (value) => decimals(value, Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);

/** Write a share with three decimals. */
export const share = (value) => decimals(value, 3);

/** Write a label's share of a mix with two decimals. */
export const hundredths = (value) => decimals(value, 2);

/** Write a share in percent. */
export const percent = (value) => (isKnown(value) ? `${decimals(100 * value, 0)} %` : UNKNOWN);

/** Write a difference with its sign, plus included. */
export const signed = (value, form = money) => (value > 0 ? `+${form(value)}` : form(value));

/** The ways by the names that columns give. */
export const forms = { number, short, count, money, share, hundredths, percent };
