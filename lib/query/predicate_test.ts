import { assertEquals, assertThrows } from "@std/assert";
import { ServiceError } from "../error.ts";
import { type JsonObject, parseExact } from "../json/exact.ts";
import { findValue } from "./path.ts";
import { parsePredicate, valueTest } from "./predicate.ts";

const RECORD = parseExact(`{
  "name": "alice", "version": "3.10.2", "short": "3.9", "full": "3.10.2 (main, Oct  5 2026) [GCC 12.2.0]", "rc": "3.12.0rc1", "kernel": "3.13.0-30-generic",
  "int": 10, "float": 1.0, "big": 12345678901234567890, "huge": 1e400, "yes": true, "nothing": null,
  "list": [1, "a"], "bin": "C:\\\\Python27\\\\python.exe", "bar": "a|b", "empty": "", "when": "2026-11-23T21:04:05Z",
  "a=b": 1, "ends?": 1, "!odd": 1
}`) as JsonObject;

const CONDITIONS: [condition: string, holds: boolean][] = [
  ["name=alice", true],
  ["name=Alice", false],
  ["name=bob|alice", true],
  ["name!=bob|alice", false],
  ["name!=bob", true],
  ["name~lic", true],
  ["name~LIC", false],
  ["name!~bob", true],
  ["name!~ali", false],
  ["missing=x", false],
  ["missing!=x", false],
  ["missing!~x", false],
  ["missing<1", false],
  ["name?", true],
  ["nothing?", true],
  ["missing?", false],
  ["!missing", true],
  ["!nothing", false],
  ["!name", false],
  ["empty=", true],
  ["name=", false],
  ["float=1", true],
  ["float=1.0", true],
  ["float=1.00", true],
  ["float=one", false],
  ["int=10", true],
  ["int=1e1", true],
  ["int=010", false],
  ["int<9", false],
  ["int>9", true],
  ["int>=10", true],
  ["int<=9.5", false],
  ["int<x", false],
  ["int>x", false],
  ["big=12345678901234567890", true],
  ["big=12345678901234567891", false],
  ["big<12345678901234567891", true],
  ["huge>1e308", true],
  ["yes=true", true],
  ["yes<z", false],
  ["nothing=null", true],
  [`list=[1,"a"]`, true],
  ["list.0=1", true],
  ["version<3.9", false],
  ["version>3.9", true],
  ["version>=3.10.2", true],
  ["version<3.10.10", true],
  ["short<3.10", true],
  ["short<=3.9.0", true],
  ["short>=3.9.0", true],
  ["short=3.9.0", false],
  ["rc<3.12.0", true],
  ["rc<3.12", true],
  ["rc>3.12.0b4", true],
  ["rc>3.12.0a9", true],
  ["kernel>3.13.0", true],
  ["kernel<3.13.1", true],
  ["kernel>3.13.0-4-generic", true],
  ["name<b", true],
  ["name>Alice", true],
  ["when<2026-11-24T00:00:00Z", true],
  [`bin=C:\\Python27\\python.exe`, true],
  [`bin~\\Python`, true],
  ["bar=a|b", false],
  ["bar=a\\|b", true],
  ["a\\=b=1", true],
  ["ends\\??", true],
  ["\\!odd=1", true],
  ["@os=Linux", false],
  ["!@os", true],
  ["name = alice", true],
  [" name <  b ", true],
  ["full<3.9", false],
  ["full>3.9", true],
  ["full<=3.10.2", true],
  ["huge=1e401", false],
  ["big<12345678901234567890.5", true],
];

for (const [condition, holds] of CONDITIONS) {
  Deno.test(`where=${condition} ${holds ? "holds" : "does not hold"}`, () => {
    const predicate = parsePredicate(condition);
    const value = findValue(predicate.path, RECORD);
    assertEquals(valueTest(predicate)(value), holds);
  });
}

const REFUSED: [condition: string, reason: string][] = [
  ["name", "it has no operator"],
  ["=x", "it has no path"],
  ["name?x", 'nothing may follow "?"'],
  ["name!x", '"!" alone is no operator'],
  ["!a=b", 'after a first "!" only a path may stand'],
  ["!", "each part between dots must have a character"],
  ["a..b=1", "each part between dots must have a character"],
  ["@nope=1", 'the fields with "@" are @python, @os, @arch, @hour'],
];

for (const [condition, reason] of REFUSED) {
  Deno.test(`where=${condition} is refused: ${reason}`, () => {
    const error = assertThrows(
      () => parsePredicate(condition),
      ServiceError,
      reason,
    );
    assertEquals(error.status, 400);
  });
}
