//! Which format a file has, by how it begins.

use std::fmt;
use std::str::FromStr;

/// The formats that are imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Mijn Fluvius, in Dutch, English or French: a row for each quarter-hour and register.
    FluviusPortal,
    /// Open data of Fluvius: `EAN_ID`, `Datum_Startuur` with a false `Z`, kWh.
    FluviusOpenData,
    /// `start,offtake_kwh[,injection_kwh]`, also `start_utc,import_kwh,export_kwh`, with an offset:
    /// EnergyID and others.
    EnergyId,
    /// `start_local,<home>,...`: Wh, local time, a column for each home.
    Wide,
    /// `start_local,offtake_kwh[,injection_kwh]`: kWh, local time.
    TwoColumn,
    /// `start,member,offtake_kwh,injection_kwh`: what `share allocate` reads.
    Members,
    /// `start,point,direction,energy_kwh,quality,register`: our own export.
    Own,
    /// Values of a HomeWizard P1 meter every 15 minutes; differences are taken.
    HomeWizard,
    /// Green Button: ESPI in Atom.
    Espi,
    /// IEC 62325 time series, as EDDIE makes them of validated historical data.
    Cim,
    /// `ConsumptionRecord` of the Austrian market.
    Eda,
    /// EDIFACT MSCONS.
    Mscons,
    /// Quarter-hours of the Fluvius API, as EDDIE receives them.
    FluviusApi,
    /// Mean power of quarter-hours of EnergyID, in JSON.
    EnergyIdPower,
}

/// A word that is no format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a format of quarter-hours")]
pub struct UnknownFormatName {
    pub text: String,
}

impl Format {
    pub const ALL: [Self; 14] = [
        Self::FluviusPortal,
        Self::FluviusOpenData,
        Self::EnergyId,
        Self::Wide,
        Self::TwoColumn,
        Self::Members,
        Self::Own,
        Self::HomeWizard,
        Self::Espi,
        Self::Cim,
        Self::Eda,
        Self::Mscons,
        Self::FluviusApi,
        Self::EnergyIdPower,
    ];

    /// The word for it on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::FluviusPortal => "fluvius-portal",
            Self::FluviusOpenData => "fluvius-open-data",
            Self::EnergyId => "energyid",
            Self::Wide => "wide",
            Self::TwoColumn => "two-column",
            Self::Members => "members",
            Self::Own => "intervals",
            Self::HomeWizard => "homewizard",
            Self::Espi => "espi",
            Self::Cim => "cim",
            Self::Eda => "eda",
            Self::Mscons => "mscons",
            Self::FluviusApi => "fluvius-api",
            Self::EnergyIdPower => "energyid-power",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

impl FromStr for Format {
    type Err = UnknownFormatName;
    fn from_str(text: &str) -> Result<Self, UnknownFormatName> {
        let found = Self::ALL.into_iter().find(|format| format.name() == text);
        found.ok_or_else(|| UnknownFormatName { text: text.to_owned() })
    }
}

/// How a file begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Beginning {
    Is(Format),
    /// JSON is known by what is in it.
    Json,
    /// A portal's header in no language, with the column that gives it away.
    PortalOfNoLanguage(String),
    /// Columns of time, and one of energy in another unit than is read.
    InUnit {
        column: String,
    },
    /// The same, with a column that is named in another language.
    InLanguage {
        column: String,
    },
    /// Something known that has no quarter-hours.
    Refused {
        found: &'static str,
    },
    Unknown,
}

/// The beginning of a file, unpacked and without a byte order mark.
pub(crate) fn recognise(head: &[u8]) -> Beginning {
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start();
    if text.starts_with("UNA") || text.starts_with("UNB+") {
        return Beginning::Is(Format::Mscons);
    }
    if text.starts_with(['{', '[']) {
        return Beginning::Json;
    }
    if text.starts_with('<') {
        return xml(text);
    }
    let header = text.lines().next().unwrap_or_default();
    csv(header)
}

