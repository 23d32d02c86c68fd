//! Energy sharing for systems of representatives and suppliers, page by page. Source: ES-15, UX R-06, F-S7.

use super::door::Names;
use super::partners::{Asked, asked, asked_of, cut};
use crate::App;
use crate::gate::PartnerCaller;
use crate::partners::Sandbox;
use crate::problem::{Code, Problem};
use crate::sharing::{
    PointQuarters, SharedVolume, SharingGroup, SharingUnknown, SharingVersion, VersionAsked,
};
use axum::Json;
use axum::extract::{RawQuery, State};
use serde::Serialize;
use utoipa::ToSchema;

/// Groups by number.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct GroupPage {
    groups: Vec<SharingGroup>,
    /// Behind the last of them: the `after` of the next page.
    #[schema(example = "c1000000001")]
    next: String,
    #[schema(example = false)]
    has_more: bool,
}

/// Versions of a group, by month and number.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct VersionPage {
    versions: Vec<SharingVersion>,
    /// Behind the last of them: the `after` of the next page, now or later.
    #[schema(example = "c243210002")]
    next: String,
    #[schema(example = false)]
    has_more: bool,
}

/// Points of a version.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct VolumePage {
    volumes: Vec<SharedVolume>,
    /// Behind the last of them: the `after` of the next page.
    #[schema(example = "c3")]
    next: String,
    #[schema(example = false)]
    has_more: bool,
}

/// Points of a version with their quarter-hours.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct QuarterHourPage {
    points: Vec<PointQuarters>,
    /// Behind the last of them: the `after` of the next page.
    #[schema(example = "c3")]
    next: String,
    #[schema(example = false)]
    has_more: bool,
}

/// Points on a page, if no limit is given, and at most: each has some 3,000 quarter-hours.
const POINTS: usize = 5;
const MOST_POINTS: usize = 20;

fn unknown(what: SharingUnknown) -> Problem {
    Problem::new(match what {
        SharingUnknown::Group => Code::GroupUnknown,
        SharingUnknown::Version => Code::VolumesUnknown,
    })
}

/// The version that an address names.
fn version_of(names: &Names) -> Result<VersionAsked, Problem> {
    Ok(VersionAsked {
        group: names.get("group")?,
        month: names.get("month")?,
        version: names.get("version")?,
    })
}

/// Groups of energy sharing
///
/// A representative reads the groups that it represents, a supplier those in which it supplies a point. By number.
#[utoipa::path(
    get,
    path = "/v1/sharing/groups",
    operation_id = "sharing_groups",
    tag = "partners",
    params(
        ("after" = Option<String>, Query, description = "`next` of the page before", example = "c1000000001"),
        ("limit" = Option<u32>, Query, description = "Lines on the page, 1 to 200; 50 without it", example = "50"),
    ),
    responses((status = 200, description = "A page", body = GroupPage)),
    security(("partner" = ["sharing:read"]))
)]
pub(super) async fn groups(
    State(app): State<App>,
    PartnerCaller { partner, at }: PartnerCaller,
    RawQuery(query): RawQuery,
) -> Result<Json<GroupPage>, Problem> {
    let Asked { after, limit } = asked(query.as_deref())?;
    let found = match app.books_for(&partner) {
        Some(books) => books.sharing_groups(&partner, (after, limit + 1), at).await?,
        None => Sandbox::groups(after),
    };
    let (groups, next, has_more) = cut(found, after, limit);
    Ok(Json(GroupPage { groups, next, has_more }))
}

