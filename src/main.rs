//! Mounts the application.

#[cfg(target_arch = "wasm32")]
fn main() {
    agendum::browser::page::spawn(async {
        let app = agendum::app::App::start().await;
        agendum::host::install(&app);
        agendum::ui::mount(app);
    });
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("Agendum runs in a browser: `cargo xtask serve` builds and serves it.");
    std::process::exit(2);
}
