/** The pages' style sheet: light and dark, wide and narrow. */
export const STYLE = `:root {
  color-scheme: light dark;
  --text: light-dark(#1d2733, #dfe6ee);
  --quiet: light-dark(#5b6b7c, #93a3b5);
  --paper: light-dark(#ffffff, #14191f);
  --line: light-dark(#d8dfe6, #2c3641);
  --bar: light-dark(#2f6f9f, #5fa8dc);
  --link: light-dark(#1f5f8f, #7dbdeb);
}
* { box-sizing: border-box; }
body {
  margin: 0;
  font: 16px/1.5 system-ui, sans-serif;
  color: var(--text);
  background: var(--paper);
}
header { padding: 0.75rem 1.5rem; border-bottom: 1px solid var(--line); font-weight: 600; }
header a { color: inherit; text-decoration: none; }
main { max-width: 70rem; margin: 0 auto; padding: 0 1.5rem 3rem; }
h1 { font-size: 1.5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin-top: 2rem; }
a { color: var(--link); }
.quiet { color: var(--quiet); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td {
  text-align: left;
  padding: 0.3rem 1rem 0.3rem 0;
  border-bottom: 1px solid var(--line);
  vertical-align: top;
}
th { font-weight: 600; white-space: nowrap; }
td { overflow-wrap: anywhere; }
td.path { min-width: 16rem; }
td.word { min-width: 6rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.bar { display: block; width: 12rem; height: 1.1em; margin-top: 0.2em; fill: var(--bar); }
.chart { display: block; width: 100%; min-width: 40rem; height: auto; }
form { display: grid; gap: 0.75rem 1rem; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); align-items: end; }
label { display: grid; gap: 0.2rem; font-size: 0.9rem; }
input, select, button { font: inherit; padding: 0.35rem 0.5rem; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 4px; width: 100%; }
button { background: var(--bar); color: var(--paper); border-color: var(--bar); cursor: pointer; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; font-size: 0.85rem; }
code { font-size: 0.9em; }
`;
