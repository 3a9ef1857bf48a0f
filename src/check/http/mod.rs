//! Requests to a partner's systems: in comes a request that was prepared, out comes a [`Reading`] of how it was
//! answered. What is sent goes to hosts of the environment alone.

mod address;
mod client;
mod judge;
mod proxy;
mod redirect;
mod request;
mod times;
mod tls;

use std::time::Duration;

use chrono::{DateTime, Utc};

pub use proxy::Proxy;
pub(super) use request::prepare_signed;
pub use request::{Prepared, prepare, told};

use self::address::Kind;
use self::client::{Answer, Broken, Client, Limits, Phases};
use super::{CheckFault, Reading};
use crate::partner::environment::Reach;
use crate::playbook::model::Http;

/// How a request was answered, after its redirects.
struct Exchange {
    answer: Result<Answer, String>,
    phases: Phases,
}

/// Sends the request as often as is asked, through a proxy where one is given, and judges the answers; how long a
/// certificate lasts is counted from `now` on.
///
/// # Errors
/// Returns that an address may not be reached, that the proxy does not connect to it, or that no certificate could be
/// judged: nothing was sent there.
pub fn make(
    prepared: &Prepared<'_>,
    now: DateTime<Utc>,
    proxy: Option<&Proxy>,
) -> Result<Reading, CheckFault> {
    let Http { within, most_kib, .. } = prepared.http;
    let limits =
        Limits { within: Duration::from_secs(within.into()), most_bytes: u64::from(most_kib) * 1024 };
    let encryption = match prepared.environment.url.is_encrypted() {
        true => Some(tls::config().map_err(|fault| CheckFault::NoRoots { fault })?),
        false => None,
    };
    let client = Client::new(prepared.environment.reach.iter().copied(), limits, encryption, proxy.cloned());
    let mut reading = times::make(&prepared.http, now, &mut || exchange(&client, prepared))?;
    reading.said = super::one_line(&prepared.secrets.hide(&reading.said));
    Ok(reading)
}

/// Sends the request once, and follows where the answer leads.
fn exchange(client: &Client, prepared: &Prepared<'_>) -> Result<Exchange, CheckFault> {
    let mut request = prepared.request.clone();
    let mut left = prepared.http.redirects;
    loop {
        let (answer, phases) = client.exchange(&request);
        let answer = match answer {
            Ok(answer) => answer,
            Err(Broken::Refused(kind)) => {
                let host = request.uri().host().unwrap_or_default().to_owned();
                return Err(CheckFault::Address { host, reach: refused(kind) });
            }
            Err(Broken::Proxy(why)) => return Err(CheckFault::Proxy { why }),
            Err(Broken::Unanswered(why)) => return Ok(Exchange { answer: Err(why), phases }),
        };
        if left == 0 || prepared.http.status.contains(&answer.status) {
            return Ok(Exchange { answer: Ok(answer), phases });
        }
        left -= 1;
        match redirect::follow(&request, &answer, &prepared.environment.url) {
            Ok(Some(next)) => request = next,
            Ok(None) => return Ok(Exchange { answer: Ok(answer), phases }),
            Err(why) => return Ok(Exchange { answer: Err(why), phases }),
        }
    }
}

fn refused(kind: Kind) -> Option<Reach> {
    match kind {
        Kind::Of(reach) => Some(reach),
        Kind::Public | Kind::None => None,
    }
}
