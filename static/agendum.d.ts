/**
 * The JavaScript interface of Agendum: `window.agendum`.
 *
 * It is there, and the article is drawn, once `<html>` carries `data-agendum-ready`. Shapes and offsets are those of an
 * export (see `agendum.schema.json`): offsets count Unicode code points, so `[...text].slice(start, end).join("")` are
 * the words of a passage; times are RFC 3339 in UTC; fields that have nothing are left out, and fields of a newer
 * version are carried through.
 *
 * A wrong call throws an `Error` that says what was wrong, or rejects with it, and changes nothing. Each call that
 * changes something is one step of undo.
 *
 * ```ts
 * /// <reference path="./agendum.d.ts" />
 * const item = agendum.addItem({ title: "Venue", colour: "#0374dc" });
 * const article = agendum.article();
 * if (article) agendum.annotate({ start: 0, end: 12, items: [item], note: "Ask the landlord." });
 * await agendum.exportJson();
 * ```
 */
declare namespace Agendum {
  /** A moment as RFC 3339 has it. It comes in UTC with milliseconds; any offset is read. */
  type Moment = string;

  /** What a block of an article is. */
  type BlockKind =
    | "heading"
    | "standfirst"
    | "paragraph"
    | "quotation"
    | "list-item"
    | "preformatted"
    | "caption";

  /**
   * A part of an article's text that is drawn as one. Blocks are ascending and disjoint. A line feed within one ends a line
   * that is to end there (verse, an address).
   */
  interface Block {
    kind: BlockKind;
    /** 1 to 6 for headings, the depth from 1 for list items. */
    level?: number;
    /**
     * How the number of a list item is written, `none` where that is in its words, or `continues` for a block that goes on with
     * the item before it; left out for bullets. A block of another kind that begins a numbered item has the marker of the
     * item.
     */
    marker?: "decimal" | "lower-alpha" | "upper-alpha" | "lower-roman" | "upper-roman" | "none" | "continues";
    /** The number of a list item. It is not part of the text. */
    value?: number;
    /**
     * Of a block in a table: the number of rows above it. Consecutive blocks are one table while row and column ascend; those
     * with the same are in one cell.
     */
    row?: number;
    /** Of a block in a table: the number of columns before it. */
    column?: number;
    /** How many rows its cell spans; left out for one. */
    rowSpan?: number;
    /** How many columns its cell spans; left out for one. */
    columnSpan?: number;
    /** What its cell is the header of. */
    header?: "column" | "row";
    /** What a caption is of, if that is known. */
    of?: "picture" | "table" | "video" | "audio" | "code";
    /** Code points of the text before the block. */
    start: number;
    /** Code points of the text before its end. */
    end: number;
  }

  /**
   * A stretch of one block that is more than plain words. Inlines ascend; of those with the same start the longer comes first;
   * each is wholly within or beside every other, and none is within one of its own kind.
   */
  interface Inline {
    kind: "emphasis" | "strong" | "code" | "link" | "note-reference" | "note-label";
    /** Code points of the text before it. */
    start: number;
    /** Code points of the text before its end. */
    end: number;
    /** Where a link leads: `https:`, `http:` or `mailto:`. A link that leads elsewhere is read as plain words. */
    href?: string;
    /**
     * What the marker of a note (`note-reference`) and the label with which the note begins (`note-label`) share: 1 to 200 bytes
     * without white space. One without it is read as plain words.
     */
    note?: string;
  }

  /** What is known of an article without its text. */
  interface ArticleInfo {
    id: string;
    title?: string;
    /** Where it is from: an address or a credit. */
    source?: string;
    /** A BCP 47 tag. */
    language?: string;
    /** Who wrote it, as it says. */
    byline?: string;
    /** When it was published, as it says: a year, a month, a day, or a day and a time, as ISO 8601 writes them. */
    published?: string;
    /** Which way it is written, if it says so. */
    direction?: "ltr" | "rtl";
    created: Moment;
    modified: Moment;
  }

  /** An article. */
  interface Article extends ArticleInfo {
    text: string;
    blocks: Block[];
    /** Left out when there is none. */
    inlines?: Inline[];
  }

  /** An agenda item. */
  interface Item {
    id: string;
    title: string;
    /** `#rrggbb`. */
    colour: string;
    description?: string;
    /** The digit that tags with it. */
    hotkey?: string;
    /** Where it stands, in the reader's own words: `On the agenda`, `Done`. */
    status?: string;
    /** Who raised it. */
    raisedBy?: string;
    /** The id of the item it is part of. */
    parent?: string;
    created: Moment;
    modified: Moment;
  }

  /** A passage with its agenda items and note. */
  interface Annotation {
    id: string;
    /** The id of its article. */
    article: string;
    /** Code points of the article's text before the passage. None when orphaned. */
    start?: number;
    /** Code points of the article's text before the passage's end. None when orphaned. */
    end?: number;
    /** The words that were marked; without `state` they are the text from `start` to `end`. */
    exact?: string;
    /** Up to 32 code points before them. */
    prefix?: string;
    /** Up to 32 code points after them. */
    suffix?: string;
    /** The ids of its agenda items. */
    items: string[];
    note?: string;
    creator?: string;
    created: Moment;
    modified: Moment;
    /**
     * Left out where the passage is placed. `needs-review`: `start` and `end` are a proposal, `exact` the old quotation.
     * `orphaned`: only the quotation is left.
     */
    state?: "needs-review" | "orphaned";
  }

