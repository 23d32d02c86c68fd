//! Lessons: what a trainee does before a meter and what is seen, step by step. Each is a file that
//! is also a test: the lines after a step are what the meter really shows. Source: S4, S0, S1, S3.

use crate::stand::{Act, Place, PlaceError, Stand, StandError, WrongLine};
use params::ParameterBook;

/// One lesson.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scenario {
    /// Its name on the command line.
    pub name: &'static str,
    pub text: &'static str,
}

/// A step of a lesson that cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum LessonError {
    #[error("line {line} of the lesson")]
    Place { line: usize, source: PlaceError },
    #[error("line {line} of the lesson")]
    Line { line: usize, source: WrongLine },
    #[error("line {line} of the lesson")]
    Act { line: usize, source: StandError },
    #[error("line {line} of the lesson acts on a meter that is not placed")]
    NotPlaced { line: usize },
}

macro_rules! lessons {
    ($($name:literal),* $(,)?) => {
        &[$(Scenario { name: $name, text: include_str!(concat!("../lessons/", $name, ".txt")) }),*]
    };
}

const SCENARIOS: &[Scenario] = lessons![
    "card-electricity-load",
    "card-electricity-blue-button",
    "card-electricity-emergency-credit",
    "card-electricity-reduced-power",
    "card-electricity-debt",
    "card-electricity-trouble",
    "card-gas-after-a-cut",
    "smart-electricity-balance",
    "smart-electricity-after-a-cut",
    "smart-electricity-ten-ampere",
    "smart-gas-balance",
    "smart-gas-after-a-cut",
];

/// Every lesson.
pub fn scenarios() -> &'static [Scenario] {
    SCENARIOS
}

impl Scenario {
    /// What is to be done, in order, without what is seen.
    pub fn steps(&self) -> impl Iterator<Item = &'static str> {
        self.text.lines().filter_map(|line| line.strip_prefix("> "))
    }

    /// Does every step and writes the lesson anew: comments and steps as they are, after each step
    /// what is seen. An honest lesson comes out as it went in.
    /// Errors: a step that is not understood or cannot be done.
    pub fn run(&self, book: &ParameterBook) -> Result<String, LessonError> {
        let mut stand: Option<Stand> = None;
        let mut written = String::new();
        for (number, text) in self.text.lines().enumerate() {
            let line = number + 1;
            if text.is_empty() || text.starts_with('#') {
                written += text;
                written.push('\n');
            }
            let Some(step) = text.strip_prefix("> ") else { continue };
            written += text;
            written.push('\n');
            if step.starts_with("place ") {
                let placed = Place::parse(step)
                    .map_err(PlaceError::from)
                    .and_then(|place| place.meter(book))
                    .map_err(|source| LessonError::Place { line, source })?;
                stand = Some(Stand::new(placed));
            }
            let on = stand.as_mut().ok_or(LessonError::NotPlaced { line })?;
            let act = match step.strip_prefix("place ") {
                Some(_) => Act::Show,
                None => Act::parse(step, on.meter().now())
                    .map_err(|source| LessonError::Line { line, source })?,
            };
            let said = on.act(&act).map_err(|source| LessonError::Act { line, source })?;
            for seen in said.lines() {
                written += "  ";
                written += &seen;
                written.push('\n');
            }
        }
        Ok(written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// The lessons of S4, S0 and S3, each step done and each screen compared.
    #[test]
    fn mt_11_mt_12_mt_13_mt_14_every_lesson_shows_what_the_meter_shows() {
        let book = ParameterBook::shipped().unwrap();
        for lesson in scenarios() {
            let written = lesson.run(&book).unwrap_or_else(|e| panic!("{}: {e:?}", lesson.name));
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons");
            let file = file.join(lesson.name).with_extension("txt");
            expect_test::expect_file![file].assert_eq(&written);
        }
    }

    #[test]
    fn mt_13_the_lessons_cover_every_step_of_the_brochure() {
        let texts: String = scenarios().iter().map(|lesson| lesson.text).collect();
        for step in 1..=21 {
            assert!(texts.contains(&format!("# S4 step {step}:")), "step {step}");
        }
        for press in 1..=13 {
            assert!(texts.contains(&format!("# S4 blue {press}:")), "press {press}");
        }
    }
}
