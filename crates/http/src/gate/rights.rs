//! The permission of each address, read from its documentation: `security` names `public`, or the
//! signature of a terminal and whether it reads or writes.

use crate::partners::Scope;
use crate::problem::{Code, Problem};
use serde_json::Value;
use std::collections::BTreeMap;

/// Name of the security scheme in the documentation.
pub(crate) const SCHEME: &str = "terminal";
/// Of partners' systems.
const PARTNER_SCHEME: &str = "partner";

/// Who may call an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Permission {
    Public,
    /// The terminal of the path, by its signature.
    Read,
    /// As `Read`, with an idempotency key.
    Write,
    /// A partner's system, by a key that is for this.
    Partner(Scope),
}

/// Why the service does not start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    #[error("`{method} {path}` has no permission in its documentation")]
    NoPermission { method: String, path: String },
    #[error("`{method} {path}` does not say what can go wrong")]
    NoProblems { method: String, path: String },
}

/// Permissions by path, then by method in capitals.
#[derive(Debug, Default)]
pub(crate) struct Rights(BTreeMap<String, BTreeMap<String, Permission>>);

impl Rights {
    /// Errors: an address without a permission.
    pub(crate) fn of_document(document: &Value) -> Result<Self, StartError> {
        let mut rights = Self::default();
        for (path, method, operation) in operations(document) {
            let permission = permission(operation).ok_or_else(|| StartError::NoPermission {
                method: method.clone(),
                path: path.clone(),
            })?;
            rights.0.entry(path).or_default().insert(method, permission);
        }
        Ok(rights)
    }

    /// Denied unless it is written down.
    pub(crate) fn of(&self, path: &str, method: &str) -> Result<Permission, Problem> {
        let methods = self.0.get(path).ok_or_else(|| Problem::new(Code::NoSuchAddress))?;
        methods.get(method).copied().ok_or_else(|| Problem::new(Code::MethodNotAllowed))
    }
}

/// Path, method in capitals, and operation of all that is documented.
pub(crate) fn operations(document: &Value) -> Vec<(String, String, &Value)> {
    let paths = document.get("paths").and_then(Value::as_object);
    let all = paths.into_iter().flatten().flat_map(|(path, item)| {
        let methods = item.as_object().into_iter().flatten();
        methods.map(move |(method, operation)| (path.clone(), method.to_uppercase(), operation))
    });
    all.filter(|(_, _, operation)| operation.is_object()).collect()
}

pub(crate) fn permission(operation: &Value) -> Option<Permission> {
    let [requirement] = operation.get("security")?.as_array()?.as_slice() else {
        return None;
    };
    let requirement = requirement.as_object()?;
    if requirement.is_empty() {
        return Some(Permission::Public);
    }
    if let Some(scopes) = requirement.get(PARTNER_SCHEME) {
        let [scope] = scopes.as_array()?.as_slice() else { return None };
        return scope.as_str()?.parse().ok().map(Permission::Partner);
    }
    let [role] = requirement.get(SCHEME)?.as_array()?.as_slice() else {
        return None;
    };
    match role.as_str()? {
        "read" => Some(Permission::Read),
        "write" => Some(Permission::Write),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn pd_04_an_address_without_permission_stops_the_start() {
        for security in [
            json!(null),
            json!([]),
            json!([{"terminal": []}]),
            json!([{"terminal": ["admin"]}]),
            json!([{"other": ["read"]}]),
            json!([{"partner": []}]),
            json!([{"partner": ["read"]}]),
            json!([{"terminal": ["read"]}, {}]),
        ] {
            let mut document = json!({"paths": {"/v1/x": {"post": {"security": security}}}});
            if security.is_null() {
                document["paths"]["/v1/x"]["post"] = json!({});
            }
            let error = Rights::of_document(&document).unwrap_err();
            assert_eq!(error.to_string(), "`POST /v1/x` has no permission in its documentation");
        }
    }

    #[test]
    fn pd_04_what_is_not_written_down_is_denied() {
        let document =
            json!({"paths": {"/v1/x": {"post": {"security": [{"terminal": ["write"]}]}}}});
        let rights = Rights::of_document(&document).unwrap();
        assert_eq!(rights.of("/v1/x", "POST").unwrap(), Permission::Write);
        assert_eq!(rights.of("/v1/x", "HEAD").unwrap_err().code, Code::MethodNotAllowed);
        assert_eq!(rights.of("/v1/y", "POST").unwrap_err().code, Code::NoSuchAddress);
        assert_eq!(rights.of("-", "POST").unwrap_err().code, Code::NoSuchAddress);
    }
}