  /** An export: the whole project, or one article with its annotations and the agenda. */
  interface Project {
    format: "agendum";
    version: 1;
    exported?: Moment;
    articles: Article[];
    /** In order, a parent before its children. */
    agenda: Item[];
    annotations: Annotation[];
  }

  /** Ids of each kind of record. */
  interface Ids {
    annotations: string[];
    items: string[];
    articles: string[];
  }

  /** Something that is said of one record. */
  interface Remark {
    kind: "annotation" | "item" | "article";
    id: string;
    why: string;
  }

  /** What an import did. */
  interface Report {
    /** What was not here. */
    added: Ids;
    /** What was here, and is now as in the file. */
    updated: Ids;
    /** What was here and is no more; nothing in a merge. */
    removed: Ids;
    /** What is here as it was, though the file has something else. */
    kept: Remark[];
    /** What was taken, but not quite as the file has it; and passages here that lost their place. */
    notices: Remark[];
    /** How many records were here just so. */
    unchanged: number;
  }

  /** The detail of the event `agendum:change`. */
  interface Change {
    created: Ids;
    updated: Ids;
    deleted: Ids;
    /** `here`: the reader or a program in this tab. `tab`: another tab. `import`: an import or `load`. */
    origin: "here" | "tab" | "import";
  }

  /** The fields of an annotation that `update` takes; what is left out stays. */
  interface AnnotationFields {
    /** With `start` or `end` an orphaned annotation is placed, and a review is settled. */
    start?: number;
    end?: number;
    /** Each by its id, or else by its exact title. */
    items?: string[];
    note?: string;
  }

  /** The fields of an agenda item that `update` takes; what is left out stays. */
  interface ItemFields {
    title?: string;
    /** `#rrggbb`. */
    colour?: string;
    description?: string;
    /** One digit, which another item loses if it has it; `null` for none. */
    hotkey?: string | null;
    /** Where it stands; `null` for nothing. */
    status?: string | null;
    /** Who raised it; `null` for nobody. */
    raisedBy?: string | null;
    /** The item it is to be part of, by id or exact title; `null` for the top. */
    parent?: string | null;
    /** The item it is to stand before, by id or exact title; without it, the end. */
    before?: string;
  }

  /** The fields of an article that `update` takes; what is left out stays. */
  interface ArticleFields {
    title?: string;
    /** `null` for none. */
    source?: string | null;
    /** `null` for none. */
    language?: string | null;
  }

  /** `window.agendum`. */
  interface Api {
    /** The version of Agendum. */
    readonly version: string;

    /** The open article; `null` if there is none. */
    article(): Article | null;
    /** All articles, the one opened first before the others, without their texts. */
    articles(): ArticleInfo[];
    /** The agenda in order, a parent before its children. */
    agenda(): Item[];
    /**
     * The annotations of the open article, of all, or of the article with an id: by article, then in reading order; last in each article those that
     * are orphaned.
     */
    annotations(scope?: "article" | "all" | (string & {})): Annotation[];
    /** Opens an article that is here. */
    show(articleId: string): void;

    /** Adds an agenda item at the end; without a colour it gets one. Returns its id. */
    addItem(item: { title: string; colour?: string; description?: string }): string;
    /**
     * Marks a passage, exactly as given, of the open article or another. Items are given by id, or else by exact title;
     * a title that several items have is an error. Where exactly these words are a passage already, that one gets the items
     * that it lacks, and the note as a paragraph of its own. Returns the annotation's id.
     */
    annotate(annotation: {
      article?: string;
      start: number;
      end: number;
      items?: string[];
      note?: string;
    }): string;
    /** Changes fields of an annotation, an agenda item or an article. */
    update(id: string, fields: AnnotationFields | ItemFields | ArticleFields): void;
    /**
     * Removes an annotation; an agenda item, which its passages lose; or an article with its annotations.
     */
    remove(id: string): void;
    /** Takes back the last step; `false` if there is none. */
    undo(): boolean;
    /** Does again what was taken back; `false` if there is nothing. */
    redo(): boolean;

    /**
     * Adds an article of plain text and opens it. Blank lines part its blocks; without a title, a short first line that
     * stands alone is taken for it. Resolves to its id when that is kept for good.
     */
    openArticle(article: {
      text: string;
      title?: string;
      source?: string;
      language?: string;
    }): Promise<string>;
    /**
     * The project, or an article (the open one, or the one with an id) with its annotations and the agenda, as the text
     * of an export. Resolves once what is in it is durable. Where nothing can be stored it rejects with an error whose
     * `json` is the export all the same.
     */
    exportJson(scope?: "all" | "article" | (string & {})): Promise<string>;
    /**
     * Puts an export beside what is here (the newer of two records with the same id wins, and nothing is removed) or in
     * its place. Resolves when that is kept for good.
     */
    importJson(text: string, mode: "merge" | "replace"): Promise<Report>;
    /**
     * Puts a project, as an object or as the text of an export, in the place of all that is here, drawn in one go.
     * Resolves when that is kept for good.
     */
    load(project: Project | string): Promise<Report>;
  }
}

/**
 * Agendum, once the page has started. When it has stopped, which the page says over its whole width, every function but
 * `exportJson` throws an error that says so.
 */
declare const agendum: Agendum.Api;

interface Window {
  readonly agendum: Agendum.Api;
}

interface WindowEventMap {
  /** Fired after each change of the project, whoever made it. */
  "agendum:change": CustomEvent<Agendum.Change>;
}
