//! Telegrams from a file or from a socket, until it ends.

use crate::p1::line::Line;
use crate::p1::reader::{Item, P1Reader};
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::net::{TcpStream, ToSocketAddrs};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

const GZIP_MAGIC: &[u8] = &[0x1f, 0x8b];
/// Enough for a whole telegram.
const START: u64 = 4096;
/// A meter speaks each second, old ones every ten.
const SILENCE: Duration = Duration::from_secs(30);
const CONNECT: Duration = Duration::from_secs(10);

/// Why a stream of telegrams ended early. What came before has been handed out.
#[derive(Debug, thiserror::Error)]
pub enum PortError {
    #[error("could not open `{file}`")]
    Open { file: String, source: io::Error },
    #[error("could not read `{file}`")]
    Read { file: String, source: io::Error },
    #[error("could not connect to `{address}`")]
    Connect { address: String, source: io::Error },
    #[error("`{address}` has no address")]
    NoAddress { address: String },
    #[error("lost `{address}`")]
    Lost { address: String, source: io::Error },
}

/// True if the file, plain or gzip, begins like a telegram or in the middle of one: so `import` tells
/// telegrams from readings. Errors: it cannot be opened or read.
pub fn is_of_telegrams(path: &Path) -> Result<bool, PortError> {
    let file = path.display().to_string();
    let mut start = Vec::new();
    let (reader, packed) = open(path, &file)?;
    let read = match packed {
        true => MultiGzDecoder::new(reader).take(START).read_to_end(&mut start),
        false => reader.take(START).read_to_end(&mut start),
    };
    read.map_err(|source| PortError::Read { file, source })?;
    let mut lines = start.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let first = lines.find(|line| !line.is_empty()).unwrap_or_default();
    let maker = |line: &[u8]| match line {
        [b'/', maker @ ..] => maker.iter().take(3).all(u8::is_ascii_alphabetic),
        _ => false,
    };
    Ok(maker(first) || (Line::read(first).is_some() && lines.any(maker)))
}

/// Hands out the telegrams of a file, plain or gzip. Errors: it cannot be opened or read to its end.
pub fn read_file(path: &Path, each: &mut dyn FnMut(Item)) -> Result<(), PortError> {
    read_file_until(path, &mut |item| {
        each(item);
        ControlFlow::Continue(())
    })
}

/// The same until `each` has enough.
pub fn read_file_until(
    path: &Path,
    each: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> Result<(), PortError> {
    let file = path.display().to_string();
    let (reader, packed) = open(path, &file)?;
    let read = match packed {
        true => drain(MultiGzDecoder::new(reader), each),
        false => drain(reader, each),
    };
    read.map_err(|source| PortError::Read { file, source })
}

/// The file, and whether it is packed, by its first bytes.
fn open(path: &Path, file: &str) -> Result<(BufReader<File>, bool), PortError> {
    let opened = File::open(path);
    let opened = opened.map_err(|source| PortError::Open { file: file.to_owned(), source })?;
    let mut reader = BufReader::with_capacity(1 << 16, opened);
    let start = reader.fill_buf().map(|start| start.starts_with(GZIP_MAGIC));
    let packed = start.map_err(|source| PortError::Read { file: file.to_owned(), source })?;
    Ok((reader, packed))
}

/// Hands out the telegrams that `address` (`host:port`) sends until it closes the connection. Errors:
/// there is no connection, or it says nothing for 30 seconds.
pub fn listen_to(address: &str, each: &mut dyn FnMut(Item)) -> Result<(), PortError> {
    listen_until(address, &mut |item| {
        each(item);
        ControlFlow::Continue(())
    })
}

/// The same until `each` has enough.
pub fn listen_until(
    address: &str,
    each: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> Result<(), PortError> {
    let connect = |source| PortError::Connect { address: address.to_owned(), source };
    let mut last = None;
    for candidate in address.to_socket_addrs().map_err(connect)? {
        match TcpStream::connect_timeout(&candidate, CONNECT) {
            Ok(stream) => {
                stream.set_read_timeout(Some(SILENCE)).map_err(connect)?;
                let lost = |source| PortError::Lost { address: address.to_owned(), source };
                return drain(stream, each).map_err(lost);
            }
            Err(source) => last = Some(source),
        }
    }
    Err(last.map_or_else(|| PortError::NoAddress { address: address.to_owned() }, connect))
}

/// What was read is handed out also when reading ends with an error.
fn drain(mut read: impl Read, until: &mut dyn FnMut(Item) -> ControlFlow<()>) -> io::Result<()> {
    let mut reader = P1Reader::new();
    let is_over = std::cell::Cell::new(false);
    let each = &mut |item: Item| {
        if !is_over.get() {
            is_over.set(until(item).is_break());
        }
    };
    let mut buffer = [0; 4096];
    let ended = loop {
        if is_over.get() {
            break Ok(());
        }
        match read.read(&mut buffer) {
            Ok(0) => break Ok(()),
            Ok(got) => reader.feed(buffer.get(..got).unwrap_or_default(), each),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => break Err(error),
        }
    };
    reader.end(each);
    ended
}
