//! Why a frame gives no answer.

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MBusProblem {
    #[error("no long frame: it does not begin with 68, its length twice, and 68")]
    NotAFrame,
    #[error("the frame states {stated} bytes and has {found}")]
    Length { stated: usize, found: usize },
    #[error("the frame states checksum {stated:02X}, its bytes give {computed:02X}")]
    Checksum { stated: u8, computed: u8 },
    #[error("the frame does not end with 16")]
    NoStop,
    #[error("the meter answers with error {code:02X}: {meaning}")]
    OfTheMeter { code: u8, meaning: &'static str },
    #[error("content {ci:02X} is no answer with data")]
    Content { ci: u8 },
    #[error("byte {offset}: the frame ends inside {part}")]
    Ends { offset: usize, part: &'static str },
    #[error("byte {offset}: more than ten {part}")]
    TooMany { offset: usize, part: &'static str },
    #[error("byte {offset}: a length of {lvar:02X} is not known")]
    UnknownLength { offset: usize, lvar: u8 },
}

/// What is no hexadecimal text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HexError {
    #[error("`{text}` is no byte of two hexadecimal digits")]
    NotAByte { text: String },
    #[error("no frame")]
    Frame { source: MBusProblem },
}
