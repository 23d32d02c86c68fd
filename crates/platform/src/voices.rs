//! Easy pages read aloud by espeak-ng, once, when the pages begin to be served. Where the program is absent there is no
//! sound, and pages say nothing of it. Source: UX 8.1 P-13.

use portal::{Easy, Sounds};
use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use units::Language;

/// Found as programs are.
pub const PROGRAM: &str = "espeak-ng";
/// Words a minute: slower than its own, which is 175. Not from a source: ours.
const WORDS_A_MINUTE: &str = "130";
/// Samples a second of what is served. A page of half a minute is some 300 kB.
const RATE: u32 = 11_025;

type Made = BTreeMap<(Easy, Language), Arc<[u8]>>;

/// What was read aloud so far.
#[derive(Debug, Default)]
pub struct Voices {
    made: Mutex<Made>,
}

impl Voices {
    /// Reads all texts aloud, one after the other, on a thread of its own. That ends at the first one where the program is
    /// absent.
    pub fn begin(
        program: &Path,
        texts: Vec<((Easy, Language), String)>,
    ) -> (Arc<Self>, JoinHandle<()>) {
        let voices = Arc::new(Self::default());
        let (theirs, program) = (Arc::clone(&voices), PathBuf::from(program));
        let reads = thread::spawn(move || {
            for (of, text) in texts {
                match spoken(&program, of.1, &text) {
                    Ok(sound) => {
                        theirs.held().insert(of, sound.into());
                    }
                    Err(error) if error.kind() == io::ErrorKind::NotFound => return,
                    Err(error) => eprintln!("easy page {}, {}: {error}", of.0.id(), of.1),
                }
            }
        });
        (voices, reads)
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Made> {
        // Whoever panicked left what is whole.
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sounds for Voices {
    fn of(&self, page: Easy, language: Language) -> Option<Arc<[u8]>> {
        self.held().get(&(page, language)).cloned()
    }
}

/// Of its voices, those of the country.
fn voice(language: Language) -> &'static str {
    match language {
        Language::Fr => "fr-be",
        Language::Nl => "nl",
        Language::De => "de",
        Language::En => "en-gb",
    }
}

/// A text as a WAV file. Errors: the program is absent, fails, or writes no sound.
fn spoken(program: &Path, language: Language, text: &str) -> io::Result<Vec<u8>> {
    let mut child = Command::new(program)
        .args(["-v", voice(language), "-s", WORDS_A_MINUTE, "--stdin", "--stdout"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(text.as_bytes())?;
    }
    let output = child.wait_with_output()?;
    let bad = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    if !output.status.success() {
        return Err(bad("the program failed"));
    }
    let (rate, samples) = samples(&output.stdout).ok_or_else(|| bad("this is no sound"))?;
    Ok(small(rate, &samples))
}

fn number<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

/// Rate and samples of a WAV file of 16 bits and one channel. A program that writes as it speaks does not know how long it
/// will be: the end of the file counts, and not the length in its head.
fn samples(wav: &[u8]) -> Option<(u32, Vec<i16>)> {
    if wav.get(..4)? != b"RIFF" || wav.get(8..12)? != b"WAVE" {
        return None;
    }
    let (mut at, mut rate) = (12_usize, None);
    loop {
        let (name, length) =
            (number::<4>(wav, at)?, u32::from_le_bytes(number(wav, at.checked_add(4)?)?));
        let body = at.checked_add(8)?;
        if &name == b"fmt " {
            let of = |place: usize| number::<2>(wav, body.checked_add(place)?);
            let (kind, channels, bits) = (of(0)?, of(2)?, of(14)?);
            if [kind, channels, bits].map(u16::from_le_bytes) != [1, 1, 16] {
                return None;
            }
            rate = Some(u32::from_le_bytes(number(wav, body.checked_add(4)?)?));
        }
        if &name == b"data" {
            let sound = wav.get(body..)?;
            let end = usize::try_from(length).ok()?.min(sound.len());
            let pairs = sound.get(..end)?.chunks_exact(2);
            let read = pairs.filter_map(|pair| Some(i16::from_le_bytes(number(pair, 0)?)));
            let all: Vec<i16> = read.collect();
            return rate.filter(|rate| *rate > 0 && !all.is_empty()).map(|rate| (rate, all));
        }
        at = body.checked_add(usize::try_from(length).ok()?)?;
    }
}

/// The same with fewer samples of 8 bits, as a WAV file: a voice needs no more, and many pay for what they load.
fn small(rate: u32, samples: &[i16]) -> Vec<u8> {
    let step = usize::try_from(rate.div_euclid(RATE).max(1)).unwrap_or(1);
    let mean = |part: &[i16]| {
        let sum: i64 = part.iter().map(|one| i64::from(*one)).sum();
        let count = i64::try_from(part.len()).unwrap_or(1).max(1);
        // From 16 bits with a sign to 8 without.
        u8::try_from(sum.div_euclid(count).div_euclid(256).saturating_add(128)).unwrap_or(128)
    };
    let sound: Vec<u8> = samples.chunks(step).map(mean).collect();
    let length = u32::try_from(sound.len()).unwrap_or(u32::MAX);
    let rate = u32::try_from(step).ok().and_then(|step| rate.checked_div(step)).unwrap_or(rate);
    let mut wav = Vec::with_capacity(sound.len().saturating_add(44));
    wav.extend_from_slice(b"RIFF");
    wav.extend_from_slice(&length.saturating_add(36).to_le_bytes());
    wav.extend_from_slice(b"WAVEfmt ");
    wav.extend_from_slice(&16_u32.to_le_bytes());
    // Plain samples of one channel: as many bytes a second as samples, one a sample, 8 bits each.
    wav.extend_from_slice(&1_u16.to_le_bytes());
    wav.extend_from_slice(&1_u16.to_le_bytes());
    wav.extend_from_slice(&rate.to_le_bytes());
    wav.extend_from_slice(&rate.to_le_bytes());
    wav.extend_from_slice(&1_u16.to_le_bytes());
    wav.extend_from_slice(&8_u16.to_le_bytes());
    wav.extend_from_slice(b"data");
    wav.extend_from_slice(&length.to_le_bytes());
    wav.extend_from_slice(&sound);
    wav
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    /// As espeak-ng writes it to a pipe: with a length that is not so.
    fn streamed(samples: &[i16]) -> Vec<u8> {
        let mut wav = b"RIFF\xff\xff\xff\x7fWAVEfmt \x10\0\0\0".to_vec();
        wav.extend_from_slice(&[1, 0, 1, 0]);
        wav.extend_from_slice(&22_050_u32.to_le_bytes());
        wav.extend_from_slice(&44_100_u32.to_le_bytes());
        wav.extend_from_slice(&[2, 0, 16, 0]);
        wav.extend_from_slice(b"data\0\xf0\xff\x7f");
        wav.extend(samples.iter().flat_map(|one| one.to_le_bytes()));
        wav
    }

    #[test]
    fn p_13_a_sound_is_read_to_its_end_and_made_small() {
        let (rate, read) = samples(&streamed(&[0, 512, -32_768, -32_768, 32_767, 32_767])).unwrap();
        assert_eq!((rate, read.len()), (22_050, 6));
        let wav = small(rate, &read);
        assert_eq!(&wav[44..], [129, 0, 255]);
        assert_eq!(u32::from_le_bytes(wav[24..28].try_into().unwrap()), RATE);
        assert_eq!(u32::from_le_bytes(wav[40..44].try_into().unwrap()), 3);
        assert_eq!(u32::from_le_bytes(wav[4..8].try_into().unwrap()), 39);
        for none in [&b""[..], b"RIFF", &streamed(&[]), &wav, b"RIFF0000WAVEdata\x04\0\0\0abcd"] {
            assert_eq!(samples(none), None, "{none:?}");
        }
    }

    #[test]
    fn p_13_each_page_is_read_aloud_in_its_language_and_an_absent_program_leaves_none() {
        let folder = tempfile::tempdir().unwrap();
        let (sound, program) = (folder.path().join("a.wav"), folder.path().join("speaks"));
        std::fs::write(&sound, streamed(&[1, 2, 3, 4])).unwrap();
        // It speaks whatever it reads, and no German.
        let script = format!(
            "#!/bin/sh\ncat >> {0}/heard\necho \" $2\" >> {0}/heard\n[ \"$2\" != de ] || exit 1\ncat {0}/a.wav\n",
            folder.path().display()
        );
        std::fs::write(&program, script).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        let texts = || {
            let of = |language: Language| ((Easy::TopUp, language), format!("say {language}"));
            Language::ALL.map(of).to_vec()
        };
        let (voices, reads) = Voices::begin(&program, texts());
        reads.join().unwrap();
        let has = |voices: &Voices| Language::ALL.map(|one| voices.of(Easy::TopUp, one).is_some());
        assert_eq!(has(&voices), [true, true, false, true], "the one that failed is left out");
        assert!(voices.of(Easy::NoPower, Language::Fr).is_none());
        let heard = std::fs::read_to_string(folder.path().join("heard")).unwrap();
        assert_eq!(heard, "say fr fr-be\nsay nl nl\nsay de de\nsay en en-gb\n");
        let (none, reads) = Voices::begin(&folder.path().join("absent"), texts());
        reads.join().unwrap();
        assert_eq!(has(&none), [false; 4]);
    }
}
