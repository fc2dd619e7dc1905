//! What the suggestions are weighed with. Fitted to the articles of `tests/suggest` that are for that, by hand and coarsely:
//! none of them is sharp, and the others were not looked at (`docs/suggestions.md`).

/// How much title and description of an item count beside one tagged sentence.
pub const SEED: f32 = 2.5;

/// How much a word of the title counts beside one of the description.
pub const TITLE: f32 = 1.5;

/// How much the words of a tagged sentence count that are outside the passage.
pub const OUTSIDE: f32 = 0.5;

/// How much two words count that follow each other, beside one.
pub const PHRASE: f32 = 0.25;

/// How much the beginning of a word counts, beside the whole word: *insur* of *insurer* and *insurance*.
pub const ROOT: f32 = 0.25;

/// How many letters the beginning of a word has: five, as McNamee, Nicholas and Mayfield found best in most of thirteen
/// languages ("Addressing morphological variation in alphabetic languages", SIGIR 2009).
pub const ROOT_LETTERS: usize = 5;

/// How much a sentence counts for which an item was rejected, beside one that is tagged with it. Weights do not fall below
/// nothing, as is usual with Rocchio's rule.
pub const REJECTED: f32 = 0.5;

/// How much the words of the sentences beside it, in its block, say for a sentence.
pub const BESIDE: f32 = 0.15;

/// How much the words of the heading above it say for a sentence.
pub const HEADING: f32 = 0.25;

/// The pull of a sentence on the one after it, where a cosine is at most 1.
pub const BEFORE: f32 = 0.3;

/// The pull of a sentence on the one before it.
pub const AFTER: f32 = 0.2;

/// What is left of the pull from sentence to sentence.
pub const FADES: f32 = 0.9;

/// What is left of the pull from block to block.
pub const NEXT_BLOCK: f32 = 0.5;

/// How many sentences the pull reaches.
pub const REACH: usize = 10;

/// How often a sentence goes on with the item of the one before, before anything is known of the reader's tags.
pub const GOES_ON: f32 = 0.8;

/// How many pairs of sentences that guess counts for.
pub const PRIOR: f32 = 4.0;

/// By how much the best item of a sentence has to be ahead to be shown.
pub const MARGIN: f32 = 0.1;

/// How much has to speak for an item that is shown.
pub const LEAST: f32 = 0.2;
