//! How much a first visit loads.

use std::{fs, path::PathBuf};

use xtask::{bench::gzipped, bundle};

use crate::table::Table;

/// Puts the sizes of the bundle into the table, gzipped as small as gzip can.
pub fn measure(table: &mut Table) {
    let dist = std::env::var_os("AGENDUM_DIST").map_or_else(|| PathBuf::from("dist"), PathBuf::from);
    let files = bundle::first_visit(&dist).unwrap_or_else(|why| panic!("{why}"));
    let (mut wasm, mut together, mut plain) = (Size::default(), Size::default(), Vec::new());
    for name in files {
        let size = Size::of(&fs::read(dist.join(&name)).expect("the page names files that are there"));
        together.add(size);
        if name.extension().is_some_and(|it| it == "wasm") {
            wasm.add(size);
        } else {
            plain.push(format!("{} {:.1}", ending(&name), size.zipped));
        }
    }
    table.size("WebAssembly, gzipped", wasm.zipped, 520.0, format!("{:.0} KiB plain", wasm.plain));
    table.size("first visit, gzipped", together.zipped, 600.0, format!("{:.0} KiB plain", together.plain));
    let worker = bundle::worker(&dist).unwrap_or_else(|why| panic!("{why}"));
    let worker = Size::of(&fs::read(dist.join(worker)).expect("the worker is there"));
    let sizes = format!("{:.1} KiB gzipped, {:.0} plain", worker.zipped, worker.plain);
    table.note(format!("The worker, loaded when something is first opened: {sizes}."));
    table.note(format!("First visit beside WebAssembly, KiB gzipped: {}.", plain.join(", ")));
}

/// What kind of file it is: its own name carries a hash.
fn ending(name: &std::path::Path) -> String {
    name.extension().unwrap_or(name.as_os_str()).to_string_lossy().into_owned()
}

/// In KiB.
#[derive(Clone, Copy, Default)]
struct Size {
    plain: f64,
    zipped: f64,
}

impl Size {
    fn of(bytes: &[u8]) -> Size {
        let kib = |count: usize| count as f64 / 1024.0;
        Size { plain: kib(bytes.len()), zipped: kib(gzipped(bytes).expect("memory takes what is written")) }
    }

    fn add(&mut self, other: Size) {
        self.plain += other.plain;
        self.zipped += other.zipped;
    }
}
