//! One movement, made from a seed and its place.

use calendar::SettlementDay;
use units::{Ean, MicroEuro, Ogm};

/// What a sample says of a movement, before it is written in either format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// Whole cents; positive is a credit.
    pub amount: MicroEuro,
    /// Amounts that add up to `amount`: of several payments that were booked as one. Empty if it is
    /// one payment.
    pub parts: Vec<MicroEuro>,
    pub ogm: Option<Ogm>,
    /// Free text, if there is no OGM.
    pub text: String,
    pub name: &'static str,
    pub account: String,
    pub bank_reference: String,
    pub day: SettlementDay,
    pub value: SettlementDay,
}

const NAMES: [&str; 6] = [
    "Fournier Zoé",
    "Maison Lumière SPRL",
    "van den Broeck J.",
    "Café “Le Coin” & Fils",
    "CPAS de Fléron",
    "Müller <Söhne>",
];

/// The next number of a small generator (splitmix64).
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn below(state: &mut u64, limit: u32) -> u32 {
    u32::try_from(next(state) % u64::from(limit.max(1))).unwrap_or(0)
}

impl Movement {
    /// The movement at `index` of the file with this seed.
    pub fn make(seed: u64, index: u64, day: SettlementDay) -> Self {
        let mut state = seed ^ index.wrapping_mul(0xd134_2543_de82_ef95);
        let state = &mut state;
        let credit = below(state, 10) > 0;
        let cents = i64::from(below(state, 24_501)) + 500;
        let parts = match below(state, 40) {
            0 => {
                let count = below(state, 4) + 2;
                let part = |_| i64::from(below(state, 5_000)) + 1;
                (0..count).map(part).collect()
            }
            _ => vec![cents],
        };
        let sign = if credit { 10_000 } else { -10_000 };
        let parts: Vec<MicroEuro> =
            parts.into_iter().map(|cents| MicroEuro(cents.saturating_mul(sign))).collect();
        let amount = parts.iter().fold(0i64, |sum, part| sum.saturating_add(part.0));
        let base = next(state) % 10_000_000_000;
        let ogm = if below(state, 3) > 0 { Ogm::of_base(base) } else { None };
        let reference = Ean::with_check_digit(54_144_901_000_000_000 + base % 1_000_000_000);
        let text = match (ogm, reference, below(state, 3)) {
            (Some(_), ..) => String::new(),
            (None, Some(ean), 0) => format!("recharge compteur {ean} merci"),
            (None, Some(ean), 1) => format!("électricité réf. {} décembre", ean.reference()),
            _ => "cadeau – sans référence".to_owned(),
        };
        let name = NAMES.get(usize::try_from(below(state, 6)).unwrap_or(0)).copied();
        Self {
            amount: MicroEuro(amount),
            parts: if parts.len() > 1 { parts } else { Vec::new() },
            ogm,
            text,
            name: name.unwrap_or_default(),
            account: iban(next(state)),
            bank_reference: format!("SAMPLE{index:015}"),
            day,
            value: day.plus(i32::try_from(below(state, 3)).unwrap_or(0)),
        }
    }
}

/// A Belgian account with right check digits, of a bank that does not exist.
fn iban(number: u64) -> String {
    let number = 9_990_000_000 + number % 10_000_000;
    let check = if number.is_multiple_of(97) { 97 } else { number % 97 };
    let bban = number * 100 + check;
    // B is 11, E is 14: the country code and 00 behind the number, modulo 97.
    let whole = u128::from(bban) * 1_000_000 + 111_400;
    format!("BE{:02}{bban:012}", 98 - whole % 97)
}
