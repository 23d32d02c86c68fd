//! Exports of Mijn Fluvius: a row for each quarter-hour and register, local time, decimal comma.

use super::{Header, Stop, each_row, length};
use crate::error::{ImportError, Place, ProblemKind};
use crate::format::Format;
use crate::gather::{Cell, Gather, SeriesNumber};
use crate::number::{KWH, WH, energy_with_comma};
use crate::series::{Direction, Point, Quality, Register};
use crate::source::Source;
use crate::times::wall_day_first;
use std::collections::HashMap;

/// What an export in one language writes. Headers of 2021 and 2023 differ; both stand here. No export
/// in French was seen: its headings are guesses.
pub(crate) struct Language {
    name: &'static str,
    from_date: &'static [&'static str],
    from_time: &'static [&'static str],
    until_date: &'static [&'static str],
    until_time: &'static [&'static str],
    ean: &'static [&'static str],
    register: &'static [&'static str],
    volume: &'static [&'static str],
    unit: &'static [&'static str],
    status: &'static [&'static str],
    others: &'static [&'static str],
    off_take: &'static [&'static str],
    injection: &'static [&'static str],
    day: &'static [&'static str],
    night: &'static [&'static str],
    measured: &'static [&'static str],
    estimated: &'static [&'static str],
    none: &'static [&'static str],
}

const LANGUAGES: [Language; 3] = [
    Language {
        name: "Dutch",
        from_date: &["van datum", "van (datum)"],
        from_time: &["van tijdstip", "van (tijdstip)"],
        until_date: &["tot datum", "tot (datum)"],
        until_time: &["tot tijdstip", "tot (tijdstip)"],
        ean: &["ean", "ean-code"],
        register: &["register"],
        volume: &["volume"],
        unit: &["eenheid"],
        status: &["validatiestatus"],
        others: &["meter", "metertype", "omschrijving", "calorische bovenwaarde"],
        off_take: &["afname"],
        injection: &["injectie"],
        day: &["dag"],
        night: &["nacht"],
        measured: &["gevalideerd", "uitgelezen", "gelezen"],
        estimated: &["geschat"],
        none: &["geen verbruik"],
    },
    Language {
        name: "English",
        from_date: &["from (date)", "from date"],
        from_time: &["from (time)", "from time"],
        until_date: &["until (date)", "until date", "to (date)"],
        until_time: &["until (time)", "until time", "to (time)"],
        ean: &["ean code", "ean"],
        register: &["register"],
        volume: &["volume"],
        unit: &["unit"],
        status: &["validation status"],
        others: &["meter", "meter type", "description", "gross calorific value"],
        off_take: &["offtake"],
        injection: &["injection"],
        day: &["day"],
        night: &["night"],
        measured: &["read", "validated"],
        estimated: &["estimated"],
        none: &["no consumption"],
    },
    Language {
        name: "French",
        from_date: &["de (date)", "du (date)"],
        from_time: &["de (heure)", "du (heure)"],
        until_date: &["à (date)", "jusqu'au (date)", "au (date)"],
        until_time: &["à (heure)", "jusqu'au (heure)", "au (heure)"],
        ean: &["code ean", "ean"],
        register: &["registre"],
        volume: &["volume"],
        unit: &["unité"],
        status: &["statut de validation"],
        others: &["compteur", "type de compteur", "description", "pouvoir calorifique supérieur"],
        off_take: &["prélèvement"],
        injection: &["injection"],
        day: &["jour"],
        night: &["nuit"],
        measured: &["lu", "validé", "relevé"],
        estimated: &["estimé"],
        none: &["aucune consommation", "pas de consommation"],
    },
];

impl Language {
    fn headings(&self) -> impl Iterator<Item = &'static str> + use<'_> {
        let lists = [
            self.from_date,
            self.from_time,
            self.until_date,
            self.until_time,
            self.ean,
            self.register,
            self.volume,
            self.unit,
            self.status,
            self.others,
        ];
        lists.into_iter().flatten().copied()
    }

    fn direction(&self, text: &str) -> Option<(Direction, Register)> {
        let text = text.to_lowercase();
        let (word, rate) = text.split_once(' ').unwrap_or((&text, ""));
        let direction = match word {
            word if self.off_take.contains(&word) => Direction::OffTake,
            word if self.injection.contains(&word) => Direction::Injection,
            _ => return None,
        };
        let register = match rate {
            "" => Register::Total,
            rate if self.day.contains(&rate) => Register::One,
            rate if self.night.contains(&rate) => Register::Two,
            _ => return None,
        };
        Some((direction, register))
    }
}

/// The language of a header; `Err` the column that is of another one, `None` if it is no portal's.
pub(crate) fn language(header: &str) -> Option<Result<&'static Language, String>> {
    let cells: Vec<String> = header.split(';').map(|cell| cell.trim().to_lowercase()).collect();
    let known = |language: &Language| {
        cells.iter().filter(|cell| language.headings().any(|heading| heading == *cell)).count()
    };
    let best = LANGUAGES.iter().max_by_key(|language| known(language))?;
    if known(best) < 3 {
        return None;
    }
    let strange = cells.iter().find(|cell| !best.headings().any(|heading| heading == *cell));
    Some(match strange {
        // A column that is empty, or new, is no reason to refuse the rest.
        Some(column) if known(best) < 9 => Err(column.clone()),
        _ => Ok(best),
    })
}

