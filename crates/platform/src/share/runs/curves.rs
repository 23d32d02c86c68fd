//! What the members of a group took and injected, from the quarter-hours that are kept.

use super::Intervals;
use crate::failure::Failure;
use ::intervals::{Direction, Point, Quality, Quarter, Query, Series};
use sharing::month::{Curve, Time};
use sharing::{Dossier, MISSING};
use std::collections::{BTreeMap, BTreeSet};
use units::{Dso, Ean};

/// A point's quarter-hours, and how good each is: the less certain of both directions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Quarters {
    pub curve: Curve,
    pub quality: Vec<Option<Quality>>,
}

/// The curves of all who are members in a time, as they were known at a version.
pub fn curves(
    intervals: &mut Intervals,
    dso: Dso,
    dossier: &Dossier,
    time: Time,
    version: Option<i32>,
) -> Result<BTreeMap<Ean, Quarters>, Failure> {
    let mut eans = BTreeSet::new();
    for member in &dossier.members {
        let joining = &member.joining;
        if joining.from < time.end() && member.to.is_none_or(|to| time.first < to) {
            eans.insert(joining.ean);
        }
    }
    let points: Vec<Point> = eans.iter().map(|ean| (*ean).into()).collect();
    let read = of_points(intervals, dso, &points, time, version)?;
    Ok(eans.into_iter().zip(read).map(|(ean, series)| (ean, quarters(&series, time))).collect())
}

/// The series of each point, in their order.
pub fn of_points(
    intervals: &mut Intervals,
    dso: Dso,
    points: &[Point],
    time: Time,
    version: Option<i32>,
) -> Result<Vec<Vec<Series>>, Failure> {
    let (from, until) = (time.first.day(), time.end().day());
    Ok(intervals.read_each(points, (dso, from, until), version)?)
}

pub fn of_point(
    intervals: &mut Intervals,
    dso: Dso,
    point: Point,
    time: Time,
    version: Option<i32>,
) -> Result<Vec<Series>, Failure> {
    let (from, until) = (time.first.day(), time.end().day());
    Ok(intervals.read(&Query { dso, point, from, until, version })?)
}

pub fn quarters(series: &[Series], time: Time) -> Quarters {
    let mut found = Quarters {
        curve: Curve {
            offtake: vec![MISSING; time.quarters],
            injection: vec![MISSING; time.quarters],
        },
        quality: vec![None; time.quarters],
    };
    let Some(first) = Quarter::starting_at(time.first) else { return found };
    for one in series {
        let values = match one.direction {
            Direction::OffTake => &mut found.curve.offtake,
            Direction::Injection => &mut found.curve.injection,
        };
        for interval in &one.intervals {
            let place = i64::from(interval.quarter.0).saturating_sub(i64::from(first.0));
            let Ok(place) = usize::try_from(place) else { continue };
            if let Some(value) = values.get_mut(place) {
                *value = interval.energy.0;
            }
            if let Some(quality) = found.quality.get_mut(place) {
                *quality = (*quality).max(Some(interval.quality));
            }
        }
    }
    found
}
