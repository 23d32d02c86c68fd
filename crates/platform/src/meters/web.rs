//! A meter as a page: its time goes on from where it was placed.

use super::served::MeterTime;
use crate::failure::Failure;
use std::net::SocketAddr;
use std::sync::Arc;
use virtual_meters::Site;

/// Serves until it is told to stop.
pub fn serve(site: Box<dyn Site>, time: MeterTime, address: SocketAddr) -> Result<(), Failure> {
    let kind = site.seen().meter().kind();
    let clock = Arc::new(move || time.now());
    let router = portal::meter::router(site, clock, Arc::new(|line| eprintln!("{line}")));
    tokio::runtime::Runtime::new()?.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await?;
        eprintln!("the meter is at http://{}/meter/{kind}", listener.local_addr()?);
        let ended = async {
            // Without a signal to wait for, the process serves until it is killed.
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        portal::serve(listener, router, ended).await?;
        Ok(())
    })
}
