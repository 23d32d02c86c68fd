//! Energy sharing as systems of representatives and suppliers read it: groups, versions of their months, and what each
//! point got. Source: ES-14, ES-15, UX R-06, F-S7.

use serde::Serialize;
use utoipa::ToSchema;

/// What is not there for a key, or is somebody else's: which is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SharingUnknown {
    Group,
    /// Of a group that the key may read.
    Version,
}

/// A group of energy sharing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SharingGroup {
    #[schema(example = "1000000001")]
    pub group: String,
    /// For its representative.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Rue Haute")]
    pub name: Option<String>,
    /// `building`, `cer`, `cec` or `p2p`.
    #[schema(example = "building")]
    pub form: String,
    /// How its dossier stands: `draft`, `submitted`, `accepted`, `refused`, `withdrawn` or `ended`.
    #[schema(example = "accepted")]
    pub state: String,
}

/// A version of a month. It never changes: what was wrong is put right by the next one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SharingVersion {
    #[schema(example = "2026-10")]
    pub month: String,
    /// Of the month, from 1.
    #[schema(example = 2)]
    pub version: i32,
    /// `provisional`, `final` or `corrected`.
    #[schema(example = "corrected")]
    pub state: String,
    #[schema(example = "2026-11-12T10:00:00+01:00")]
    pub made_at: String,
    /// Why it was corrected.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schema(example = "register replaced")]
    pub cause: String,
    /// Of all quarter-hours of the version: what its files name `run_sha256`. Versions with the same are the same.
    #[schema(example = "5f0c3b4b6bd5c0f6c1c3c0f5f2d7a8f0a1b2c3d4e5f60718293a4b5c6d7e8f90")]
    pub sha256: String,
    /// Points that the key may read.
    #[schema(example = 3)]
    pub points: usize,
    /// Of these, the ones of which something is other than in the version before.
    #[schema(example = 1)]
    pub changed: usize,
}

/// What one point got and gave in a version, in kWh with six decimals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SharedVolume {
    /// The EAN.
    #[schema(example = "541449012345678908")]
    pub point: String,
    #[schema(example = "320.000000")]
    pub offtake_kwh: String,
    /// What the key gave it before its use was the cap; absent where the key has no such share.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "112.500000")]
    pub share_kwh: Option<String>,
    /// Of the group's production.
    #[schema(example = "96.000000")]
    pub received_kwh: String,
    /// What its supplier bills.
    #[schema(example = "224.000000")]
    pub residual_offtake_kwh: String,
    #[schema(example = "0.000000")]
    pub injection_kwh: String,
    /// Given to the group.
    #[schema(example = "0.000000")]
    pub shared_kwh: String,
    #[schema(example = "0.000000")]
    pub surplus_kwh: String,
    /// What was shared of its injection, from 0 to 1; absent where nothing was injected.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "0.833333")]
    pub self_consumption: Option<String>,
    /// What was shared of its off-take, from 0 to 1; absent where nothing was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "0.300000")]
    pub self_sufficiency: Option<String>,
    /// Its injection against its off-take, shared or not; absent where nothing was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "0.000000")]
    pub coverage: Option<String>,
    /// Quarter-hours that nobody measured.
    #[schema(example = 0)]
    pub quarter_hours_missing: i32,
    /// Something is other than in the version before.
    #[schema(example = false)]
    pub changed: bool,
}

/// The quarter-hours of one point in a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PointQuarters {
    /// The EAN.
    #[schema(example = "541449012345678908")]
    pub point: String,
    /// Of its lines as the CSV file of the version has them.
    #[schema(example = "5f0c3b4b6bd5c0f6c1c3c0f5f2d7a8f0a1b2c3d4e5f60718293a4b5c6d7e8f90")]
    pub sha256: String,
    pub quarter_hours: Vec<SharedQuarter>,
}

/// What a point got and gave in a quarter-hour, in kWh with six decimals. What it does not do, or nobody measured, is
/// absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SharedQuarter {
    #[schema(example = "2026-10-01T12:00:00+02:00")]
    pub start: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "0.161000")]
    pub offtake_kwh: Option<String>,
    /// What the key gave it before its use was the cap.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "0.200000")]
    pub share_kwh: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "0.161000")]
    pub received_kwh: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "0.000000")]
    pub residual_offtake_kwh: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "0.260000")]
    pub injection_kwh: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "0.161000")]
    pub shared_kwh: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "0.099000")]
    pub surplus_kwh: Option<String>,
    /// `measured`, `replaced`, `estimated` or `unknown`.
    #[schema(example = "measured")]
    pub quality: String,
}

/// Something of a list, with its place in the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InOrder<T> {
    pub place: i64,
    pub is: T,
}

/// Which version of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionAsked {
    pub group: String,
    pub month: String,
    pub version: String,
}
