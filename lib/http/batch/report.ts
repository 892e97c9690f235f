/** The answer to a batch: what became of each of its items. */
import { answer } from "../answers.ts";
import type { CheckedBatch } from "./check.ts";

const encoder = new TextEncoder();

/** The answer to the last batch of which all was stored: mostly the next one is the same. */
let allStored = { count: -1, body: encoder.encode("") };

/**
 * Says of each item whether it is stored, a duplicate or rejected, and why.
 *
 * @param duplicates the places of those among the good events, in their order
 */
export function answerBatch(
  { run, problems }: CheckedBatch,
  duplicates: readonly number[],
): Response {
  const goodCount = run.ends.length;
  if (problems.length > 0 || duplicates.length > 0) {
    return answer("json", answerText(goodCount, problems, duplicates));
  }
  if (allStored.count !== goodCount) {
    const body = encoder.encode(answerText(goodCount, [], []));
    allStored = { count: goodCount, body };
  }
  return answer("json", allStored.body);
}

function answerText(
  goodCount: number,
  problems: CheckedBatch["problems"],
  duplicates: readonly number[],
): string {
  const head = JSON.stringify({
    success: problems.length === 0,
    stored: goodCount - duplicates.length,
    duplicates: duplicates.length,
    rejected: problems.length,
  });
  const items = itemsText(goodCount + problems.length, problems, duplicates);
  return `${head.slice(0, -1)},"items":[${items}]}\n`;
}

/** A text for each item: an object for each, and its text of that, would take longer. */
function itemsText(
  count: number,
  problems: CheckedBatch["problems"],
  duplicates: readonly number[],
): string {
  let text = "";
  let nextProblem = 0;
  let nextDuplicate = 0;
  for (let index = 0; index < count; index++) {
    if (index > 0) text += ",";
    if (problems[nextProblem]?.index === index) {
      const error = JSON.stringify(problems[nextProblem++]!.message);
      text += `{"index":${index},"status":"rejected","error":${error}}`;
    } else if (duplicates[nextDuplicate] === index - nextProblem) {
      nextDuplicate++;
      text += `{"index":${index},"status":"duplicate"}`;
    } else {
      text += `{"index":${index},"status":"stored"}`;
    }
  }
  return text;
}
