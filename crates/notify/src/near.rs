//! What letters say of the calendar and of the neighbourhood: when nothing is cut, and where to pay near. Source: UX
//! 5.5 L1, L2.

use crate::texts::figures::Words;
pub use calendar::Spared;
use serde::{Deserialize, Serialize};
use units::Language;

/// Shops that a letter names.
pub const MOST_SHOPS: usize = 3;
/// Letters of a shop's name, its street and its town that a letter has place for.
const NAME: usize = 24;
const STREET: usize = 26;
const TOWN: usize = 20;
const HOURS: usize = 70;

/// A shop or a desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shop {
    pub name: String,
    pub street: String,
    pub town: String,
    /// As they are kept: `Mo 08:00-12:00 13:00-18:00; Sa 09:00-12:00; PH off`.
    pub hours: String,
}

fn short(text: &str, most: usize) -> String {
    let fits: String = text.chars().take(most).collect();
    if text.chars().count() > most { format!("{}…", fits.trim_end()) } else { fits }
}

impl Shop {
    /// Name, street and town, each as far as there is place.
    pub(crate) fn place(&self) -> String {
        let parts = [(&self.name, NAME), (&self.street, STREET), (&self.town, TOWN)];
        parts.map(|(text, most)| short(text, most)).join(", ")
    }

    /// Days of the same hours together: `lu-ve 8:00-18:00; sa 9:00-12:00`.
    pub(crate) fn open(&self, language: Language) -> String {
        let mut groups: Vec<(usize, usize, &str)> = Vec::new();
        let mut off = false;
        for rule in self.hours.split(';').map(str::trim) {
            let Some((day, windows)) = rule.split_once(' ') else { continue };
            let Some(place) = DAYS.iter().position(|name| *name == day) else {
                off |= rule == "PH off";
                continue;
            };
            match groups.last_mut() {
                Some((_, last, same)) if *same == windows && *last + 1 == place => *last = place,
                _ => groups.push((place, place, windows)),
            }
        }
        let w = Words::of(language);
        let names = [w.mon, w.tue, w.wed, w.thu, w.fri, w.sat, w.sun];
        let name = |place: usize| names.get(place).copied().unwrap_or_default();
        let mut all: Vec<String> = groups
            .into_iter()
            .map(|(first, last, windows)| {
                let days = if first == last {
                    name(first).to_owned()
                } else {
                    format!("{}-{}", name(first), name(last))
                };
                format!("{days} {}", without_zeros(windows))
            })
            .collect();
        if off {
            all.push(w.shops_off.to_owned());
        }
        // Longer ones would cost the letter its page.
        short(&all.join("; "), HOURS)
    }

    /// The longest real values.
    pub(crate) fn longest() -> Self {
        Self {
            name: "Librairie-papeterie du Vieux Marché couvert".to_owned(),
            street: "Avenue du Commandant Lothaire 142".to_owned(),
            town: "Montignies-sur-Sambre-lez-Charleroi".to_owned(),
            hours: "Mo 08:00-12:30 13:30-18:30; Tu 08:00-12:30 13:30-18:30; Sa 09:00-12:30; PH off"
                .to_owned(),
        }
    }
}

/// `08:00-12:00` as `8:00-12:00`.
fn without_zeros(windows: &str) -> String {
    let clock = |text: &str| text.strip_prefix('0').unwrap_or(text).to_owned();
    let window = |text: &str| match text.split_once('-') {
        Some((from, to)) => format!("{}-{}", clock(from), clock(to)),
        None => text.to_owned(),
    };
    windows.split_whitespace().map(window).collect::<Vec<_>>().join(" ")
}

/// As hours are kept.
const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

#[cfg(test)]
mod tests {
    use super::*;
    use calendar::{ProtectedHours, SettlementDay};

    #[test]
    fn ux_l2_hours_of_a_shop_are_short_in_each_language() {
        let week = "Mo 08:00-12:00 13:00-18:30; Tu 08:00-12:00 13:00-18:30; We 08:00-12:00 13:00-18:30; Fr 10:00-18:00; PH off";
        let shop = Shop { hours: week.to_owned(), ..Shop::longest() };
        let open = Language::ALL.map(|language| shop.open(language));
        assert_eq!(open[0], "lu-me 8:00-12:00 13:00-18:30; ve 10:00-18:00; fermé fériés");
        assert_eq!(open[2], "Mo-Mi 8:00-12:00 13:00-18:30; Fr 10:00-18:00; feiertags zu");
        assert!(shop.place().ends_with('…') && shop.place().chars().count() < 80);
    }

    #[test]
    fn pa_14_a_letter_says_what_the_calendar_spares() {
        let day: SettlementDay = "2026-11-04".parse().unwrap();
        let spared = Spared::of(&ProtectedHours::card_wal(true), day);
        let evening = Some((16 * 60, 8 * 60));
        assert_eq!(spared, Spared { evening, weekend: true, holidays: true });
        let spared = Spared::of(&ProtectedHours::card_wal(false), day);
        assert_eq!(spared, Spared { evening, weekend: true, holidays: false });
        let never = ProtectedHours::from_windows("none", "none", false).unwrap();
        assert_eq!(Spared::of(&never, day), Spared::default());
    }
}
