/** The answer to a batch: what became of each of its items. */
import { answer } from "../answers.ts";
import type { CheckedBatch } from "./check.ts";

/** The items of the batch that was answered last, where all were stored: mostly they are. */
let allStored = { count: 0, text: "" };

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
  const head = JSON.stringify({
    success: problems.length === 0,
    stored: goodCount - duplicates.length,
    duplicates: duplicates.length,
    rejected: problems.length,
  });
  const isUsual = problems.length === 0 && duplicates.length === 0;
  if (isUsual && allStored.count !== goodCount) {
    allStored = { count: goodCount, text: itemsText(goodCount, [], []) };
  }
  const items = isUsual
    ? allStored.text
    : itemsText(goodCount + problems.length, problems, duplicates);
  return answer("json", `${head.slice(0, -1)},"items":[${items}]}\n`);
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
