/** The ways in which a command on a folder may be ended midway. */
import { assertEquals } from "@std/assert";
import {
  type JournalFileSystem,
  realFileSystem,
} from "../journal/file_system.ts";
import { EndedMidway } from "./ended_midway.ts";
import { PowerLossDisk } from "./power_loss.ts";
import { Random } from "./random.ts";

/** A folder, and a command that is run on it. */
export interface MidwayBench {
  readonly folder: string;
  /** @returns the exit code */
  run(fileSystem?: JournalFileSystem): Promise<number>;
}

/** Runs the command until it is ended at an operation; tells whether it was. */
export type RunMidway = (
  bench: MidwayBench,
  endsAt: number,
) => Promise<boolean>;

async function failOnce(bench: MidwayBench, endsAt: number): Promise<boolean> {
  const process = new EndedMidway(realFileSystem, { endsAt, midway: "fails" });
  const code = await bench.run(process.fileSystem);
  assertEquals(code, process.isEnded ? 1 : 0);
  return process.isEnded;
}

/** The process is ended. */
export async function end(
  bench: MidwayBench,
  endsAt: number,
): Promise<boolean> {
  const process = new EndedMidway(realFileSystem, { endsAt, midway: "ends" });
  await bench.run(process.fileSystem);
  return process.isEnded;
}

function losePower(seed: number): RunMidway {
  return async (bench, endsAt) => {
    const disk = powerLossDisk(new Random(seed, endsAt));
    const process = new EndedMidway(disk.process(), { endsAt, midway: "ends" });
    await bench.run(process.fileSystem);
    disk.losePower();
    return process.isEnded;
  };
}

/** When the next one comes to an operation, the power is lost with what neither has synced. */
function endAndLosePower(nextEndsAt: number): RunMidway {
  return async (bench, endsAt) => {
    const disk = powerLossDisk(new Random(nextEndsAt, endsAt));
    const first = new EndedMidway(disk.process(), { endsAt, midway: "ends" });
    await bench.run(first.fileSystem);
    disk.kill();
    const next = new EndedMidway(disk.process(), {
      endsAt: nextEndsAt,
      midway: "ends",
    });
    await bench.run(next.fileSystem);
    disk.losePower();
    return first.isEnded;
  };
}

/** A disk whose power is lost at random. */
export function powerLossDisk(random: Random): PowerLossDisk {
  return new PowerLossDisk({ random, beforeSync: () => Promise.resolve() });
}

/** All of them, with their names. */
export const MIDWAY_ENDS: readonly (readonly [name: string, run: RunMidway])[] =
  [
    ["an operation fails", failOnce],
    ["the process is ended", end],
    ...[1, 2].map((seed) =>
      [`the power is lost (seed ${seed})`, losePower(seed)] as const
    ),
    ...[1, 2, 3, 4].map((nextEndsAt) =>
      [
        `the process is ended, and the power lost at operation ${nextEndsAt} of the next,`,
        endAndLosePower(nextEndsAt),
      ] as const
    ),
  ];
