//! Small tables: a header and lines of fields, each refused by its number.

use crate::failure::{Failure, refuse};
use std::io::BufRead;
use std::path::Path;

/// A file that cannot be taken.
#[derive(Debug, thiserror::Error)]
#[error("`{file}`")]
struct InFile {
    file: String,
    source: Failure,
}

#[derive(Debug, thiserror::Error)]
#[error("line {line}")]
struct AtLine {
    line: usize,
    source: Failure,
}

pub fn in_file(path: &Path, source: Failure) -> Failure {
    Box::new(InFile { file: path.display().to_string(), source })
}

pub fn at_line(line: usize, source: impl Into<Failure>) -> Failure {
    Box::new(AtLine { line, source: source.into() })
}

/// The first line of a file. Errors: it cannot be read, or is empty.
pub fn header(path: &Path) -> Result<String, Failure> {
    let first = crate::share::series::open(path).and_then(|file| {
        match file.lines().next().transpose()? {
            Some(line) => Ok(line.trim_end_matches('\r').trim_start_matches('\u{feff}').to_owned()),
            None => refuse("the file is empty"),
        }
    });
    first.map_err(|source| in_file(path, source))
}

/// Gives the fields of each line after the header to `each`. The header is one of `headers`.
/// Errors: another header, a line with another number of fields, what `each` says: by file and line.
pub fn read(
    path: &Path,
    headers: &[&str],
    mut each: impl FnMut(&[&str]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    read_lines(path, headers, &mut each).map_err(|source| in_file(path, source))
}

fn read_lines(
    path: &Path,
    headers: &[&str],
    each: &mut dyn FnMut(&[&str]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let lines = crate::share::series::open(path)?.lines();
    let mut width = 0;
    for (index, line) in lines.enumerate() {
        let line = line?;
        let line = line.trim_end_matches('\r');
        if index == 0 {
            let header = line.trim_start_matches('\u{feff}');
            if !headers.contains(&header) {
                let known: Vec<_> = headers.iter().map(|header| format!("`{header}`")).collect();
                let text = format!("the header is `{header}`, it has to be {}", known.join(" or "));
                return Err(at_line(1, crate::failure::Refusal(text)));
            }
            width = header.split(',').count();
            continue;
        }
        let fields: Vec<&str> = line.split(',').collect();
        let done = match fields.len() == width {
            true => each(&fields),
            false => refuse(format!("{} fields, not {width}", fields.len())),
        };
        done.map_err(|why| at_line(index + 1, why))?;
    }
    if width == 0 { refuse("the file is empty") } else { Ok(()) }
}
