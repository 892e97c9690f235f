/** The one way in which the server writes times, read back. */

/** The day of the time that was read last, as it is written, and when it begins. */
let dayStart: u64 = 0;
let dayEnd: u32 = 0;
let dayMs: f64 = 0;

/** `"2026-11-23T21:04:05.123Z"` in milliseconds since 1970; NaN for anything else. */
export function timeOf(start: u32, end: u32): f64 {
  if (start == 0 || end - start != 26) return NaN;
  const at = <usize> start + 1;
  if (load<u8>(at - 1) != 0x22) return NaN;
  // Most times are of the same day as the one before.
  if (load<u64>(at) != dayStart || load<u32>(at, 7) != dayEnd) {
    if (!readDay(at)) return NaN;
  }
  // A digit becomes its value, and what should stand between digits becomes 0.
  const clock = load<u64>(at, 11) ^ 0x30303a30303a3030;
  const rest = (load<u64>(at, 19) & 0xffffffffff) ^ 0x5a3030302e;
  if (
    !areDigits(clock, 0x76767f76767f7676) || !areDigits(rest, 0x7f7676767f)
  ) return NaN;
  const hour = twoDigits(clock);
  const minute = twoDigits(clock >> 24);
  const second = twoDigits(clock >> 48);
  if (hour > 23 || minute > 59 || second > 59) return NaN;
  const millisecond = <i32> (rest >> 8 & 0xff) * 100 + twoDigits(rest >> 16);
  return dayMs +
    <f64> (((hour * 60 + minute) * 60 + second) * 1000 + millisecond);
}

/** Whether no byte is more than it may be: 0x7f less what is added to it. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function areDigits(bytes: u64, added: u64): bool {
  return ((bytes | (bytes + added)) & 0x8080808080808080) == 0;
}

/** The lowest two bytes as a number. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function twoDigits(bytes: u64): i32 {
  return <i32> (bytes & 0xff) * 10 + <i32> (bytes >> 8 & 0xff);
}

/** Keeps the day that begins here, up to its `T`; false where there is none. */
function readDay(at: usize): bool {
  if (
    load<u8>(at, 4) != 0x2d || load<u8>(at, 7) != 0x2d || load<u8>(at, 10) != 0x54
  ) return false;
  const year = digits(at, 4);
  const month = digits(at + 5, 2);
  const day = digits(at + 8, 2);
  if (
    (year | month | day) < 0 || month < 1 || month > 12 || day < 1 ||
    day > daysOf(year, month)
  ) return false;
  dayStart = load<u64>(at);
  dayEnd = load<u32>(at, 7);
  dayMs = <f64> daysSince1970(year, month, day) * 86400000;
  return true;
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
