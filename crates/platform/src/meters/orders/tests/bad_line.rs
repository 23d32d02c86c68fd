//! A line between head-end and meter that loses, doubles and delays what goes over it.

use dlms::DlmsError;
use dlms::client::Dial;
use dlms::face::ServedModel;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

/// What goes wrong, in parts of a thousand, and the chance that decides.
#[derive(Debug, Clone)]
pub struct Faults {
    pub questions_lost: u64,
    pub answers_lost: u64,
    pub doubled: u64,
    pub late: u64,
    pub late_s: u64,
    pub unreachable: bool,
    chance: u64,
}

impl Faults {
    pub fn none(seed: u64) -> Self {
        Self {
            questions_lost: 0,
            answers_lost: 0,
            doubled: 0,
            late: 0,
            late_s: 0,
            unreachable: false,
            chance: seed,
        }
    }

    /// The next number below `below`. SplitMix64: a test wants the same chance from the same seed.
    pub fn chance(&mut self, below: u64) -> u64 {
        self.chance = self.chance.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.chance;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % below.max(1)
    }

    fn falls(&mut self, per_mille: u64) -> bool {
        per_mille > 0 && self.chance(1_000) < per_mille
    }
}

/// Reaches one meter over the bad line.
#[derive(Clone)]
pub struct Through {
    pub served: Arc<ServedModel>,
    pub faults: Arc<Mutex<Faults>>,
}

impl Dial for Through {
    type Stream = DuplexStream;

    async fn dial(&self, within: Duration) -> Result<DuplexStream, DlmsError> {
        let unreachable = self.faults.lock().unwrap().unreachable;
        if unreachable {
            tokio::time::sleep(within).await;
            return Err(DlmsError::Silent { after: within });
        }
        let (near, near_end) = duplex(4_096);
        let (far, far_end) = duplex(4_096);
        let served = Arc::clone(&self.served);
        tokio::spawn(async move { served.serve_hdlc(far, 17).await });
        let (near_read, near_write) = tokio::io::split(near_end);
        let (far_read, far_write) = tokio::io::split(far_end);
        let faults = || Arc::clone(&self.faults);
        tokio::spawn(carry(near_read, far_write, faults(), |faults| faults.questions_lost));
        tokio::spawn(carry(far_read, near_write, faults(), |faults| faults.answers_lost));
        Ok(near)
    }
}

/// Carries what comes, piece by piece, until one end is gone.
async fn carry(
    mut from: impl AsyncReadExt + Unpin,
    mut to: impl AsyncWriteExt + Unpin,
    faults: Arc<Mutex<Faults>>,
    lost: impl Fn(&Faults) -> u64,
) {
    let mut piece = vec![0; 4_096];
    while let Ok(length @ 1..) = from.read(&mut piece).await {
        let (falls, times, waits) = {
            let mut faults = faults.lock().unwrap();
            let per_mille = lost(&faults);
            let (doubled, late, late_s) = (faults.doubled, faults.late, faults.late_s);
            let times = if faults.falls(doubled) { 2 } else { 1 };
            let waits = if faults.falls(late) { faults.chance(late_s) } else { 0 };
            (faults.falls(per_mille), times, waits)
        };
        if falls {
            continue;
        }
        if waits > 0 {
            tokio::time::sleep(Duration::from_secs(waits)).await;
        }
        for _ in 0..times {
            if to.write_all(&piece[..length]).await.is_err() {
                return;
            }
        }
    }
    // Whoever still talks at the other end is hung up on.
    let _ = to.shutdown().await;
}
