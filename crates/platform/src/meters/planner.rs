//! `tirelire meter planner`: what fits under the limiter, for whoever explains it. Source: MT-21.

use crate::failure::{Failure, refuse};
use clap::Args;
use serde_json::json;
use std::io::Write;
use supply::{LoadPlan, TYPICAL, plan_load};

#[derive(Debug, Args)]
pub struct Planner {
    /// What is in use at once: watt, or an appliance of the list, which counts with the most that it takes.
    #[arg(required_unless_present = "list")]
    in_use: Vec<String>,
    /// Of the limiter.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(i64).range(1..=100))]
    ampere: i64,
    /// List typical appliances of about 2011.
    #[arg(long)]
    list: bool,
}

pub fn run(asked: &Planner, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    if asked.list {
        for one in &TYPICAL {
            let (name, least, most) = (one.appliance, one.least_w, one.most_w);
            match json {
                true => {
                    let line = json!({"appliance": name, "least_w": least, "most_w": most});
                    writeln!(out, "{line}")?;
                }
                false => writeln!(out, "{name:<22} {least:>5} to {most:>5} W")?,
            }
        }
        return Ok(());
    }
    let mut watts = Vec::new();
    for text in &asked.in_use {
        let typical = TYPICAL.iter().find(|one| one.appliance == text).map(|one| one.most_w);
        match typical.or_else(|| text.parse().ok()) {
            Some(watt) => watts.push(watt),
            None => {
                return refuse(format!("`{text}` is neither watt nor an appliance of `--list`"));
            }
        }
    }
    let (fits, total_w, rest_w) = match plan_load(&watts, asked.ampere)? {
        LoadPlan::Fits { total_w, left_w } => (true, total_w, left_w),
        LoadPlan::TooMuch { total_w, over_w } => (false, total_w, over_w),
    };
    let ampere = asked.ampere;
    match (json, fits) {
        (true, _) => {
            let (left_w, over_w) = if fits { (rest_w, 0) } else { (0, rest_w) };
            let line = json!({"kind": "planner", "ampere": ampere, "fits": fits, "total_w": total_w,
                "left_w": left_w, "over_w": over_w});
            writeln!(out, "{line}")?;
        }
        (false, true) => writeln!(out, "{total_w} W fit under {ampere} A, {rest_w} W are left")?,
        (false, false) => {
            writeln!(out, "{total_w} W are {rest_w} W too much for {ampere} A: the breaker opens")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        asked: Planner,
    }

    fn said(words: &str) -> Result<String, String> {
        let words = std::iter::once("planner").chain(words.split_whitespace());
        let asked = Line::try_parse_from(words).unwrap().asked;
        let mut text = Vec::new();
        run(&asked, false, &mut text).map_err(|failure| failure.to_string())?;
        Ok(String::from_utf8(text).unwrap())
    }

    #[test]
    fn mt_21_the_planner_adds_up_what_is_in_use() {
        let example = said("150 250 1200 600 90").unwrap();
        assert_eq!(example, "2290 W fit under 10 A, 10 W are left\n");
        let more = said("150 250 1200 600 90 shaver").unwrap();
        assert_eq!(more, "2310 W are 10 W too much for 10 A: the breaker opens\n");
        assert_eq!(said("iron --ampere 6").unwrap(), "1200 W fit under 6 A, 180 W are left\n");
        assert_eq!(
            said("kettle").unwrap_err(),
            "`kettle` is neither watt nor an appliance of `--list`"
        );
        assert_eq!(said("--list").unwrap().lines().count(), TYPICAL.len());
    }
}
