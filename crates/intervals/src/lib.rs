//! Quarter-hours: imports of many formats into one neutral series, Parquet files with versions, checks
//! and exports. Energy is whole milliwatt-hours from the text of a file to a column and back.

mod checks;
mod error;
mod export;
mod format;
mod formats;
mod gather;
mod import;
mod number;
mod registers;
mod series;
mod source;
mod store;
mod times;
mod xml;

pub use checks::{
    Basis, Bound, DayCheck, DayDifference, Estimate, EstimateError, Filled, Finding, Left,
    SpikeBounds, Why, check_days, estimate_day, fill, findings, most_back,
};
pub use error::{ImportError, Place, Problem, ProblemKind, Problems};
pub use export::{ExportError, csv, espi, json, parquet};
pub use format::{Format, UnknownFormatName};
pub use gather::Mark;
pub use import::{Import, Options, import, import_file, is_of_quarter_hours};
pub use registers::{Counted, Impossible, OfRegisters, Stand, counted, of_registers};
pub use series::{
    Direction, Interval, LARGEST, Point, PointError, Quality, Quarter, Register, Series,
    UnknownWord,
};
pub use source::Unpacked;
pub use store::{
    Added, AddedFiles, Compacted, FileEntry, JsonManifest, Manifest, ManifestError, Month, Query,
    Source, Store, StoreError, Version, Written, hash_of, read_parquet,
};
