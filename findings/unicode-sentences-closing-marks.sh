#!/usr/bin/env bash
# unicode-segmentation 1.13.3 (crates.io), sentences by the default rules of UAX #29.
#
# Expected: a closing mark belongs to the sentence that it closes, also where typography puts a space before it (French « … »),
#   and the mark of a note in brackets stays whole and behind the sentence that it is a note of.
# Seen: the next sentence begins with the closing mark, and "[1]" is cut in two, its bracket left behind: no opening bracket is
#   told from a closing one, and after a space only a few signs go on with a sentence.
#
#   ["« Le pont est fermé. ", "» Personne ne savait."]
#   ["It rained.[", "1] Then it stopped."]
#
# Who cuts quotations at such boundaries hands over unbalanced marks and half a note. Needs cargo. Exits with 0 as long as
# it is so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/src"
cat > "$work/Cargo.toml" <<'TOML'
[package]
name = "sentences"
version = "0.0.0"
edition = "2021"
[dependencies]
unicode-segmentation = "=1.13.3"
TOML
cat > "$work/src/main.rs" <<'RUST'
use unicode_segmentation::UnicodeSegmentation;

fn main() {
    let seen = ["« Le pont est fermé. » Personne ne savait.", "It rained.[1] Then it stopped."]
        .map(|text| text.split_sentence_bounds().collect::<Vec<_>>());
    for sentences in &seen {
        println!("{sentences:?}");
    }
    let as_stated = seen[0] == ["« Le pont est fermé. ", "» Personne ne savait."]
        && seen[1] == ["It rained.[", "1] Then it stopped."];
    if !as_stated {
        eprintln!("this has changed");
        std::process::exit(1);
    }
}
RUST
cargo run --quiet --manifest-path "$work/Cargo.toml"
