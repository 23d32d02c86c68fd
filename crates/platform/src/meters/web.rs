//! A meter as a page: its time goes on from where it was placed.

use super::served::MeterTime;
use crate::failure::Failure;
use std::net::SocketAddr;
use std::sync::Arc;
use virtual_meters::Site;

/// Serves from a thread of its own as long as the process lives. Returns where.
pub fn beside(site: Box<dyn Site>, time: MeterTime) -> Result<String, Failure> {
    let kind = site.seen().meter().kind();
    let clock = Arc::new(move || time.now());
    let router = portal::meter::router(site, clock, Arc::new(|line| eprintln!("{line}")));
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0))?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::Builder::new().name("meter page".to_owned()).spawn(move || {
        let served = runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            portal::serve(listener, router, std::future::pending::<()>()).await
        });
        if let Err(error) = served {
            eprintln!("the page of the meter broke off: {error}");
        }
    })?;
    Ok(format!("http://{address}/meter/{kind}"))
}

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
