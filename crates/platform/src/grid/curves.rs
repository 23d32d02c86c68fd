//! Quarter-hours by point, from the files that sharing takes.

use super::table::{at_line, in_file};
use crate::failure::{Failure, Refusal, refuse};
use crate::share::line::{self, HEADER};
use calendar::Instant;
use std::collections::BTreeMap;
use std::io::BufRead;
use std::path::Path;

/// Off-take less injection of each point, in milliwatt-hours. A quarter-hour without an off-take is not there;
/// without an injection it has none, as a point that only takes.
pub type Curves = BTreeMap<String, BTreeMap<Instant, i64>>;

/// Errors: a bad line, a quarter-hour twice, a point that `known` does not know: by file and line.
pub fn read(path: &Path, known: &dyn Fn(&str) -> bool) -> Result<Curves, Failure> {
    read_lines(path, known).map_err(|source| in_file(path, source))
}

fn read_lines(path: &Path, known: &dyn Fn(&str) -> bool) -> Result<Curves, Failure> {
    let mut curves = Curves::new();
    let mut lines = crate::share::series::open(path)?.split(b'\n');
    let header = lines.next().transpose()?.unwrap_or_default();
    let header = String::from_utf8_lossy(&header).trim_end_matches('\r').to_owned();
    let header = header.trim_start_matches('\u{feff}');
    if header != HEADER {
        return Err(at_line(1, Refusal(line::header_problem(header))));
    }
    for (index, text) in lines.enumerate() {
        let text = text?;
        let text = text.strip_suffix(b"\r").unwrap_or(&text);
        add(&mut curves, text, known).map_err(|why| at_line(index + 2, why))?;
    }
    Ok(curves)
}

fn add(curves: &mut Curves, text: &[u8], known: &dyn Fn(&str) -> bool) -> Result<(), Failure> {
    let line = line::parse(text)?;
    let point = std::str::from_utf8(&line.member)?;
    if !known(point) {
        return refuse(format!("point `{point}` is not known"));
    }
    let start = crate::share::series::instant(line.start)?;
    let curve = match curves.get_mut(point) {
        Some(curve) => curve,
        None => curves.entry(point.to_owned()).or_default(),
    };
    if line.offtake < 0 {
        return Ok(());
    }
    if curve.insert(start, line.offtake - line.injection.max(0)).is_some() {
        let start = start.to_local_string();
        return refuse(format!("point `{point}` has the quarter-hour {start} already"));
    }
    Ok(())
}
