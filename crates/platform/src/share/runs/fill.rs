//! Short holes in what members took, estimated before a month is made final: one lost day holds up no group for
//! good. What is injected is never guessed: without it nothing is shared. Source: ES-13, PA-39.

use super::{Intervals, time_of};
use crate::failure::Failure;
use crate::intervals::estimate::{keep, plan};
use crate::share::groups::Kept;
use ::intervals::{Direction, Month, Point};
use calendar::Instant;
use std::collections::BTreeSet;

/// Estimates what is missing of a month that is over, in holes that are short enough, and keeps it as a version of
/// its own. Returns how many quarter-hours that is.
pub fn fill(
    intervals: &mut Intervals,
    kept: &Kept,
    month: Month,
    (by, now): (&str, Instant),
) -> Result<usize, Failure> {
    let time = time_of(month)?;
    if now < time.end() {
        return Ok(0);
    }
    let of_month = kept.dossier.members.iter().filter(|member| {
        let joining = &member.joining;
        let then = joining.from < time.end() && member.to.is_none_or(|to| time.first < to);
        then && joining.role.takes()
    });
    let eans: BTreeSet<_> = of_month.map(|member| member.joining.ean).collect();
    let points: Vec<Point> = eans.into_iter().map(Point::from).collect();
    let days = (time.first.day(), time.end().day());
    let planned = plan(intervals, (kept.dso, &points), Direction::OffTake, days, now)?;
    keep(intervals, kept.dso, &planned, (by, now))?;
    Ok(planned.quarters())
}
