//! What is wrong with a telegram, or with one line of it.

/// A stretch of the stream that gave no telegram. The next one is read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("byte {offset}, line {line}: {problem}")]
pub struct Refusal {
    /// Bytes of the stream before it.
    pub offset: u64,
    /// Its first line in the stream, from 1.
    pub line: u64,
    pub problem: P1Problem,
}

/// Why it gave none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum P1Problem {
    #[error("{bytes} bytes belong to no telegram")]
    Headless { bytes: u64 },
    #[error("the telegram is cut after {bytes} bytes")]
    Cut { bytes: u64 },
    #[error("the telegram is longer than {most_bytes} bytes")]
    TooLong { most_bytes: usize },
    #[error("the telegram states CRC {stated:04X}, its bytes give {computed:04X}")]
    CrcWrong { stated: u16, computed: u16 },
    #[error("`{text}` is no CRC of four upper-case hex digits")]
    CrcNotHex { text: String },
    #[error("the telegram has no CRC, and its version has one")]
    CrcMissing,
    #[error("the telegram does not begin with an identification such as `/FLU5\\253769484_A`")]
    NotIdentified,
}

/// A line that was skipped. The other lines of the telegram count: its CRC is right, or it has none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("byte {offset}, line {line}: {kind}")]
pub struct LineProblem {
    pub offset: u64,
    pub line: u64,
    pub kind: LineProblemKind,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineProblemKind {
    #[error("`{text}` is no object such as `1-0:1.8.1(000123.456*kWh)`")]
    NotAnObject { text: String },
    #[error("`{text}` is no value of {obis} in `{expected}`")]
    Value { obis: String, text: String, expected: &'static str },
    #[error("{obis} has {found} values, {expected} are expected")]
    Values { obis: String, found: usize, expected: usize },
    #[error("`{text}` of {obis} is no time such as `200512135409S`")]
    Time { obis: String, text: String },
    #[error("{obis} comes a second time")]
    Twice { obis: String },
}