struct Columns {
    from: (usize, usize),
    until: (usize, usize),
    ean: usize,
    register: usize,
    volume: usize,
    unit: usize,
    status: usize,
}

/// Errors: no export of a known language; hours or days; gas.
pub(crate) fn read(source: &mut Source<'_>, gather: &mut Gather) -> Result<(), ImportError> {
    let header = Header::read(source, ';')?;
    let file = source.file.clone();
    let language = match language(&header.names.join(";")) {
        Some(Ok(language)) => language,
        Some(Err(column)) => return Err(ImportError::Language { file, column }),
        None => {
            let column = "register";
            return Err(ImportError::NotOfFormat { file, format: Format::FluviusPortal, column });
        }
    };
    let needed = |wanted| header.needed(source, Format::FluviusPortal, wanted);
    let columns = Columns {
        from: (needed(language.from_date)?, needed(language.from_time)?),
        until: (needed(language.until_date)?, needed(language.until_time)?),
        ean: needed(language.ean)?,
        register: needed(language.register)?,
        volume: needed(language.volume)?,
        unit: needed(language.unit)?,
        status: needed(language.status)?,
    };
    for name in &header.names {
        if !language.headings().any(|heading| heading == name.to_lowercase()) {
            gather.ignored.insert(format!("column `{name}`"));
        }
    }
    let mut rows = Rows { language, columns, file, unit: None, series: HashMap::new() };
    each_row(source, gather, &header, &mut |gather, place, cells| rows.take(gather, place, cells))
}

struct Rows {
    language: &'static Language,
    columns: Columns,
    file: String,
    /// The unit of the rows before.
    unit: Option<String>,
    series: HashMap<(String, Direction), SeriesNumber>,
}

impl Rows {
    fn take(&mut self, gather: &mut Gather, place: Place, cells: &[&str]) -> Result<(), Stop> {
        let cell = |index: usize| cells.get(index).copied().unwrap_or_default();
        let columns = &self.columns;
        let from = wall_day_first(cell(columns.from.0), cell(columns.from.1))?;
        let until = wall_day_first(cell(columns.until.0), cell(columns.until.1))?;
        let days = i64::from(until.day.days_since(from.day));
        let minutes = days * 1_440 + i64::from(until.minute) - i64::from(from.minute);
        // At the end of the first of two hours the clock goes back.
        let goes_back = minutes == -45 && from.day.quarter_hours() == 100;
        // At the end of the hour that is skipped it may be given as 3:00.
        let jumps = minutes == 75 && from.day.quarter_hours() == 92;
        if minutes != 15 && !goes_back && !jumps {
            if minutes == 60 || minutes >= 1_380 {
                // The first such row says what the file is.
                let (file, found) =
                    (self.file.clone(), format!("{} in {place}", length(minutes * 60)));
                return Err(ImportError::NotQuarterHours { file, found }.into());
            }
            return Err(ProblemKind::Length { minutes }.into());
        }
        let unit = cell(columns.unit);
        let decimals = match unit {
            "kWh" => KWH,
            "Wh" => WH,
            "m³" | "m3" => {
                let (file, found) = (self.file.clone(), "gas".to_owned());
                return Err(ImportError::NotElectricity { file, found }.into());
            }
            _ => return Err(ProblemKind::Unknown { what: "unit", text: unit.to_owned() }.into()),
        };
        match &self.unit {
            None => self.unit = Some(unit.to_owned()),
            Some(before) if before == unit => {}
            Some(before) => {
                let (found, before) = (unit.to_owned(), before.clone());
                return Err(ProblemKind::UnitChanges { found, before }.into());
            }
        }
        let word = |what, text: &str| ProblemKind::Word {
            what,
            text: text.to_owned(),
            language: self.language.name,
        };
        let register = cell(columns.register);
        let (direction, register) =
            self.language.direction(register).ok_or_else(|| word("register", register))?;
        let status = cell(columns.status);
        let is = |words: &[&str]| words.contains(&status.to_lowercase().as_str());
        let energy = energy_with_comma(cell(columns.volume), decimals)?;
        let quality = match status {
            _ if is(self.language.measured) => Quality::Measured,
            _ if is(self.language.estimated) => Quality::Estimated,
            _ if is(self.language.none) => Quality::Unknown,
            _ => return Err(word("validation status", status).into()),
        };
        if energy.is_none() && !is(self.language.none) {
            return Err(ProblemKind::Missing { field: "volume" }.into());
        }
        let ean = cell(columns.ean);
        let ean = ean.strip_prefix('=').unwrap_or(ean).trim_matches('"');
        let key = (ean.to_owned(), direction);
        let series = match self.series.get(&key) {
            Some(series) => *series,
            None => {
                let wrong = |_| ProblemKind::Point { text: ean.to_owned() };
                let series = gather.series(&ean.parse::<Point>().map_err(wrong)?, direction);
                self.series.insert(key, series);
                series
            }
        };
        let quarter = from.quarter(cell(columns.from.1))?;
        gather.local(series, place, (from.day, quarter), Cell { energy, quality, register });
        Ok(())
    }
}
