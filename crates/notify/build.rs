//! Words from `locales` become constants. A text that is missing in a language does not compile.

use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rerun-if-changed=locales");
    // In the order of `Language::ALL`.
    let languages = &["fr", "nl", "de", "en"];
    let locales = wording::Locales { folder: Path::new("locales"), languages, fewer: &[] };
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    if let Err(error) = locales.compile(&out) {
        eprintln!("{error}");
        std::process::exit(1);
    }
}
