//! Single rate or two rates, at the prices of a contract that the household types. Source: PS-08.

use super::api::{RatePrices, RatesCompared};
use super::words::Words;
use crate::language::Writes as _;
use crate::pay::frame::PageError;
use crate::words::fill;
use serde::Deserialize;
use units::{Language, NanoEuroPerKwh};

pub(super) const SINGLE: &str = "single";
pub(super) const PEAK: &str = "peak";
pub(super) const OFF: &str = "off";
/// Digits of a price that are read.
const MOST: usize = 16;

/// The three prices as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    single: String,
    peak: String,
    off: String,
}

fn price(text: &str) -> Option<NanoEuroPerKwh> {
    let price: Option<NanoEuroPerKwh> = text.trim().replace(',', ".").parse().ok();
    price.filter(|price| (0..=10_000_000_000).contains(&price.0))
}

impl Typed {
    pub(super) fn is_empty(&self) -> bool {
        [&self.single, &self.peak, &self.off].iter().all(|text| text.trim().is_empty())
    }

    /// What is shown again: no more than a price needs.
    fn shown(text: &str) -> String {
        text.chars().take(MOST).collect()
    }

    /// The prices, or the fields that are none.
    pub(super) fn prices(&self, m: &'static Words) -> Result<RatePrices, Vec<PageError>> {
        let read = [(SINGLE, &self.single), (PEAK, &self.peak), (OFF, &self.off)];
        match read.map(|(_, text)| price(text)) {
            [Some(single), Some(peak), Some(off_peak)] => Ok(RatePrices { single, peak, off_peak }),
            _ => {
                let wrong = read.into_iter().filter(|(_, text)| price(text).is_none());
                Err(wrong.map(|(field, _)| PageError::at(field, m.e_price)).collect())
            }
        }
    }
}

#[derive(Debug)]
pub(super) struct Form {
    pub(super) single: String,
    pub(super) peak: String,
    pub(super) off: String,
    /// Of each point, sentences.
    pub(super) results: Vec<(String, Vec<String>)>,
    /// It was asked, and nothing was counted.
    pub(super) is_none: bool,
}

impl Form {
    /// `found`: `None` if nothing was asked, or not all of it can be read.
    pub(super) fn new(typed: &Typed, found: Option<&[RatesCompared]>, language: Language) -> Self {
        let m = Words::of(language);
        let result = |one: &RatesCompared| {
            let (single, two) = (language.money(one.single), language.money(one.two));
            let mut says = vec![fill(m.r_result, &[("single", &single), ("two", &two)])];
            let cheaper = match one.single.cmp(&one.two) {
                std::cmp::Ordering::Less => m.r_single_cheaper,
                std::cmp::Ordering::Greater => m.r_two_cheaper,
                std::cmp::Ordering::Equal => m.r_equal,
            };
            says.push(cheaper.to_owned());
            if one.missing > 0 {
                says.push(fill(m.missing, &[("count", &one.missing.to_string())]));
            }
            (one.ean.to_string(), says)
        };
        Self {
            single: Typed::shown(&typed.single),
            peak: Typed::shown(&typed.peak),
            off: Typed::shown(&typed.off),
            results: found.unwrap_or_default().iter().map(result).collect(),
            is_none: found.is_some_and(<[RatesCompared]>::is_empty),
        }
    }
}
