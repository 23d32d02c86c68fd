//! Why a request could not be fulfilled.

use std::error::Error;

/// Whatever went wrong: each crate has its own errors, the binary only prints them.
pub type Failure = Box<dyn Error + Send + Sync>;

/// The error and its causes, with `: ` between.
pub fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        let said = next.to_string();
        if !text.ends_with(&said) {
            text.push_str(": ");
            text.push_str(&said);
        }
        cause = next.source();
    }
    text
}

/// A request that cannot be fulfilled, said in one line.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Refusal(pub String);

/// A refusal in one line.
pub fn refuse<T>(text: impl Into<String>) -> Result<T, Failure> {
    Err(Box::new(Refusal(text.into())))
}
