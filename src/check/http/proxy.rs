//! A proxy, where a person asks for one: in comes the address of a host that was judged, out comes a connection to it
//! that the proxy makes (`CONNECT`, RFC 9110, section 9.3.6). The proxy is told the address and not the name, so that
//! what was judged is what is dialled.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;
use std::sync::{Arc, Mutex};

use http::Uri;
use ureq::Error;
use ureq::unversioned::resolver::{DefaultResolver, Resolver as _};
use ureq::unversioned::transport::{ConnectionDetails, Connector, Either, TcpConnector, Transport};

use super::client::{Phases, lock, words};

/// How many headers the answer of a proxy may have.
const MOST_HEADERS: usize = 64;

/// Where a proxy is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proxy(Uri);

impl FromStr for Proxy {
    type Err = String;

    /// Reads `http://HOST:PORT`, or says what to write. A name and a password are refused: whoever lists processes reads
    /// arguments.
    fn from_str(text: &str) -> Result<Self, String> {
        let form = || "write where it is, such as http://proxy.market.example:3128".to_owned();
        let uri: Uri = text.parse().map_err(|_| form())?;
        if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
            return Err(
                "a proxy that asks for a password is not used: everybody on the machine reads arguments"
                    .to_owned(),
            );
        }
        let is_place = uri.authority().is_some_and(|authority| {
            let has_port = authority.port_u16().is_some_and(|port| port > 0);
            !authority.host().is_empty() && (has_port || authority.as_str() == authority.host())
        });
        let is_alone = uri.path_and_query().is_none_or(|rest| rest.as_str() == "/");
        if uri.scheme_str() != Some("http") || !is_place || !is_alone {
            return Err(form());
        }
        Ok(Proxy(uri))
    }
}

impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}", self.0.authority().map_or("", |authority| authority.as_str()))
    }
}

/// Connects by way of a proxy, where there is one.
pub(super) struct Through {
    pub(super) proxy: Option<Proxy>,
    pub(super) phases: Arc<Mutex<Phases>>,
}

impl fmt::Debug for Through {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Through")
    }
}

impl<In: Transport> Connector<In> for Through {
    type Out = Either<In, Box<dyn Transport>>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        let Some(proxy) = &self.proxy else { return Ok(chained.map(Either::A)) };
        tunnel(proxy, details).map(|transport| Some(Either::B(transport))).inspect_err(|error| {
            lock(&self.phases).refused_by_proxy = Some(match error {
                Error::ConnectProxyFailed(why) => why.clone(),
                Error::Timeout(_) => "it does not answer in time".to_owned(),
                Error::HostNotFound => "its host is not found".to_owned(),
                error => format!("it is not reached: {}", words(error)),
            });
        })
    }
}

/// Has the proxy connect to one of the addresses that were judged.
fn tunnel(proxy: &Proxy, details: &ConnectionDetails<'_>) -> Result<Box<dyn Transport>, Error> {
    let mut last = Error::HostNotFound;
    for to in &details.addrs {
        match tunnel_to(*to, proxy, details) {
            // It may reach the host by another one, such as one of IPv4.
            Err(error @ Error::ConnectProxyFailed(_)) => last = error,
            done => return done,
        }
    }
    Err(last)
}

fn tunnel_to(
    to: SocketAddr,
    proxy: &Proxy,
    details: &ConnectionDetails<'_>,
) -> Result<Box<dyn Transport>, Error> {
    let failed = |why: &str| Error::ConnectProxyFailed(why.to_owned());
    let to_proxy = ConnectionDetails {
        uri: &proxy.0,
        // A person says where it is: it may well be within a private network.
        addrs: DefaultResolver::default().resolve(&proxy.0, details.config, details.timeout)?,
        config: details.config,
        request_level: details.request_level,
        resolver: details.resolver,
        now: details.now,
        timeout: details.timeout,
        current_time: Arc::clone(&details.current_time),
        run_connector: Arc::clone(&details.run_connector),
        register_shutdown: Arc::clone(&details.register_shutdown),
    };
    let connected = TcpConnector::default().connect(&to_proxy, None::<()>)?;
    let mut transport: Box<dyn Transport> = Box::new(connected.ok_or(Error::ConnectionFailed)?);
    let asked = format!("CONNECT {to} HTTP/1.1\r\nHost: {to}\r\n\r\n");
    let output = transport.buffers().output();
    output
        .get_mut(..asked.len())
        .ok_or_else(|| failed("it is asked too much"))?
        .copy_from_slice(asked.as_bytes());
    transport.transmit_output(asked.len(), details.timeout)?;
    loop {
        let is_more = transport.maybe_await_input(details.timeout)?;
        let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
        let mut answer = httparse::Response::new(&mut headers);
        let parsed =
            answer.parse(transport.buffers().input()).map_err(|_| failed("it does not speak HTTP"))?;
        let code = answer.code;
        match parsed {
            httparse::Status::Complete(length) => {
                transport.buffers().input_consume(length);
                return match code {
                    Some(200..=299) => Ok(transport),
                    Some(407) => Err(failed("it asks for a password (407)")),
                    code => {
                        Err(failed(&format!("it answers {} to `CONNECT {to}`", code.unwrap_or_default())))
                    }
                };
            }
            httparse::Status::Partial if is_more => {}
            httparse::Status::Partial => return Err(failed("it ended the connection")),
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::Proxy;

    #[test]
    fn a_proxy_is_a_place_and_no_more() {
        for (text, shown) in [
            ("http://proxy.market.example:3128", "http://proxy.market.example:3128"),
            ("http://10.0.0.7", "http://10.0.0.7"),
            ("http://[::1]:8080/", "http://[::1]:8080"),
        ] {
            assert_eq!(text.parse::<Proxy>().unwrap().to_string(), shown);
        }
        for text in [
            "",
            "proxy",
            "proxy:3128",
            "https://proxy:3128",
            "socks5://proxy",
            "http://",
            "http://p:0",
            "http://p:3128/path",
            "http://p/?q",
            "http://p:99999",
            "http://me:secret@p:3128",
        ] {
            let told = text.parse::<Proxy>().unwrap_err();
            assert!(!told.contains("secret"), "{text}: {told}");
        }
    }
}
