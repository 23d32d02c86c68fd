//! `tirelire share allocate`: whole quarter-hours as they come, so that a file in order of time takes
//! little memory however long it is.

use super::output::{Output, Results};
use super::series::{Filled, Quarters, Series};
use super::summary::Summary;
use super::{Allocate, group_file};
use crate::failure::{Failure, refuse};
use sharing::{Allocation, Block, Group, MISSING, Span, Work};
use std::path::Path;

/// An input that cannot be allocated, by its file.
#[derive(Debug, thiserror::Error)]
#[error("intervals `{file}`")]
struct InputFailure {
    file: String,
    source: Failure,
}

/// An output that cannot be written, by its file.
#[derive(Debug, thiserror::Error)]
#[error("output `{file}`")]
struct OutputFailure {
    file: String,
    source: Failure,
}

/// Allocates a file. Errors: a bad group or a bad line; then nothing is written.
pub fn run(asked: &Allocate) -> Result<Summary, Failure> {
    let group = group_file::read(&asked.group)?;
    if let Ok(output) = asked.output.canonicalize() {
        for read in [&asked.input, &asked.group] {
            if read.canonicalize().is_ok_and(|read| read == output) {
                return refuse(format!(
                    "`{}` would be overwritten by its own result",
                    read.display()
                ));
            }
        }
    }
    let failed = |source: Failure| -> Failure {
        if source.is::<OutputFailure>() {
            return source;
        }
        Box::new(InputFailure { file: asked.input.display().to_string(), source })
    };
    let summary = match all(&group, &asked.input, &asked.output, false).map_err(failed)? {
        Some(summary) => summary,
        // Not in order of time after all: once more, with all of it in memory.
        None => match all(&group, &asked.input, &asked.output, true).map_err(failed)? {
            Some(summary) => summary,
            None => return refuse("the file changed while it was read"),
        },
    };
    Ok(summary)
}

fn all(group: &Group, input: &Path, to: &Path, hold_all: bool) -> Result<Option<Summary>, Failure> {
    let of_output = |source| OutputFailure { file: to.display().to_string(), source };
    let mut series = Series::open(input, group, hold_all)?;
    let mut output = Output::create(to).map_err(of_output)?;
    let mut summary = Summary::new(group);
    let (mut quarters, mut results) = (Quarters::default(), Results::default());
    let mut buffers = Buffers::default();
    loop {
        let filled = series.fill(&mut quarters)?;
        if filled == Filled::OutOfOrder {
            return Ok(None);
        }
        allocate(group, &quarters, &mut results, &mut buffers)?;
        summary.add(&quarters, &results, group.ids().len());
        output.write(&quarters, &results, group.ids().len()).map_err(of_output)?;
        if filled == Filled::End {
            break;
        }
    }
    series.check_days(input)?;
    output.finish().map_err(of_output)?;
    Ok(Some(summary))
}

/// Kept from block to block.
#[derive(Debug, Default)]
pub struct Buffers {
    offtake: Vec<i64>,
    injection: Vec<i64>,
    received: Vec<i64>,
    given: Vec<i64>,
    work: Work,
}

/// Allocates the quarter-hours, each by the plan of its time.
/// Errors: what [`sharing::AllocateError`] says, with the quarter-hour.
pub fn allocate(
    group: &Group,
    quarters: &Quarters,
    results: &mut Results,
    buffers: &mut Buffers,
) -> Result<(), Failure> {
    let cells = quarters.offtake.len();
    for values in [&mut results.received, &mut results.given] {
        values.clear();
        values.resize(cells, 0);
    }
    let mut first = 0;
    while let Some(start) = quarters.starts.get(first) {
        let number = group.span_at(*start);
        let of_span = quarters.starts.get(first..).unwrap_or_default();
        let rows = of_span.iter().take_while(|start| group.span_at(**start) == number).count();
        if let Some(span) = group.spans().get(number) {
            some_rows(group, span, quarters, first..first + rows, results, buffers)?;
        }
        first += rows;
    }
    Ok(())
}

fn some_rows(
    group: &Group,
    span: &Span,
    quarters: &Quarters,
    rows: std::ops::Range<usize>,
    results: &mut Results,
    buffers: &mut Buffers,
) -> Result<(), Failure> {
    let members = group.ids().len();
    if span.columns.is_empty() {
        return Ok(());
    }
    let injects = |column: &usize| {
        let id = span.columns.get(*column).copied().unwrap_or(usize::MAX);
        quarters.injects.get(id).copied().unwrap_or(false)
    };
    let producers: Vec<usize> = (0..span.columns.len()).filter(injects).collect();
    let ids_of_producers: Vec<usize> =
        producers.iter().filter_map(|column| span.columns.get(*column).copied()).collect();
    let cells = rows.start * members..rows.end * members;
    let everyone = span.columns.iter().copied().eq(0..members);
    let (offtake, received) = if everyone {
        (
            quarters.offtake.get(cells.clone()).unwrap_or_default(),
            results.received.get_mut(cells.clone()).unwrap_or_default(),
        )
    } else {
        gather(&quarters.offtake, members, rows.clone(), &span.columns, &mut buffers.offtake);
        buffers.received.clear();
        buffers.received.resize(buffers.offtake.len(), 0);
        (buffers.offtake.as_slice(), buffers.received.as_mut_slice())
    };
    gather(&quarters.injection, members, rows.clone(), &ids_of_producers, &mut buffers.injection);
    buffers.given.clear();
    buffers.given.resize(buffers.injection.len(), 0);
    let block = Block { producers: &producers, offtake, injection: &buffers.injection };
    let mut allocation = Allocation { received, given: &mut buffers.given };
    span.plan.allocate(block, &mut allocation, &mut buffers.work).map_err(|error| {
        let row = error.row().unwrap_or(0);
        let start = quarters.starts.get(rows.start + row).map(|start| start.to_local_string());
        Box::new(InQuarterHour { start: start.unwrap_or_default(), source: error })
    })?;
    if !everyone {
        scatter(&buffers.received, &mut results.received, members, rows.clone(), &span.columns);
    }
    scatter(&buffers.given, &mut results.given, members, rows, &ids_of_producers);
    Ok(())
}

#[derive(Debug, thiserror::Error)]
#[error("quarter-hour {start}")]
struct InQuarterHour {
    start: String,
    source: sharing::AllocateError,
}

/// The columns `ids` of some rows.
fn gather(
    from: &[i64],
    members: usize,
    rows: std::ops::Range<usize>,
    ids: &[usize],
    to: &mut Vec<i64>,
) {
    to.clear();
    for row in from.chunks_exact(members).skip(rows.start).take(rows.len()) {
        to.extend(ids.iter().map(|id| row.get(*id).copied().unwrap_or(MISSING)));
    }
}

fn scatter(
    from: &[i64],
    to: &mut [i64],
    members: usize,
    rows: std::ops::Range<usize>,
    ids: &[usize],
) {
    if ids.is_empty() {
        return;
    }
    let rows = to.chunks_exact_mut(members).skip(rows.start).take(rows.len());
    for (row, values) in rows.zip(from.chunks_exact(ids.len())) {
        for (id, value) in ids.iter().zip(values) {
            if let Some(to) = row.get_mut(*id) {
                *to = *value;
            }
        }
    }
}
