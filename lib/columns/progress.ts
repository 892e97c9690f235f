/** How far the reading for a question has come. */

/** Bytes of lines: how many are read, and how many there are to read, as far as is known. */
export interface Progress {
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** Told now and then. */
export type ReportProgress = (progress: Progress) => void;

/** Counts what is to be read, and what of it is done. */
export class ScanProgress {
  readonly #report: ReportProgress;
  #doneBytes = 0;
  #totalBytes = 0;

  constructor(report: ReportProgress = () => {}) {
    this.#report = report;
  }

  /** More is to be read. */
  expect(sizeBytes: number): void {
    this.#totalBytes += sizeBytes;
  }

  /** Some of it has been. */
  advance(sizeBytes: number): void {
    if (sizeBytes === 0) return;
    this.#doneBytes += sizeBytes;
    const totalBytes = Math.max(this.#totalBytes, this.#doneBytes);
    this.#report({ doneBytes: this.#doneBytes, totalBytes });
  }
}
