//! The table of sizes, and the bench that drives a browser.

use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::run::{Result, cargo, doing, run};
use crate::{bundle, check, machine::Node};

/// The bench target that drives a browser. It is told where the bundle is by `AGENDUM_DIST`.
const BROWSER_BENCH: &str = "browser";

/// Builds the release bundle, prints how large it is, and times it in a browser.
pub fn bench(node: &Node) -> Result<()> {
    check::have_browser()?;
    let dist = bundle::build(node)?;
    println!("\n{}", sizes(&dist)?);
    run(
        cargo().args(["bench", "--bench", BROWSER_BENCH]).env("AGENDUM_DIST", dist),
        "It drives Chromium by way of chromedriver: look whether both start.",
    )
}

/// A table of what a first visit loads, plain and gzipped, in KiB.
fn sizes(dist: &Path) -> Result<String> {
    let mut table = format!("{:<44} {:>10} {:>10}\n", "first visit", "KiB", "gzipped");
    let mut sum = (0, 0);
    for name in bundle::first_visit(dist)? {
        let path = dist.join(&name);
        let bytes = fs::read(&path).map_err(doing(format!("Reading {}", path.display())))?;
        let zipped = gzipped(&bytes).map_err(doing(format!("Compressing {}", path.display())))?;
        table += &row(&name.to_string_lossy(), bytes.len(), zipped);
        sum = (sum.0 + bytes.len(), sum.1 + zipped);
    }
    Ok(table + &row("together", sum.0, sum.1))
}

fn row(name: &str, plain: usize, zipped: usize) -> String {
    let kib = |bytes: usize| bytes as f64 / 1024.0;
    format!("{name:<44} {:>10.1} {:>10.1}\n", kib(plain), kib(zipped))
}

/// How many bytes `bytes` are when gzipped as small as gzip can.
fn gzipped(bytes: &[u8]) -> std::io::Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_give_kibibytes() {
        assert_eq!(row("a", 1536, 512).split_whitespace().collect::<Vec<_>>(), ["a", "1.5", "0.5"]);
    }

    #[test]
    fn repetition_is_compressed() {
        assert!(gzipped(&[b'a'; 10_000]).unwrap() < 100);
    }
}
