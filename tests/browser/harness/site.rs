//! Serving what is tested, each time on an origin of its own, so that what tests store never meets.

use std::{
    fs,
    path::{Path, PathBuf},
};

use xtask::server::{Server, serve, serve_under};

use super::{engine::Engine, folder::Folder, logs::PAGE_HEARS};

/// A folder that is served on this machine, on a port of its own, until this is dropped.
pub struct Site {
    server: Server,
    // After the server, so that it is served from as long as there is one.
    copy: Option<Folder>,
}

impl Site {
    /// Serves a folder.
    pub fn of(folder: &Path) -> Site {
        Site::under("", folder)
    }

    /// Serves the release bundle with other files beside it, and with what `edit` makes of those of its files that are
    /// text: it is given the name, in which a hash may stand, and the text, and gives none to leave the file out.
    pub fn bundle_with(beside: &[(&str, &str)], edit: impl Fn(&str, &str) -> Option<String>) -> Site {
        let copy = copy(&bundle(), edit);
        for (name, content) in beside {
            copy.write(name, content);
        }
        Site { server: serve(copy.path().to_owned(), 0).expect("there is a free port"), copy: Some(copy) }
    }

    /// Serves the release bundle.
    pub fn bundle() -> Site {
        Site::bundle_under("")
    }

    /// Serves the release bundle from a path such as `some/where`, and nothing outside of it.
    pub fn bundle_under(path: &str) -> Site {
        Site::under(path, &bundle())
    }

    fn under(path: &str, folder: &Path) -> Site {
        // As it is, unless something has to hear the page from within.
        let copy = hears_from_within().then(|| copy(folder, |_, text| Some(text.to_owned())));
        let folder = copy.as_ref().map_or(folder, Folder::path).to_owned();
        Site { server: serve_under(path, folder, 0).expect("there is a free port"), copy }
    }

    /// The folder of the release bundle as it is served.
    pub fn folder(&self) -> PathBuf {
        let folder = self.copy.as_ref().map_or_else(bundle, |copy| copy.path().to_owned());
        folder.canonicalize().expect("the folder is there")
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.server.port())
    }

    /// The address of the page.
    pub fn address(&self) -> String {
        self.server.address()
    }
}

/// Whether the driver has no logs, so that a script has to hear the page.
fn hears_from_within() -> bool {
    Engine::chosen() == Engine::WebKit
}

/// Copies the files of a folder, with what `edit` makes of those that are text. Where the driver has no logs, the page's
/// first script is preceded by what hears the page.
fn copy(folder: &Path, edit: impl Fn(&str, &str) -> Option<String>) -> Folder {
    let copy = Folder::new();
    for entry in fs::read_dir(folder).expect("the folder can be listed").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_first = hears_from_within() && (name.starts_with("boot") || name == "page.js");
        let content = fs::read(entry.path()).expect("its files can be read");
        match String::from_utf8(content) {
            Ok(text) => {
                let text = edit(&name, &text);
                let text = text.map(|text| if is_first { format!("{PAGE_HEARS}{text}") } else { text });
                drop(text.map(|text| copy.write(&name, text)));
            }
            Err(binary) => drop(copy.write(&name, binary.into_bytes())),
        }
    }
    copy
}

/// Where the release bundle is.
fn bundle() -> PathBuf {
    let folder = std::env::var_os("AGENDUM_DIST").map_or_else(|| PathBuf::from("dist"), PathBuf::from);
    assert!(
        folder.join("index.html").is_file(),
        "there is no bundle in {}: build it with `cargo xtask build`, or let AGENDUM_DIST say where it is",
        folder.display()
    );
    folder
}
