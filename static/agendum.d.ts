/**
 * The types of `window.agendum`, for programs that work with Agendum in its page. Records have the shapes of the
 * JSON export; offsets count Unicode code points of the article's text. A wrong call throws an `Error`, or rejects
 * with one, that says what was wrong, and changes nothing. What changes something is one step of undo.
 *
 * The interface is there, and the article is drawn, once `<html>` carries `data-agendum-ready`:
 *
 * ```ts
 * const venue = window.agendum.addItem({ title: "Venue", colour: "#0072b2" });
 * window.agendum.annotate({ start: 0, end: 12, items: [venue], note: "Ask the landlord." });
 * const json = await window.agendum.exportJson();
 * ```
 */

export interface Agendum {
  /** The version of Agendum, as in "0.1.0". */
  readonly version: string;

  /** The open article, or `null`. */
  article(): Article | null;
  /** All articles, the one opened first before the others, without `text` and `blocks`. */
  articles(): ArticleSummary[];
  /** The agenda in order, a parent before its children. */
  agenda(): AgendaItem[];
  /** The annotations of the open article in reading order; `"all"` for all articles, or an article's id. */
  annotations(scope?: "article" | "all" | string): Annotation[];
  /** Opens an article that is here. */
  show(articleId: string): void;

  /** Adds an agenda item at the end and gives its id. Without a colour it has the palette's next. */
  addItem(fields: { title: string; colour?: string; description?: string }): string;
  /**
   * Marks a passage, in the open article unless one is given, and gives the annotation's id. Items are given by id
   * or by exact title; a title that several items have is an error.
   */
  annotate(fields: { article?: string; start: number; end: number; items?: string[]; note?: string }): string;
  /** Changes fields of an annotation, an agenda item or an article; what is left out stays. */
  update(id: string, fields: AnnotationFields | AgendaItemFields | ArticleFields): void;
  /** Removes an annotation, an agenda item (its passages lose it), or an article with its annotations. */
  remove(id: string): void;
  /** Takes back the last step; `false` if there is none. */
  undo(): boolean;
  /** Does again what was undone last; `false` if there is nothing. */
  redo(): boolean;

  /** Opens an article from plain text; resolves with its id once it is durable. */
  openArticle(fields: { title?: string; text: string; source?: string; language?: string }): Promise<string>;
  /** The whole project as JSON text, or the open article (`"article"`), or the one with this id. */
  exportJson(scope?: "all" | "article" | string): Promise<string>;
  /** Takes up the JSON text of an export; one undo step. Resolves once it is durable. */
  importJson(text: string, mode: "merge" | "replace"): Promise<Report>;
  /** Puts a project, as an object or as JSON text, in the place of everything; one redraw, one undo step. */
  load(project: Project | string): Promise<Report>;
}

export interface Project {
  format: "agendum";
  version: 1;
  /** RFC 3339, UTC. */
  exported?: string;
  articles: Article[];
  agenda: AgendaItem[];
  annotations: Annotation[];
}

export interface ArticleSummary {
  id: string;
  title?: string;
  source?: string;
  /** A BCP 47 tag. */
  language?: string;
  created: string;
  modified: string;
}

export interface Article extends ArticleSummary {
  text: string;
  /** Ascending and disjoint. */
  blocks: Block[];
}

export interface Block {
  kind: "heading" | "standfirst" | "paragraph" | "quotation" | "list-item" | "preformatted" | "caption";
  /** 1 to 6 for headings, the depth from 1 for list items; left out for others. */
  level?: number;
  start: number;
  end: number;
}

export interface AgendaItem {
  id: string;
  title: string;
  /** `#rrggbb`. */
  colour: string;
  description?: string;
  /** One digit. */
  hotkey?: string;
  /** The id of the item that it is part of. */
  parent?: string;
  created: string;
  modified: string;
}

export interface Annotation {
  id: string;
  /** The id of its article. */
  article: string;
  /** Left out when orphaned, like `end`. */
  start?: number;
  end?: number;
  /** The quotation; when placed, always the text from `start` to `end`. Left out only when orphaned without one. */
  exact?: string;
  /** Up to 32 code points before the quotation. */
  prefix?: string;
  /** Up to 32 code points after the quotation. */
  suffix?: string;
  /** Ids of agenda items; may be empty. */
  items: string[];
  note?: string;
  creator?: string;
  created: string;
  modified: string;
  /** Left out when placed. */
  state?: "needs-review" | "orphaned";
}

export interface AnnotationFields {
  start?: number;
  end?: number;
  /** By id or by exact title. */
  items?: string[];
  note?: string;
}

export interface AgendaItemFields {
  title?: string;
  colour?: string;
  description?: string;
  /** `null` for none. If another item has it, that one loses it. */
  hotkey?: string | null;
  /** The item it is to be part of, by id or exact title; `null` for the top. */
  parent?: string | null;
  /** The item it is to stand before, by id or exact title; a new parent without it is the end. */
  before?: string;
}

export interface ArticleFields {
  title?: string;
  source?: string | null;
  language?: string | null;
}

export interface Ids {
  annotations: string[];
  items: string[];
  articles: string[];
}

export interface Remark {
  kind: "article" | "item" | "annotation";
  id: string;
  why: string;
}

/** What an import did. */
export interface Report {
  added: Ids;
  updated: Ids;
  removed: Ids;
  /** What is here as it was, though the file has something else. */
  kept: Remark[];
  /** What was taken, but not quite as it is in the file. */
  notices: Remark[];
  /** How many records were here just so. */
  unchanged: number;
}

/** The `detail` of the event `agendum:change`, which `window` gets after every change. */
export interface Change {
  created: Ids;
  updated: Ids;
  deleted: Ids;
  origin: "here" | "tab" | "import";
}

declare global {
  interface Window {
    readonly agendum: Agendum;
  }
  interface WindowEventMap {
    "agendum:change": CustomEvent<Change>;
  }
}
