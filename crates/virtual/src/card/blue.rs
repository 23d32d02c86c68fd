//! The screens of a card meter, as tables. Source: MT-13, MT-14.

use super::machine::Mode;
use crate::screen::{ScreenRow, Shows, Unit, row};

/// What one press of the blue button shows; the last three with the card in.
pub(crate) struct BlueRow {
    pub(crate) card_in: bool,
    pub(crate) screen: ScreenRow,
}

const fn any(shows: Shows, text: &'static str, unit: Unit) -> BlueRow {
    BlueRow { card_in: false, screen: row(shows, "", text, unit) }
}

const fn card(shows: Shows, code: &'static str, text: &'static str, unit: Unit) -> BlueRow {
    BlueRow { card_in: true, screen: row(shows, code, text, unit) }
}

pub(crate) const ELECTRICITY: [BlueRow; 13] = [
    any(Shows::AllSegments, "display-test", Unit::None),
    any(Shows::Time, "time", Unit::None),
    any(Shows::Date, "date", Unit::None),
    any(Shows::LoadedTotal, "loaded-total", Unit::Eur),
    any(Shows::WeeklyDeductions, "weekly-deductions", Unit::EurPerWeek),
    any(Shows::EnergyTotal, "energy-total", Unit::Kwh),
    any(Shows::ImportPeak, "energy-day", Unit::Kwh),
    any(Shows::PricePeak, "price-day", Unit::EurPerKwh),
    any(Shows::ImportOffPeak, "energy-night", Unit::Kwh),
    any(Shows::PriceOffPeak, "price-night", Unit::EurPerKwh),
    card(Shows::EmergencyLeft, "", "emergency-left", Unit::Eur),
    card(Shows::Debt, "6", "debt", Unit::Eur),
    card(Shows::WeeklyRepayment, "7", "weekly-repayment", Unit::EurPerWeek),
];

/// Gas has one register and one price: presses 6 to 10 show them, the others are electricity's.
pub(crate) const GAS: [BlueRow; 13] = [
    any(Shows::AllSegments, "display-test", Unit::None),
    any(Shows::Time, "time", Unit::None),
    any(Shows::Date, "date", Unit::None),
    any(Shows::LoadedTotal, "loaded-total", Unit::Eur),
    any(Shows::WeeklyDeductions, "weekly-deductions", Unit::EurPerWeek),
    any(Shows::Volume, "volume", Unit::CubicMetre),
    any(Shows::EnergyTotal, "energy-total", Unit::Kwh),
    any(Shows::PricePeak, "price", Unit::EurPerKwh),
    any(Shows::GasFactor, "gas-factor", Unit::KwhPerCubicMetre),
    any(Shows::PricePerCubicMetre, "price-volume", Unit::EurPerCubicMetre),
    card(Shows::EmergencyLeft, "", "emergency-left", Unit::Eur),
    card(Shows::Debt, "6", "debt", Unit::Eur),
    card(Shows::WeeklyRepayment, "7", "weekly-repayment", Unit::EurPerWeek),
];

const ACTIVE: ScreenRow = row(Shows::Balance, "1", "active-credit", Unit::Eur);
const LEFT: ScreenRow = row(Shows::EmergencyLeft, "1", "emergency-left", Unit::Eur);
const CLEAR: ScreenRow = row(Shows::AmountToClear, "10", "amount-to-clear", Unit::Eur);
const LIMITED: ScreenRow = row(Shows::AmountToClear, "A", "limited-debt", Unit::Eur);
const TRIPPED: ScreenRow = row(Shows::Off, "", "tripped", Unit::None);
const FAULT: ScreenRow = row(Shows::FaultDebt, "0", "fault-debt", Unit::Eur);

/// What is shown in each mode when no button is pressed; two screens alternate.
pub(crate) const IDLE: [(Mode, [ScreenRow; 2]); 10] = [
    (Mode::Normal, [ACTIVE, ACTIVE]),
    (Mode::Warning, [ACTIVE, ACTIVE]),
    (Mode::Armed, [ACTIVE, ACTIVE]),
    (Mode::Held, [ACTIVE, ACTIVE]),
    (Mode::Off1, [ACTIVE, ACTIVE]),
    (Mode::Emergency, [LEFT, CLEAR]),
    (Mode::Off2, [LEFT, CLEAR]),
    (Mode::Limited, [LIMITED, LIMITED]),
    (Mode::Tripped, [TRIPPED, TRIPPED]),
    (Mode::Fault, [FAULT, FAULT]),
];

pub(crate) const REFUSED: ScreenRow = row(Shows::Nothing, "8", "card-refused", Unit::None);
pub(crate) const READING: ScreenRow = row(Shows::Dashes, "9", "loading", Unit::None);
pub(crate) const TAKEN: ScreenRow = row(Shows::JustLoaded, "", "loaded", Unit::Eur);
pub(crate) const NEW_BALANCE: ScreenRow = row(Shows::Balance, "", "new-balance", Unit::Eur);
pub(crate) const TESTING: ScreenRow = row(Shows::Countdown, "", "leak-test", Unit::Second);
