//! A reader that cannot be made to give more than was asked.

use std::io::{self, BufRead, Read};

/// A reader that hands out a limited number of bytes until it is told to go on, and counts lines.
#[derive(Debug)]
pub(super) struct Bounded<R> {
    inner: R,
    /// Bytes that may still be handed out.
    pub(super) left: usize,
    /// Line ends that were handed out.
    pub(super) lines: u64,
}

impl<R> Bounded<R> {
    pub(super) fn new(inner: R, left: usize) -> Self {
        Self { inner, left, lines: 0 }
    }
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let got = self.fill_buf()?.read(buffer)?;
        self.consume(got);
        Ok(got)
    }
}

/// Marks the error of a [`Bounded`] reader that has handed out all it may.
pub(super) const BOUND: &str = "one piece is too long";

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let available = self.inner.fill_buf()?;
        if self.left == 0 && !available.is_empty() {
            return Err(io::Error::other(BOUND));
        }
        let most = available.len().min(self.left);
        Ok(available.get(..most).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        // What was handed out is still there: this reads nothing.
        if let Ok(available) = self.inner.fill_buf() {
            let used = available.get(..amount).unwrap_or_default();
            let lines = memchr::memchr_iter(b'\n', used).count();
            self.lines = self.lines.saturating_add(lines as u64);
        }
        self.left = self.left.saturating_sub(amount);
        self.inner.consume(amount);
    }
}
