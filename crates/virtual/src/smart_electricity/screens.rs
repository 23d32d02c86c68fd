//! The display of a smart electricity meter, as tables. Source: MT-01, MT-11.

use crate::screen::{Button, ScreenRow, Shows, Unit, row};

/// Where the display stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Face {
    Asleep,
    /// The registers in turn, and the message if there is one.
    Home,
    Updated,
    Balance,
    Emergency,
}

pub(crate) const ASLEEP: ScreenRow = row(Shows::Nothing, "", "asleep", Unit::None);
pub(crate) const HOME: [ScreenRow; 4] = [
    row(Shows::ImportPeak, "1.8.1", "import-t1", Unit::Kwh),
    row(Shows::ImportOffPeak, "1.8.2", "import-t2", Unit::Kwh),
    row(Shows::ExportPeak, "2.8.1", "export-t1", Unit::Kwh),
    row(Shows::ExportOffPeak, "2.8.2", "export-t2", Unit::Kwh),
];
pub(crate) const MESSAGE: ScreenRow = row(Shows::Message, "96.13.0", "message", Unit::None);
pub(crate) const UPDATED: ScreenRow = row(Shows::UpdatedAt, "94.32.2.1", "updated", Unit::None);
pub(crate) const BALANCE: ScreenRow = row(Shows::PushedBalance, "94.32.2.2", "balance", Unit::Eur);
pub(crate) const EMERGENCY: ScreenRow =
    row(Shows::PushedEmergency, "94.32.2.3", "emergency-left", Unit::Eur);

/// A press on a display that is awake. What is not here leaves the screen as it is. A press while
/// it sleeps wakes it and does no more.
const PRESSES: [(Face, Button, Face); 4] = [
    (Face::Home, Button::Green, Face::Updated),
    (Face::Updated, Button::Green, Face::Balance),
    (Face::Balance, Button::Green, Face::Emergency),
    (Face::Emergency, Button::Green, Face::Home),
];

/// The buttons of the strip.
pub(crate) const BUTTONS: [Button; 2] = [Button::Green, Button::Strip];

/// The face after a short press; `prepayment` opens the menu.
pub(crate) fn after(face: Face, button: Button, prepayment: bool) -> Face {
    if face == Face::Asleep {
        return Face::Home;
    }
    let row = PRESSES.iter().find(|(from, on, _)| (*from, *on) == (face, button));
    match row {
        Some((_, _, to)) if prepayment => *to,
        _ => face,
    }
}
