//! Visits: what a link's token is exchanged for. A visit ends by itself, and with the link that it came
//! from; it is signed and kept nowhere.

use crate::pay::Keys;
use calendar::Instant;

/// How long a visit lasts after the last page.
const VISIT_S: i64 = 2 * 3_600;

/// From which link, and until when, in seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visit {
    pub party: i64,
    pub link: i64,
    until_s: i64,
}

/// What a text says that claims to be a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claimed {
    Here(Visit),
    /// It was one.
    Over,
    /// We never gave it.
    Wrong,
}

impl Visit {
    pub fn new(party: i64, link: i64, now: Instant) -> Self {
        Self { party, link, until_s: now.plus_s(VISIT_S).0.div_euclid(1_000_000) }
    }

    fn body(self) -> String {
        format!("{}-{}-{:x}", self.party, self.link, self.until_s)
    }

    /// As a browser carries it.
    pub fn text(self, keys: Keys) -> String {
        let body = self.body();
        format!("{body}-{}", keys.visit(&body))
    }

    pub fn read(text: &str, keys: Keys, now: Instant) -> Claimed {
        let Some((body, mark)) = text.rsplit_once('-') else { return Claimed::Wrong };
        let parts: Vec<&str> = body.split('-').collect();
        let [party, link, until] = parts[..] else { return Claimed::Wrong };
        let numbers = (party.parse(), link.parse(), i64::from_str_radix(until, 16));
        let (Ok(party), Ok(link), Ok(until_s)) = numbers else { return Claimed::Wrong };
        let visit = Self { party, link, until_s };
        // Another way to write the same numbers is none of ours.
        if visit.body() != body || !keys.opens_visit(body, mark) {
            Claimed::Wrong
        } else if until_s.saturating_mul(1_000_000) <= now.0 {
            Claimed::Over
        } else {
            Claimed::Here(visit)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pay::testing_keys;

    #[test]
    fn tp_22_a_visit_is_read_back_until_it_ends_and_no_other_is() {
        let (keys, now) = (testing_keys(7), Instant(1_700_000_000_000_000));
        let visit = Visit::new(1_000_000_001, 2, now);
        let text = visit.text(keys);
        assert_eq!(Visit::read(&text, keys, now), Claimed::Here(visit));
        assert_eq!(Visit::read(&text, keys, now.plus_s(VISIT_S - 1)), Claimed::Here(visit));
        assert_eq!(Visit::read(&text, keys, now.plus_s(VISIT_S)), Claimed::Over);
        assert_eq!(Visit::read(&text, testing_keys(8), now), Claimed::Wrong);
        let longer = text.replacen("-2-", "-3-", 1);
        let padded = text.replacen("-2-", "-02-", 1);
        let shorter = text.get(..text.len() - 1).unwrap_or_default();
        for wrong in [longer.as_str(), &padded, shorter, "", "-", "1-2-3", "1-2-zz-0", "é-1-1-1"] {
            assert_eq!(Visit::read(wrong, keys, now), Claimed::Wrong, "{wrong}");
        }
    }
}
