/**
 * The words behind the interpreter, without the secrets that people put there.
 *
 * What looks like a secret is masked on this host and never sent. In doubt it is masked: a value
 * lost costs a detail, a secret sent costs more.
 */
import { LEFT_OUT } from "../hand_over.ts";
import { programOf } from "./python_words.ts";
import { looksRandom } from "./randomness.ts";

const MAX_WORDS = 100;
const MAX_WORD_LENGTH = 1000;

/** Wherever these stand in a name, its value is a secret. */
const SECRET_PARTS =
  /passw|passphrase|passcode|secret|token|credential|api_?key|access_?key|private_?key|authorization|signature|connection_?string/;

/** These too, where they are a word of the name: `db_pwd`, but not `upward`. Some may end a word. */
const SECRET_WORDS =
  /(?:^|_)(?:pw|pin|otp|keys?|auth|creds?|cookies?|session|jwt|bearer|sas|sig|dsn)(?:_|$)|(?:pass|pwd)(?:_|$)/;

/** A name, then what parts it from its value: `PASSWORD=`, `"token": `, `?key=`. */
const NAME_AND_VALUE = /([\p{L}\p{N}_.-]+)["']?\s*[=:]\s*(?=\S)/gu;

/**
 * User and password of a URL. Of a password that should have been encoded and was not, what is
 * behind the colon may hold anything: a port that an `@` follows is taken for one.
 */
const URL_CREDENTIALS =
  /([a-z][a-z0-9+.-]*:\/\/)(?:[^\s/?#:]*:\S*|[^\s/?#]*)@/gi;

/** The same without a scheme, as proxies are given: `user:password@host`. No drive's path. */
const BARE_CREDENTIALS = /(^|=)[^\s/:@=]+:(?![/\\])\S+@(?=\S)/g;

/** What well-known services issue, and headers that carry the like. */
const KNOWN_SHAPES =
  /\b(?:gh[pousr]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|xox[a-z]-[\w-]{8,}|sk-[\w-]{16,}|pypi-[\w-]{16,}|npm_\w{16,}|hf_\w{16,}|(?:AKIA|ASIA)[A-Z0-9]{16}|AIza[\w-]{30,}|eyJ[\w-]{8,}\.[\w.-]{8,})|-----BEGIN |\b(?:bearer|basic)\s+\S/i;

/** The words that may be sent: at most 100, each as it was or with secrets as `***`. */
export function maskedWords(words: readonly string[]): string[] {
  const { kind, index: at, offset } = programOf(words);
  const masked = words.slice(0, MAX_WORDS).map((word, index) => {
    if (kind === "code" && index === at) {
      return word.slice(0, offset) + LEFT_OUT;
    }
    return announcesSecret(words[index - 1]) ? LEFT_OUT : maskedWord(word);
  });
  return words.length > MAX_WORDS ? [...masked, LEFT_OUT] : masked;
}

/** An option without its value, as Windows' own programs have it too: `/password`. */
const OPTION = /^(?:-[^=]*|\/[\w-]+)$/;

/** Whether this is an option whose value is a secret, and stands in the next word. */
function announcesSecret(word: string | undefined): boolean {
  return word !== undefined && OPTION.test(word) && isSecretName(word);
}

function maskedWord(word: string): string {
  if (word.length > MAX_WORD_LENGTH || KNOWN_SHAPES.test(word)) return LEFT_OUT;
  const open = word.replace(URL_CREDENTIALS, `$1${LEFT_OUT}@`)
    .replace(BARE_CREDENTIALS, `$1${LEFT_OUT}@`);
  for (const match of open.matchAll(NAME_AND_VALUE)) {
    if (isSecretName(match[1]!)) {
      // Where the value ends is anyone's guess: nothing behind it is kept.
      return open.slice(0, match.index + match[0].length) + LEFT_OUT;
    }
  }
  return looksRandom(open) ? LEFT_OUT : open;
}

function isSecretName(name: string): boolean {
  const words = name.replace(/([a-z\d])([A-Z])/g, "$1_$2").toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "_");
  return SECRET_PARTS.test(words) || SECRET_WORDS.test(words);
}
