//! Progress bars: on stderr, and only where a person looks at it.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::path::Path;

/// A bar for long work.
#[derive(Debug)]
pub struct Bar(ProgressBar);

impl Bar {
    /// Of steps; of an unknown number if `length` is 0.
    pub fn steps(what: &str, length: u64) -> Self {
        let bar = if length == 0 { ProgressBar::no_length() } else { ProgressBar::new(length) };
        Self::shown(bar, what, "{msg} {wide_bar} {pos}/{len} {eta}")
    }

    /// Of the bytes of a file.
    pub fn bytes(what: &str, file: &Path) -> Self {
        let length = std::fs::metadata(file).map(|known| known.len()).unwrap_or(0);
        Self::shown(ProgressBar::new(length), what, "{msg} {wide_bar} {bytes}/{total_bytes} {eta}")
    }

    fn shown(bar: ProgressBar, what: &str, template: &str) -> Self {
        if !std::io::stderr().is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(what.to_owned());
        Self(bar)
    }

    pub fn at(&self, position: u64) {
        self.0.set_position(position);
    }

    pub fn done(&self) {
        self.0.finish_and_clear();
    }
}
