//! `years FIRST COUNT`: how long the books take for these years, and what the years reach.

use sim::{books, years};
use std::time::Instant;

fn main() -> Result<(), String> {
    let number = |place: usize, default: u64| {
        std::env::args().nth(place).and_then(|text| text.parse().ok()).unwrap_or(default)
    };
    let (first, count) = (number(1, 0), number(2, 100));
    let (mut making_us, mut keeping_us, mut worst_us, mut lines, mut cut) = (0, 0, 0, 0, 0);
    for seed in first..first.saturating_add(count) {
        let begin = Instant::now();
        let scenario = years::account_year(seed);
        making_us += begin.elapsed().as_micros();
        let begin = Instant::now();
        let kept = books::run(&scenario).map_err(|error| format!("seed {seed}: {error}"))?;
        let taken_us = begin.elapsed().as_micros();
        keeping_us += taken_us;
        worst_us = worst_us.max(taken_us);
        lines += kept.len();
        let is_cut = |line: &books::Line| matches!(line, books::Line::Event(event) if event.event == "cut_confirmed");
        cut += usize::from(kept.iter().any(is_cut));
    }
    println!("{count} years, {lines} lines, {cut} years with a cut");
    println!("made in {making_us} us, kept in {keeping_us} us, the slowest in {worst_us} us");
    Ok(())
}
