/** The one way in which the server writes times, read back. */

/** `"2026-11-23T21:04:05.123Z"` in milliseconds since 1970; NaN for anything else. */
export function timeOf(start: u32, end: u32): f64 {
  if (start == 0 || end - start != 26) return NaN;
  const at = <usize> start + 1;
  if (
    load<u8>(at - 1) != 0x22 || load<u8>(at, 4) != 0x2d || load<u8>(at, 7) != 0x2d ||
    load<u8>(at, 10) != 0x54 || load<u8>(at, 13) != 0x3a || load<u8>(at, 16) != 0x3a ||
    load<u8>(at, 19) != 0x2e || load<u8>(at, 23) != 0x5a
  ) return NaN;
  const year = digits(at, 4);
  const month = digits(at + 5, 2);
  const day = digits(at + 8, 2);
  const hour = digits(at + 11, 2);
  const minute = digits(at + 14, 2);
  const second = digits(at + 17, 2);
  const millisecond = digits(at + 20, 3);
  if (
    (year | month | day | hour | minute | second | millisecond) < 0 ||
    month < 1 || month > 12 || day < 1 || day > daysOf(year, month) ||
    hour > 23 || minute > 59 || second > 59
  ) return NaN;
  const seconds = <i64> daysSince1970(year, month, day) * 86400 +
    hour * 3600 + minute * 60 + second;
  return <f64> (seconds * 1000 + millisecond);
}

/** A number of so many digits; -1 where there are none. */
function digits(at: usize, count: i32): i32 {
  let value = 0;
  for (let digit = 0; digit < count; digit++) {
    const byte = load<u8>(at + digit) - 0x30;
    if (<u8> byte > 9) return -1;
    value = value * 10 + <i32> (<u8> byte);
  }
  return value;
}

function daysOf(year: i32, month: i32): i32 {
  if (month == 2) {
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
  }
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/** Of the proleptic Gregorian calendar (Howard Hinnant, "days_from_civil"). */
function daysSince1970(year: i32, month: i32, day: i32): i32 {
  if (month <= 2) year--;
  const era = (year >= 0 ? year : year - 399) / 400;
  const yearOfEra = year - era * 400;
  const dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}
