/** What all charts have around them: the document, the title, the line below it. */
import { format } from "./_d3.ts";
import { bounded, fitted } from "./_label.ts";
import { FONT_SIZE, STYLE, TITLE_SIZE } from "./_style.ts";
import { type Attributes, element, type Xml } from "./_xml.ts";

/** The width of every chart. */
export const WIDTH = 960;
/** Free space left and right. */
export const MARGIN = 20;
/** Where the drawing below the titles begins. */
export const TOP = 84;

/** A whole number, with commas. */
export const formatCount = format(",");

/** The texts above a drawing. */
export interface Heading {
  readonly title: string;
  readonly summary: string;
}

/** What is drawn below the titles, in the chart's own coordinates. */
export interface Drawing {
  readonly content: readonly Xml[];
  /** Where it ends. */
  readonly bottom: number;
}

/** A whole SVG document. */
export function frame(
  { title, summary }: Heading,
  { content, bottom }: Drawing,
): string {
  const height = bottom + MARGIN;
  const document = element("svg", {
    xmlns: "http://www.w3.org/2000/svg",
    width: WIDTH,
    height,
    viewBox: `0 0 ${WIDTH} ${height}`,
    role: "img",
  }, [
    element("title", {}, [`${bounded(title)}: ${summary}`]),
    element("style", {}, [STYLE]),
    element("rect", { class: "paper", width: WIDTH, height }),
    label(title, {
      width: WIDTH - 2 * MARGIN,
      // Bold letters are wider.
      fontSize: TITLE_SIZE * 1.1,
      attributes: { class: "title", x: MARGIN, y: 34 },
    }),
    text(summary, { class: "quiet", x: MARGIN, y: 57 }),
    ...content,
  ]);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${document.xml}\n`;
}

/** A text that is known to fit. */
export function text(content: string, attributes: Attributes): Xml {
  return element("text", attributes, [content]);
}

/** A stranger's text, cut to fit; a pointer that rests on it is told the whole. */
export function label(
  content: string,
  { width, fontSize = FONT_SIZE, attributes }: {
    width: number;
    fontSize?: number;
    attributes: Attributes;
  },
): Xml {
  const shown = fitted(content, { width, fontSize });
  return element("text", attributes, [
    ...(shown === content ? [] : [tooltip(content)]),
    shown,
  ]);
}

/** What a pointer that rests on the element around it is told. */
export function tooltip(content: string): Xml {
  return element("title", {}, [bounded(content)]);
}
