#![doc = include_str!("../README.md")]

mod code128;
mod letter;
mod print;

pub use code128::svg as barcode;
pub use letter::{Card, CutOut, Letter, Part, Reply, Sender, Transfer, parts};
pub use print::{LetterError, Pdf, print};
