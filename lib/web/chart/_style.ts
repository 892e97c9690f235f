/**
 * The charts' style, light and dark, inside each chart: one that a page embeds by `<img>` can
 * load nothing.
 *
 * The colours of series are those of Okabe and Ito (https://jfly.uni-koeln.de/color/), which stay
 * apart for the colour-blind; black is an indigo here, that it may stay apart from the paper.
 */
export const FONT_SIZE = 13;
export const TITLE_SIZE = 18;

/** How many series have a colour of their own. */
export const SERIES_COLOURS = 8;

export const STYLE = `
svg {
  --text: #1d2733; --quiet: #5b6b7c; --paper: #ffffff; --line: #d8dfe6; --others: #a3adb8;
  --s0: #0072b2; --s1: #e69f00; --s2: #009e73; --s3: #cc79a7;
  --s4: #56b4e9; --s5: #d55e00; --s6: #4b3f8f; --s7: #e3d434;
  font: ${FONT_SIZE}px system-ui, sans-serif;
}
@media (prefers-color-scheme: dark) {
  svg {
    --text: #dfe6ee; --quiet: #93a3b5; --paper: #14191f; --line: #2c3641; --others: #6b7887;
    --s0: #3d9bd8; --s1: #e69f00; --s2: #1fb58a; --s3: #d88fb6;
    --s4: #8accf2; --s5: #e57232; --s6: #9a8ee0; --s7: #f0e442;
  }
}
text { fill: var(--text); }
.title { font-size: ${TITLE_SIZE}px; font-weight: 600; }
.quiet { fill: var(--quiet); }
.others-name { font-style: italic; }
.number { font-variant-numeric: tabular-nums; }
.halo { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; }
.big { font-size: 72px; font-weight: 600; }
.end { text-anchor: end; }
.middle { text-anchor: middle; }
.paper { fill: var(--paper); }
.grid { stroke: var(--line); }
.axis { stroke: var(--quiet); }
.edged { stroke: var(--paper); stroke-width: 1; }
.others { fill: var(--others); }
${
  Array.from(
    { length: SERIES_COLOURS },
    (_, index) => `.s${index} { fill: var(--s${index}); }`,
  ).join("\n")
}
`;