/// Versions of a group's months
///
/// By month and number. A month is provisional until all is measured, then final once; what is put right later is
/// another version with its cause. A supplier reads the versions in which it has a point.
#[utoipa::path(
    get,
    path = "/v1/sharing/groups/{group}/versions",
    operation_id = "sharing_versions",
    tag = "partners",
    params(
        ("group" = String, Path, description = "`group` of a group or an event", example = "1000000001"),
        ("after" = Option<String>, Query, description = "`next` of the page before", example = "c243210002"),
        ("limit" = Option<u32>, Query, description = "Lines on the page, 1 to 200; 50 without it", example = "50"),
    ),
    responses((status = 200, description = "A page", body = VersionPage)),
    security(("partner" = ["sharing:read"]))
)]
pub(super) async fn versions(
    State(app): State<App>,
    PartnerCaller { partner, at }: PartnerCaller,
    names: Names,
    RawQuery(query): RawQuery,
) -> Result<Json<VersionPage>, Problem> {
    let group: String = names.get("group")?;
    let Asked { after, limit } = asked(query.as_deref())?;
    let found = match app.books_for(&partner) {
        Some(books) => books.sharing_versions(&partner, &group, (after, limit + 1), at).await?,
        None => Sandbox::versions(&group, after),
    };
    let (versions, next, has_more) = cut(found.map_err(unknown)?, after, limit);
    Ok(Json(VersionPage { versions, next, has_more }))
}

/// What each point got and gave
///
/// Of one version, in the same order each time. A representative reads all points of the group, a supplier its own. The
/// look is kept, and the household sees it.
#[utoipa::path(
    get,
    path = "/v1/sharing/groups/{group}/months/{month}/versions/{version}",
    operation_id = "sharing_volumes",
    tag = "partners",
    params(
        ("group" = String, Path, description = "`group` of a group or an event", example = "1000000001"),
        ("month" = String, Path, description = "`month` of a version or an event", example = "2026-10"),
        ("version" = String, Path, description = "`version` of a version or an event", example = "2"),
        ("after" = Option<String>, Query, description = "`next` of the page before", example = "c3"),
        ("limit" = Option<u32>, Query, description = "Lines on the page, 1 to 200; 50 without it", example = "50"),
    ),
    responses((status = 200, description = "A page", body = VolumePage)),
    security(("partner" = ["sharing:read"]))
)]
pub(super) async fn volumes(
    State(app): State<App>,
    PartnerCaller { partner, at }: PartnerCaller,
    names: Names,
    RawQuery(query): RawQuery,
) -> Result<Json<VolumePage>, Problem> {
    let of = version_of(&names)?;
    let Asked { after, limit } = asked(query.as_deref())?;
    let found = match app.books_for(&partner) {
        Some(books) => books.sharing_volumes(&partner, &of, (after, limit + 1), at).await?,
        None => Sandbox::volumes(&of, after),
    };
    let (volumes, next, has_more) = cut(found.map_err(unknown)?, after, limit);
    Ok(Json(VolumePage { volumes, next, has_more }))
}

/// The quarter-hours of each point
///
/// Of one version, point by point in the order of its volumes: off-take, share before the cap, received, residual,
/// injection, shared and surplus. A supplier reads its own points on the days on which it supplied them. The look is kept,
/// and the household sees it.
#[utoipa::path(
    get,
    path = "/v1/sharing/groups/{group}/months/{month}/versions/{version}/quarter_hours",
    operation_id = "sharing_quarter_hours",
    tag = "partners",
    params(
        ("group" = String, Path, description = "`group` of a group or an event", example = "1000000001"),
        ("month" = String, Path, description = "`month` of a version or an event", example = "2026-10"),
        ("version" = String, Path, description = "`version` of a version or an event", example = "2"),
        ("after" = Option<String>, Query, description = "`next` of the page before", example = "c3"),
        ("limit" = Option<u32>, Query, description = "Points on the page, 1 to 20; 5 without it", example = "5"),
    ),
    responses((status = 200, description = "A page", body = QuarterHourPage)),
    security(("partner" = ["sharing:read"]))
)]
pub(super) async fn quarter_hours(
    State(app): State<App>,
    PartnerCaller { partner, at }: PartnerCaller,
    names: Names,
    RawQuery(query): RawQuery,
) -> Result<Json<QuarterHourPage>, Problem> {
    let of = version_of(&names)?;
    let Asked { after, limit } = asked_of(query.as_deref(), POINTS, MOST_POINTS)?;
    let found = match app.books_for(&partner) {
        Some(books) => books.sharing_quarter_hours(&partner, &of, (after, limit + 1), at).await?,
        None => Sandbox::quarter_hours(&of, after),
    };
    let (points, next, has_more) = cut(found.map_err(unknown)?, after, limit);
    Ok(Json(QuarterHourPage { points, next, has_more }))
}
