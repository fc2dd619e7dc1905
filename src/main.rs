//! Mounts the application.

#[cfg(target_arch = "wasm32")]
fn main() {
    agendum::ui::mount();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("Agendum runs in a browser: `cargo xtask serve` builds and serves it.");
    std::process::exit(2);
}
