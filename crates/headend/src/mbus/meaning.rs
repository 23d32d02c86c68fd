//! What a value is of: the primary units, and those of the two extension tables that meters of energy use.

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Quantity {
    /// In watt-hours.
    Energy,
    /// In joule.
    Heat,
    /// In cubic metres, as counted.
    Volume,
    /// In watt.
    Power,
    /// In cubic metres an hour.
    VolumeFlow,
    /// In degrees.
    FlowTemperature,
    ReturnTemperature,
    TemperatureDifference,
    ExternalTemperature,
    /// In volt.
    Voltage,
    /// In ampere.
    Current,
    Date,
    DateTime,
    FabricationNumber,
    ErrorFlags,
    #[default]
    Other,
}

/// A quantity; whole values count in units of 10^`power` of its unit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Meaning {
    pub quantity: Quantity,
    pub power: i32,
    /// An extension says more of it than a factor, such as *while flowing backwards*: it is not simply the
    /// register that the quantity names.
    pub is_modified: bool,
}

/// `vif` and what follows it, each with or without the bit that announces the next.
pub(super) fn meaning(vif: u8, vifes: &[u8]) -> Meaning {
    let code = |byte: &u8| byte & 0x7F;
    let mut rest = vifes.iter().map(code);
    let (quantity, mut power) = match code(&vif) {
        0x7B => rest.next().map_or((Quantity::Other, 0), of_second_table),
        0x7D => rest.next().map_or((Quantity::Other, 0), of_main_table),
        code => primary(code),
    };
    let mut is_modified = false;
    for extension in rest {
        match extension {
            0x70..=0x77 => power = power.saturating_add(low(extension, 0x07)).saturating_sub(6),
            0x7D => power = power.saturating_add(3),
            _ => is_modified = true,
        }
    }
    Meaning { quantity, power, is_modified }
}

fn low(code: u8, mask: u8) -> i32 {
    i32::from(code & mask)
}

fn primary(code: u8) -> (Quantity, i32) {
    use Quantity as Q;
    let by = |quantity: Quantity, mask: u8, least: i32| {
        (quantity, low(code, mask).saturating_add(least))
    };
    match code {
        0x00..=0x07 => by(Q::Energy, 7, -3),
        0x08..=0x0F => by(Q::Heat, 7, 0),
        0x10..=0x17 => by(Q::Volume, 7, -6),
        0x28..=0x2F => by(Q::Power, 7, -3),
        0x38..=0x3F => by(Q::VolumeFlow, 7, -6),
        0x58..=0x5B => by(Q::FlowTemperature, 3, -3),
        0x5C..=0x5F => by(Q::ReturnTemperature, 3, -3),
        0x60..=0x63 => by(Q::TemperatureDifference, 3, -3),
        0x64..=0x67 => by(Q::ExternalTemperature, 3, -3),
        0x6C => (Q::Date, 0),
        0x6D => (Q::DateTime, 0),
        0x78 => (Q::FabricationNumber, 0),
        _ => (Q::Other, 0),
    }
}

/// Behind FD.
fn of_main_table(code: u8) -> (Quantity, i32) {
    match code {
        0x17 => (Quantity::ErrorFlags, 0),
        0x40..=0x4F => (Quantity::Voltage, low(code, 0x0F).saturating_sub(9)),
        0x50..=0x5F => (Quantity::Current, low(code, 0x0F).saturating_sub(12)),
        _ => (Quantity::Other, 0),
    }
}

/// Behind FB: larger units.
fn of_second_table(code: u8) -> (Quantity, i32) {
    match code {
        0x00 | 0x01 => (Quantity::Energy, low(code, 1).saturating_add(5)),
        0x08 | 0x09 => (Quantity::Heat, low(code, 1).saturating_add(8)),
        0x10 | 0x11 => (Quantity::Volume, low(code, 1).saturating_add(2)),
        0x28 | 0x29 => (Quantity::Power, low(code, 1).saturating_add(5)),
        _ => (Quantity::Other, 0),
    }
}