/// By the name of the root element.
fn xml(text: &str) -> Beginning {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('<') {
        rest = after;
        if let Some(comment) = after.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, behind)| behind);
            continue;
        }
        if after.starts_with(['?', '!']) {
            continue;
        }
        let end = after.find(|c: char| c.is_whitespace() || c == '>' || c == '/');
        let name = end.and_then(|end| after.get(..end)).unwrap_or(after);
        let name = name.rsplit_once(':').map_or(name, |(_, local)| local);
        return match name {
            "feed" | "entry" if text.contains("naesb.org/espi") || text.contains("espi") => {
                Beginning::Is(Format::Espi)
            }
            // A feed whose first entry is beyond the head that was looked at.
            "feed" => Beginning::Is(Format::Espi),
            "ConsumptionRecord" => Beginning::Is(Format::Eda),
            "MasterData" => Beginning::Refused { found: "a message of master data" },
            "CMNotification" => Beginning::Refused { found: "a notification of a consent" },
            name if name.contains("_Envelope") || name.ends_with("MarketDocument") => {
                Beginning::Is(Format::Cim)
            }
            _ => Beginning::Unknown,
        };
    }
    Beginning::Unknown
}

/// A column of energy that is not in kWh, or not in the words of our own files.
fn not_ours(column: &str) -> Option<Beginning> {
    const OURS: [&str; 4] = ["offtake", "import", "injection", "export"];
    const THEIRS: [&str; 9] = [
        "prelevement",
        "prélèvement",
        "consommation",
        "afname",
        "verbruik",
        "injectie",
        "bezug",
        "verbrauch",
        "einspeisung",
    ];
    let (word, unit) = column.rsplit_once('_')?;
    let column = column.to_owned();
    if OURS.contains(&word) && ["wh", "mwh", "gwh", "kw", "w", "m3"].contains(&unit) {
        return Some(Beginning::InUnit { column });
    }
    let is_energy = ["kwh", "wh", "mwh"].contains(&unit);
    (THEIRS.contains(&word) && is_energy).then_some(Beginning::InLanguage { column })
}

fn csv(header: &str) -> Beginning {
    let cells: Vec<String> =
        header.split([',', ';']).map(|cell| cell.trim().to_lowercase()).collect();
    let has = |name: &str| cells.iter().any(|cell| cell == name);
    if header.matches(';').count() >= 8 {
        match crate::formats::portal::language(header) {
            Some(Ok(_)) => return Beginning::Is(Format::FluviusPortal),
            Some(Err(column)) => return Beginning::PortalOfNoLanguage(column),
            None => {}
        }
    }
    if has("ean_id") && has("datum_startuur") {
        return Beginning::Is(Format::FluviusOpenData);
    }
    if header.contains(';') {
        return Beginning::Unknown;
    }
    if has("time") && has("import t1 kwh") {
        return Beginning::Is(Format::HomeWizard);
    }
    if has("eancodeasn") && has("meterreadingdate") {
        return Beginning::Refused { found: "daily register values of Liander" };
    }
    if has("month") && has("hour") && has("non_shiftable_load") {
        return Beginning::Refused { found: "hours of CityLearn" };
    }
    if has("start") && has("member") && has("offtake_kwh") {
        return Beginning::Is(Format::Members);
    }
    if has("start") && has("point") && has("direction") && has("energy_kwh") {
        return Beginning::Is(Format::Own);
    }
    let off_take = has("offtake_kwh") || has("import_kwh");
    if (has("start") || has("start_utc")) && off_take {
        return Beginning::Is(Format::EnergyId);
    }
    let of_time = |name: &String| name == "time" || name.starts_with("start");
    if cells.iter().any(of_time)
        && let Some(beginning) = cells.iter().find_map(|cell| not_ours(cell))
    {
        return beginning;
    }
    if !has("start_local") {
        return Beginning::Unknown;
    }
    if off_take {
        return Beginning::Is(Format::TwoColumn);
    }
    // A kWh read as a Wh would be a thousandth of the truth.
    let in_a_unit =
        |name: &String| ["_kwh", "_wh", "_kw", "_w", "_m3"].iter().any(|unit| name.ends_with(unit));
    match cells.len() > 1 && !cells.iter().any(in_a_unit) {
        true => Beginning::Is(Format::Wide),
        false => Beginning::Unknown,
    }
}
