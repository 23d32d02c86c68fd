//! Prints the documentation of the API: `cargo run -p http-api --example openapi > docs/openapi.json`.

fn main() -> Result<(), http_api::StartError> {
    print!("{}", http_api::openapi_text()?);
    Ok(())
}
