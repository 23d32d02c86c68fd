//! The sandbox bank as a program of its own.

use clap::Parser;
use psp::sandbox::{Options, serve};
use std::net::SocketAddr;
use std::process::ExitCode;

/// A payment provider and bank without money, for trying out online payments.
///
/// It keeps everything in memory, knows nobody and refuses nothing to whoever can reach it: leave it
/// on loopback.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// Where browsers find it, if not at the address it listens on.
    #[arg(long)]
    public_url: Option<String>,
    /// The key that the shop has to send.
    #[arg(long, default_value = "test_sandbox")]
    api_key: String,
    /// Cents kept from each payment.
    #[arg(long, default_value_t = 0)]
    fee_cents: i64,
    /// Seconds until a payment that nobody makes expires.
    #[arg(long, default_value_t = 3_600)]
    expires_after_s: i64,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let listener = match tokio::net::TcpListener::bind(arguments.listen).await {
        Ok(listener) => listener,
        Err(error) => {
            eprintln!("could not listen on `{}`: {error}", arguments.listen);
            return ExitCode::FAILURE;
        }
    };
    let address = listener.local_addr().unwrap_or(arguments.listen);
    println!("http://{address}/");
    let options = Options {
        api_key: arguments.api_key,
        public_url: arguments.public_url,
        fee_cents: arguments.fee_cents,
        expires_after_s: arguments.expires_after_s,
        ..Options::default()
    };
    let interrupted = async { drop(tokio::signal::ctrl_c().await) };
    match serve(listener, options, interrupted).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the sandbox bank ended: {error}");
            ExitCode::FAILURE
        }
    }
}
