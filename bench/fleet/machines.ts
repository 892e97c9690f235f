/** The machines of the fleet: who uses them, where they stand, and how they keep up. */
import { BUILD_USERS, FIRST_NAMES, LAST_NAMES, SITES } from "./people.ts";
import { Random } from "../../lib/testing/random.ts";
import type { System } from "./systems.ts";

/** One machine; the same for the same seed and number. */
export interface Machine {
  readonly username: string;
  readonly hostname: string;
  readonly hostfqdn: string;
  readonly family: System["system"];
  /** As `uname` tells. */
  readonly architecture: string;
  readonly offsetHours: number;
  /** How early it takes up new versions: 0 (last) up to 1 (first). */
  readonly eagerness: number;
  /** Whether it builds software day and night. */
  readonly isBuilder: boolean;
}

type Families = readonly [System["system"], ...System["system"][]];

/** How many there are of each kind. */
const BUILDER_COUNT = 150;
const DESK_COUNT = 6000;

/** What part of all starts is on builders. */
const BUILDER_SHARE = 0.3;

const BUILDER_SYSTEMS: Families = ["Linux", "Linux", "Linux", "Windows"];
const DESK_SYSTEMS: Families = [
  "Linux",
  "Linux",
  "Linux",
  "Windows",
  "Windows",
  "Darwin",
];

/** The greater, the more of the starts come from the few busiest machines. */
const TAIL_EXPONENT = 2.2;

/** Keeps the streams of machines apart from the stream of events. */
const FIRST_STREAM = 1_000_000;

/** All machines, made when first asked for. */
export class Machines {
  readonly #seed: number;
  readonly #made = new Map<number, Machine>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** A machine that just started a Python. */
  pick(random: Random): Machine {
    const rank = random.fraction() ** TAIL_EXPONENT;
    return this.#get(
      random.isWithin(BUILDER_SHARE)
        ? Math.floor(rank * BUILDER_COUNT)
        : BUILDER_COUNT + Math.floor(rank * DESK_COUNT),
    );
  }

  #get(number: number): Machine {
    let machine = this.#made.get(number);
    if (machine === undefined) {
      machine = makeMachine(
        number,
        new Random(this.#seed, FIRST_STREAM + number),
      );
      this.#made.set(number, machine);
    }
    return machine;
  }
}

function makeMachine(number: number, random: Random): Machine {
  const isBuilder = number < BUILDER_COUNT;
  const family = random.pick(isBuilder ? BUILDER_SYSTEMS : DESK_SYSTEMS);
  const [site, offsetHours] = random.pick(SITES);
  const kind = isBuilder ? "ci" : random.pick(["ws", "lt", "dev"]);
  const hostname = `${site}-${kind}${String(number).padStart(4, "0")}`;
  return {
    username: isBuilder ? random.pick(BUILD_USERS) : username(random),
    hostname,
    hostfqdn: `${hostname}.${site}.corp.example`,
    family,
    architecture: architecture(family, random),
    offsetHours,
    eagerness: random.fraction(),
    isBuilder,
  };
}

function username(random: Random): string {
  const first = random.pick(FIRST_NAMES);
  const last = random.pick(LAST_NAMES);
  return random.pick([
    first,
    `${first}.${last}`,
    `${[...first][0]}${last}`,
    `${first}${random.below(100)}`,
  ]);
}

function architecture(family: System["system"], random: Random): string {
  if (family === "Windows") return "AMD64";
  if (family === "Darwin") return random.isWithin(0.6) ? "arm64" : "x86_64";
  return random.isWithin(0.93) ? "x86_64" : "aarch64";
}
