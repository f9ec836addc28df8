// What the scripts of pages share: the types of what one of them gives another, for tsc. No page loads this file.

/** An event that a script listens to at the document, whatever its name. */
interface BunkoEvent extends PointerEvent {
  readonly target: HTMLElement;
  readonly key: string;
}

/** Makes an element of HTML. */
type BunkoMakeHtml = <K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes?: Record<string, any>,
  ...children: (string | Node)[]
) => HTMLElementTagNameMap[K];

/** A word that is searched for, as bunko-search-words.js reads it. */
interface BunkoTerm {
  text: string;
  /** Grams that every document with this word has, and that are asked for first. */
  grams: string[];
  /** More of them, for when the first ones find too much. */
  reserve: string[];
  /** The gram that stands for the whole word, or nothing. */
  word: string;
  /** Whether its grams find it and nothing else. */
  exact: boolean;
  pattern: RegExp;
  everywhere: RegExp;
}

/** A folded line, with the place in the line of each of its units. */
interface BunkoFoldedLine {
  text: string;
  places: number[];
}

/** A document, as search/index.py writes it: title, text, address, headings by line, categories, day. */
interface BunkoDocument {
  t: string;
  x: string;
  u: string;
  h?: [line: number, id: string][];
  c?: string[];
  d?: string;
  folded: string;
}

interface BunkoMeta {
  version: string;
  bits: number;
  /** How many documents each block of the index has. */
  blocks: number[];
  size: number;
  words: Record<string, string>;
  language: string;
  page: string;
}

type BunkoFilter = "category" | "tag" | "author" | "year";
type BunkoFacets = Record<BunkoFilter, string[]>;
/** What is searched for; "date" sorts by date, anything else by relevance. */
type BunkoWanted = { query?: string; sort?: string } & Partial<Record<BunkoFilter, string>>;
type BunkoPostings = Map<number, number>;

/** What a search has found, in order; further results are looked at when they are asked for. */
interface BunkoFound {
  terms: BunkoTerm[];
  left: number[];
  readonly count: number;
  readonly exact: boolean;
  next(wanted: number): Promise<BunkoDocument[]>;
}

/** What a result shows; of pieces of text, every other one is marked. */
interface BunkoQuotation {
  href: string;
  title: string[];
  quotations: string[][];
}

type BunkoControl = HTMLInputElement | HTMLSelectElement;

/** The elements of a search that its view works with. */
interface BunkoSearchParts {
  element: HTMLElement;
  input: HTMLInputElement;
  toggle: HTMLButtonElement;
  filters: HTMLElement;
  fields: Record<string, BunkoControl>;
  tags: HTMLElement;
  status: HTMLElement;
  results: HTMLElement;
  more: HTMLButtonElement;
  /** The link to the page of the search, and the dialog; on that page there is neither. */
  whole?: HTMLAnchorElement;
  dialog?: HTMLDialogElement;
}

/** What a view does when one of its elements is used. */
interface BunkoSearchActions {
  type(): void;
  choose(): void;
  toggle(): void;
  reset(): void;
  more(): void;
  submit(event: Event): void;
  key(event: KeyboardEvent): void;
}

interface BunkoSearch {
  // bunko-search-words.js
  fold(text: string): string;
  foldLine(line: string): BunkoFoldedLine | null;
  parse(query: string): BunkoTerm[];
  // bunko-search.js
  SITE: URL;
  take(name: string, content: string): void;
  meta(): Promise<BunkoMeta>;
  facets(): Promise<BunkoFacets>;
  search(wanted: BunkoWanted): Promise<BunkoFound>;
  // bunko-search-quote.js
  quote(shown: BunkoDocument, terms: BunkoTerm[]): BunkoQuotation;
  // bunko-search-parts.js
  build(words: Record<string, string>, page: URL, actions: BunkoSearchActions, inDialog: boolean): BunkoSearchParts;
  item(shown: BunkoQuotation, about: HTMLElement[], follow: (event: MouseEvent) => void): HTMLElement;
  make: BunkoMakeHtml;
  // bunko-search-view.js
  open(): Promise<void>;
}

interface Window {
  bunkoSearch: BunkoSearch;
  bunkoMap?(button: HTMLElement, base: string): void;
  bunkoPreviews(event: Event): void;
}

/** What most events have happened to is an element, which has this. */
interface EventTarget {
  closest?<E extends Element = HTMLElement>(selectors: string): E | null;
}

/** Makes an element of HTML or SVG; who asks knows which. */
type BunkoMake = <E extends Element = HTMLElement>(
  name: string,
  attributes?: Record<string, any>,
  ...children: (string | Node)[]
) => E;

/** What the link graph shows: the article, those around it, their tags; placed by d3-force. */
interface BunkoMapNode {
  id: string;
  kind: "here" | "article" | "tag";
  title: string;
  x: number;
  y: number;
}

type BunkoTieKind = "cites" | "tag" | "together";

interface BunkoTie {
  source: string;
  target: string;
  kind: BunkoTieKind;
}

interface BunkoPlacedTie {
  source: BunkoMapNode;
  target: BunkoMapNode;
  kind: BunkoTieKind;
}

interface BunkoGraph {
  nodes: BunkoMapNode[];
  ties: BunkoTie[];
  /** The same as lists, each with its title. */
  groups: { title: string; nodes: BunkoMapNode[] }[];
}

/** d3-force, whose types would be a package more. */
declare const d3: any;
