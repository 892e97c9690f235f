/** Tells words as random as keys are from those that people make up. */

/** What keys are written in, without the `/` of Base64, which parts the folders of a path. */
const RUN = /[A-Za-z\d+=_-]+/g;
/** The same with it. */
const RUN_WITH_SLASH = /[A-Za-z\d+=_/-]+/g;

const MIN_LENGTH = 20;
/** People part words more often than this. */
const MIN_PIECE_LENGTH = 12;

/**
 * How often the kind of character changes, per character. At random it is 0.6 for Base64 and 0.4
 * for lower-case letters with digits; a name such as `run17Final` has less.
 */
const MIN_CHANGES = { mixedCase: 0.3, oneCase: 0.18, withSlash: 0.45 };

/** Hexadecimal of at least 128 bits, also in the groups of a UUID. */
const HEX =
  /(?:^|[^\da-z])(?:[\da-f]{32,}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?![\da-z])/i;

/** Whether there is something in the text that looks like a key: in doubt, yes. */
export function looksRandom(text: string): boolean {
  return HEX.test(text) ||
    (text.match(RUN) ?? []).some((run) =>
      isRandom(
        run,
        hasBothCases(run) ? MIN_CHANGES.mixedCase : MIN_CHANGES.oneCase,
      )
    ) ||
    (text.match(RUN_WITH_SLASH) ?? []).some((run) =>
      hasBothCases(run) && isRandom(run, MIN_CHANGES.withSlash)
    );
}

function isRandom(run: string, minChanges: number): boolean {
  const letters = run.replace(/[^A-Za-z\d]/g, "");
  if (letters.length < MIN_LENGTH || !/\d/.test(run)) return false;
  const pieces = run.split(/[_/-]/).map((piece) => piece.length);
  if (Math.max(...pieces) < MIN_PIECE_LENGTH) return false;
  const kinds = [...letters].map(kindOf);
  const changes =
    kinds.filter((kind, at) => at > 0 && kind !== kinds[at - 1]).length;
  return changes / letters.length >= minChanges;
}

function hasBothCases(text: string): boolean {
  return /[a-z]/.test(text) && /[A-Z]/.test(text);
}

function kindOf(letter: string): string {
  if (letter <= "9") return "digit";
  return letter <= "Z" ? "upper" : "lower";
}
