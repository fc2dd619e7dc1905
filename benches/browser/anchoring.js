// What times anchoring in a page: the engine as it is compiled, and those it is compared with.
//
// Times are in milliseconds, of one thing; `wrong` is how many were not found where they are, within three characters.

const engines = {};

async function engine(kind) {
  if (!engines[kind]) {
    const module = await import(`/${kind}/engine.js`);
    await module.default();
    engines[kind] = module;
  }
  return engines[kind];
}

function median(times) {
  return times.toSorted((one, other) => one - other)[times.length >> 1];
}

// The median over runs of what one call takes, of the mean in each run.
function time(runs, count, call) {
  const times = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    for (let number = 0; number < count; number++) call(number);
    times.push((performance.now() - start) / count);
  }
  return median(times);
}

async function sample(characters, count) {
  const { Sample } = await engine("plain");
  const made = new Sample(characters, count);
  const numbers = Array.from({ length: count }, (_, number) => number);
  return {
    text: made.text(),
    quotations: numbers.map((number) => made.quotation(number)),
    starts: numbers.map((number) => made.start(number)),
  };
}

// A search by something that gives the start of a quotation: all are checked, and the first few are timed.
function timed(runs, { quotations, starts }, find, few = quotations.length) {
  let wrong = 0;
  quotations.forEach((quotation, number) => {
    const found = find(quotation);
    if (!(Math.abs(found - starts[number]) <= 3)) wrong++;
  });
  return { time: time(runs, few, (number) => find(quotations[number])), wrong };
}

export async function ours(kind, characters, count, runs) {
  const { Engine, place } = await engine(kind);
  const article = await sample(characters, count);
  const build = time(runs, 1, () => new Engine(article.text).free());
  const made = new Engine(article.text);
  const found = timed(runs, article, (quotation) => made.find(quotation));
  const space = time(runs, 1000, () => place(made, " "));
  made.free();
  return { ...found, build, space };
}

// As Hypothesis' client calls it (match-quote.ts): errors up to half the quotation, at most 256.
export async function approxStringMatch(characters, count, runs, few) {
  const { default: search } = await import("/approx-string-match.js");
  const article = await sample(characters, count);
  return timed(runs, article, (quotation) => {
    const matches = search(article.text, quotation, Math.min(256, quotation.length / 2));
    return matches.reduce((best, match) => (match.errors < best.errors ? match : best), { errors: Infinity }).start;
  }, few);
}

// It matches 32 characters at most; dom-anchor-text-quote cuts a quotation into as many, and expects the first in the
// middle of the text where there is no hint. The first alone says where the quotation begins, so that is timed.
export async function diffMatchPatch(characters, count, runs, few) {
  const source = await (await fetch("/diff-match-patch.js")).text();
  const module = { exports: {} };
  new Function("module", source)(module);
  const dmp = new module.exports();
  const article = await sample(characters, count);
  dmp.Match_Distance = article.text.length * 2;
  const middle = article.text.length >> 1;
  return timed(runs, article, (quotation) => dmp.match_main(article.text, quotation.slice(0, 32), middle), few);
}

export async function updating(kind, characters, annotations, language, edit, runs) {
  const { Article } = await engine(kind);
  const article = new Article(characters, annotations, language, edit);
  const update = time(runs, 1, () => article.update());
  const right = article.right();
  const compare = time(runs, 1, () => article.compare());
  article.free();
  return { update, compare, right };
}
