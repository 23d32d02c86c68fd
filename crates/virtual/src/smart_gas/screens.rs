//! The display of a smart gas meter, as tables. Source: MT-01, MT-12.

use crate::screen::{Button, ScreenRow, Shows, Unit, row};

/// Where the display stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Face {
    Asleep,
    Home,
    Updated,
    Balance,
    Emergency,
    /// The leak test runs; buttons change nothing.
    Testing,
}

pub(crate) const ASLEEP: ScreenRow = row(Shows::Nothing, "", "asleep", Unit::None);
pub(crate) const HOME: ScreenRow = row(Shows::Volume, "24.2.3", "volume", Unit::CubicMetre);
pub(crate) const MESSAGE: ScreenRow = row(Shows::Message, "96.13.0", "message", Unit::None);
pub(crate) const UPDATED: ScreenRow = row(Shows::UpdatedAt, "94.32.2.1", "updated", Unit::None);
pub(crate) const BALANCE: ScreenRow = row(Shows::PushedBalance, "94.32.2.2", "balance", Unit::Eur);
pub(crate) const EMERGENCY: ScreenRow =
    row(Shows::PushedEmergency, "94.32.2.3", "emergency-left", Unit::Eur);
pub(crate) const TESTING: ScreenRow = row(Shows::Countdown, "", "leak-test", Unit::Second);

/// A press on a display that is awake. What is not here leaves the screen as it is.
const PRESSES: [(Face, Button, Face); 6] = [
    (Face::Home, Button::UnderEuro, Face::Updated),
    (Face::Updated, Button::UnderArrow, Face::Balance),
    (Face::Balance, Button::UnderArrow, Face::Emergency),
    (Face::Updated, Button::UnderVolume, Face::Home),
    (Face::Balance, Button::UnderVolume, Face::Home),
    (Face::Emergency, Button::UnderVolume, Face::Home),
];

/// The buttons of the red strip.
pub(crate) const BUTTONS: [Button; 3] =
    [Button::UnderEuro, Button::UnderArrow, Button::UnderVolume];

/// The face after a short press; `prepayment` opens the menu.
pub(crate) fn after(face: Face, button: Button, prepayment: bool) -> Face {
    match face {
        Face::Asleep => return Face::Home,
        Face::Testing => return Face::Home,
        Face::Home | Face::Updated | Face::Balance | Face::Emergency => {}
    }
    let row = PRESSES.iter().find(|(from, on, _)| (*from, *on) == (face, button));
    match row {
        Some((_, _, to)) if prepayment => *to,
        _ => face,
    }
}
