//! Green Button: ESPI 3.3 in Atom, in thousandths of a watt-hour, which is what we keep.

use super::ExportError;
use crate::series::{Direction, Interval, Quality, Register, Series};
use calendar::Instant;
use std::io::Write;

const BASE: &str = "https://tirelire.invalid/espi/1_1/resource";

/// A feed with a usage point and a meter reading for each series, and a block for each run of
/// quarter-hours without a gap within a local day. `made_at` is the date that the feed bears. Errors:
/// it cannot be written.
pub fn espi(series: &[Series], made_at: Instant, out: &mut dyn Write) -> Result<u64, ExportError> {
    let updated = made_at.to_utc_string();
    let mut rows = 0_u64;
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(
        out,
        r#"<feed xmlns="http://www.w3.org/2005/Atom" xmlns:espi="http://naesb.org/espi">"#
    )?;
    writeln!(out, "<id>urn:tirelire:feed</id><title>Load curve</title>")?;
    writeln!(out, "<updated>{updated}</updated>")?;
    for direction in Direction::ALL {
        let flow = match direction {
            Direction::OffTake => 1,
            Direction::Injection => 19,
        };
        let number = direction.code();
        entry(
            out,
            &updated,
            &format!("ReadingType/{number}"),
            &[],
            &format!(
                "<espi:ReadingType>\
             <espi:accumulationBehaviour>4</espi:accumulationBehaviour>\
             <espi:commodity>1</espi:commodity>\
             <espi:dataQualifier>12</espi:dataQualifier>\
             <espi:flowDirection>{flow}</espi:flowDirection>\
             <espi:intervalLength>900</espi:intervalLength>\
             <espi:kind>12</espi:kind>\
             <espi:powerOfTenMultiplier>-3</espi:powerOfTenMultiplier>\
             <espi:uom>72</espi:uom>\
             </espi:ReadingType>"
            ),
        )?;
    }
    let mut before = None;
    for one in series {
        let point = format!("Subscription/1/UsagePoint/{}", one.point);
        let meter = format!("{point}/MeterReading/{}", one.direction.code());
        if before != Some(&one.point) {
            let content = "<espi:UsagePoint><espi:ServiceCategory><espi:kind>0</espi:kind>\
                           </espi:ServiceCategory></espi:UsagePoint>";
            entry(
                out,
                &updated,
                &point,
                &[("related", &format!("{point}/MeterReading"))],
                content,
            )?;
            before = Some(&one.point);
        }
        let kind = format!("ReadingType/{}", one.direction.code());
        let blocks = format!("{meter}/IntervalBlock");
        let links = [("related", kind.as_str()), ("related", blocks.as_str())];
        entry(out, &updated, &meter, &links, "<espi:MeterReading/>")?;
        let mut number = 0_u64;
        let mut rest = one.intervals.as_slice();
        while let Some(first) = rest.first() {
            let day = first.quarter.day();
            let mut expected = first.quarter;
            let joined = |interval: &&Interval| {
                let joins = interval.quarter == expected && interval.quarter.day() == day;
                expected = expected.next();
                joins
            };
            let count = rest.iter().take_while(joined).count().max(1);
            let (now, later) = rest.split_at(count.min(rest.len()));
            number = number.saturating_add(1);
            let place = format!("{blocks}/{number}");
            entry(out, &updated, &place, &[("up", &blocks)], &block(now))?;
            rows = rows.saturating_add(now.len() as u64);
            rest = later;
        }
    }
    writeln!(out, "</feed>")?;
    Ok(rows)
}

fn entry(
    out: &mut dyn Write,
    updated: &str,
    own: &str,
    links: &[(&str, &str)],
    content: &str,
) -> Result<(), ExportError> {
    writeln!(out, "<entry><id>urn:tirelire:{}</id>", own.replace('/', ":"))?;
    writeln!(out, r#"<link rel="self" href="{BASE}/{own}"/>"#)?;
    for (relation, href) in links {
        writeln!(out, r#"<link rel="{relation}" href="{BASE}/{href}"/>"#)?;
    }
    writeln!(out, "<title/><updated>{updated}</updated><published>{updated}</published>")?;
    writeln!(out, "<content>{content}</content></entry>")?;
    Ok(())
}

fn block(intervals: &[Interval]) -> String {
    use std::fmt::Write;
    let start = intervals.first().map_or(0, |first| first.quarter.start().unix_s());
    let duration = intervals.len().saturating_mul(900);
    let mut text = format!(
        "<espi:IntervalBlock><espi:interval><espi:duration>{duration}</espi:duration>\
         <espi:start>{start}</espi:start></espi:interval>"
    );
    for interval in intervals {
        let quality = match interval.quality {
            Quality::Measured => 17,
            Quality::Replaced => 7,
            Quality::Estimated => 8,
            Quality::Unknown => 10,
        };
        let tou = match interval.register {
            Register::Total => String::new(),
            register => format!("<espi:tou>{}</espi:tou>", register.code()),
        };
        // Writing to a text cannot fail.
        let _ = write!(
            text,
            "\n<espi:IntervalReading><espi:ReadingQuality><espi:quality>{quality}</espi:quality>\
             </espi:ReadingQuality><espi:timePeriod><espi:duration>900</espi:duration>\
             <espi:start>{}</espi:start></espi:timePeriod><espi:value>{}</espi:value>{tou}\
             </espi:IntervalReading>",
            interval.quarter.start().unix_s(),
            interval.energy.0
        );
    }
    text.push_str("</espi:IntervalBlock>");
    text
}
