//! What anyone may read: the documentation.

use super::door::Names;
use crate::language::Language;
use crate::problem::{Code, Problem};
use axum::Json;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// This document
#[utoipa::path(
    get,
    path = "/v1/openapi.json",
    operation_id = "openapi",
    tag = "documentation",
    responses((status = 200, description = "OpenAPI 3.1", body = Object, example = json!({"openapi": "3.1.0"}))),
    security(())
)]
pub(super) async fn openapi() -> Result<Json<serde_json::Value>, Problem> {
    super::openapi().map(Json).map_err(|error| Problem::new(Code::Failed).caused_by(&error))
}

/// What a code means, in four languages. `{...}` stands for a member of the problem.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CodeExplained {
    #[schema(example = "card-refused")]
    code: &'static str,
    #[schema(example = 422)]
    status: u16,
    #[schema(example = false)]
    retryable: bool,
    /// By language: `fr`, `nl`, `de`, `en`.
    #[schema(example = json!({"en": "Card refused"}))]
    title: BTreeMap<&'static str, &'static str>,
    #[schema(example = json!({"en": "This card is not taken, only: {taken}."}))]
    detail: BTreeMap<&'static str, &'static str>,
}

/// What a code means
#[utoipa::path(
    get,
    path = "/v1/problems/{code}",
    operation_id = "problem",
    tag = "documentation",
    params(("code" = String, Path, description = "`code` of a problem", example = "card-refused")),
    responses((status = 200, description = "In four languages", body = CodeExplained)),
    security(())
)]
pub(super) async fn problem(names: Names) -> Result<Json<CodeExplained>, Problem> {
    let name: String = names.get("code")?;
    let code = Code::from_name(&name).ok_or_else(|| Problem::new(Code::NoSuchAddress))?;
    let by_language = |text: fn(Code, Language) -> &'static str| {
        Language::ALL.iter().map(|language| (language.tag(), text(code, *language))).collect()
    };
    Ok(Json(CodeExplained {
        code: code.name(),
        status: code.status().as_u16(),
        retryable: code.is_retryable(),
        title: by_language(|code, language| code.words(language).title),
        detail: by_language(|code, language| code.words(language).detail),
    }))
}
