//! One exchange over HTTP: in come a request and where it may go, out comes the answer with how long each phase of it
//! took, or how far it came.
//!
//! Nothing is taken from the process but where the roots of certificates are: no proxy but one that is given, no
//! cookie, no connection of an earlier exchange.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use http::{Method, Request, Uri};
use rustls::ClientConfig;
use ureq::config::Config;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{ConnectionDetails, Connector, NextTimeout, TcpConnector, Transport};
use ureq::{Agent, Error};

use super::address::{Kind, kind};
use super::proxy::{Proxy, Through};
use super::tls::Encrypt;
use crate::partner::environment::Reach;

/// How far an exchange came, and when.
#[derive(Debug, Clone, Default)]
pub(super) struct Phases {
    began: Option<Instant>,
    found: Option<Instant>,
    connected: Option<Instant>,
    ready: Option<Instant>,
    answered: Option<Instant>,
    ended: Option<Instant>,
    /// An address that may not be reached.
    refused: Option<Kind>,
    /// Why the proxy connects to nobody.
    pub(super) refused_by_proxy: Option<String>,
    /// What is wrong with the certificate.
    pub(super) distrusted: Option<String>,
    /// When the certificate ends, which is trusted.
    pub(super) certificate_ends: Option<DateTime<Utc>>,
}

impl Phases {
    fn between(from: Option<Instant>, to: Option<Instant>) -> Option<Duration> {
        Some(to?.saturating_duration_since(from?))
    }

    /// How long it took to find the host.
    pub(super) fn dns(&self) -> Option<Duration> {
        Self::between(self.began, self.found)
    }

    /// How long it took from there to connect.
    pub(super) fn connect(&self) -> Option<Duration> {
        Self::between(self.found, self.connected)
    }

    /// How long it took to agree on encryption.
    pub(super) fn tls(&self) -> Option<Duration> {
        Self::between(self.connected, self.ready)
    }

    /// How long it took from there to the first byte of the answer.
    pub(super) fn first_byte(&self) -> Option<Duration> {
        Self::between(self.ready, self.answered)
    }

    /// How long the answer took, from the connection on to its last byte.
    pub(super) fn answer(&self) -> Option<Duration> {
        Self::between(self.ready, self.ended)
    }
}

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: http::HeaderMap,
    pub(super) body: Vec<u8>,
}

/// Why there is none.
#[derive(Debug)]
pub(super) enum Broken {
    /// The host stands for an address that may not be reached; nothing was sent.
    Refused(Kind),
    /// The proxy does not connect to it; nothing was sent.
    Proxy(String),
    /// The other side did not answer, or not in time, or with more than is read.
    Unanswered(String),
}

/// What an exchange may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) within: Duration,
    pub(super) most_bytes: u64,
}

/// Sends requests to hosts of one environment.
pub(super) struct Client {
    agent: Agent,
    phases: Arc<Mutex<Phases>>,
    limits: Limits,
}

impl Client {
    /// Makes one; `encryption` is needed for hosts of `https`. A proxy is used where one is given.
    pub(super) fn new(
        reach: impl IntoIterator<Item = Reach>,
        limits: Limits,
        encryption: Option<Arc<ClientConfig>>,
        proxy: Option<Proxy>,
    ) -> Self {
        let phases = Arc::new(Mutex::new(Phases::default()));
        let config = Config::builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .max_idle_connections(0)
            .user_agent(concat!("aboard/", env!("CARGO_PKG_VERSION")))
            .timeout_global(Some(limits.within))
            .build();
        let clock = |step| Clock { step, phases: Arc::clone(&phases) };
        let connector =
            ().chain(Through { proxy, phases: Arc::clone(&phases) })
                .chain(TcpConnector::default())
                .chain(clock(|phases, now| phases.connected = Some(now)))
                .chain(Encrypt { config: encryption, phases: Arc::clone(&phases) })
                .chain(clock(|phases, now| phases.ready = Some(now)));
        let resolver = Judge { reach: reach.into_iter().collect(), phases: Arc::clone(&phases) };
        Client { agent: Agent::with_parts(config, connector, resolver), phases, limits }
    }

    /// Sends a request, and reads the answer to its end.
    pub(super) fn exchange(&self, request: &Request<Option<String>>) -> (Result<Answer, Broken>, Phases) {
        *lock(&self.phases) = Phases { began: Some(Instant::now()), ..Phases::default() };
        let answer = self.answer(request);
        let mut phases = lock(&self.phases);
        phases.ended = Some(Instant::now());
        let broken = |error: Error| match (phases.refused, &phases.refused_by_proxy) {
            (Some(kind), _) => Broken::Refused(kind),
            (None, Some(why)) => Broken::Proxy(why.clone()),
            (None, None) => Broken::Unanswered(self.told(&error, &phases)),
        };
        (answer.map_err(broken), phases.clone())
    }

    fn answer(&self, request: &Request<Option<String>>) -> Result<Answer, Error> {
        let (parts, body) = request.clone().into_parts();
        let takes_body = [Method::POST, Method::PUT, Method::PATCH].contains(&parts.method);
        let mut response = if takes_body {
            self.agent.run(Request::from_parts(parts, body.unwrap_or_default()))?
        } else {
            self.agent.run(Request::from_parts(parts, ()))?
        };
        lock(&self.phases).answered = Some(Instant::now());
        let read = response.body_mut().with_config().limit(self.limits.most_bytes).read_to_vec();
        Ok(Answer { status: response.status().as_u16(), headers: response.headers().clone(), body: read? })
    }

    /// Says why there is no answer, by how far it came: what the system tells is the same for a name, a host and a
    /// certificate.
    fn told(&self, error: &Error, phases: &Phases) -> String {
        let seconds = self.limits.within.as_secs();
        match error {
            Error::Timeout(_) if phases.answered.is_some() => {
                format!("the answer did not end within {seconds} s")
            }
            Error::Timeout(_) if phases.ready.is_some() => format!("no answer within {seconds} s"),
            Error::Timeout(_) => format!("no connection within {seconds} s"),
            Error::BodyExceedsLimit(_) => {
                format!("the answer has more than {} KiB", self.limits.most_bytes / 1024)
            }
            Error::HostNotFound => "the host is not found".to_owned(),
            _ if phases.found.is_none() => format!("the host is not found: {}", words(error)),
            _ if phases.connected.is_none() => format!("no connection: {}", words(error)),
            _ if phases.ready.is_none() => match &phases.distrusted {
                Some(why) => why.clone(),
                None => format!("no encryption: {}", words(error)),
            },
            Error::Protocol(_) => "what answers does not speak HTTP".to_owned(),
            _ => format!("the answer broke off: {}", words(error)),
        }
    }
}

/// Says what the system says, without its numbers.
pub(super) fn words(error: &Error) -> String {
    let text = match error {
        Error::Io(error) => error.to_string(),
        error => error.to_string(),
    };
    text.split(" (os error").next().unwrap_or_default().to_owned()
}

pub(super) fn lock(phases: &Mutex<Phases>) -> std::sync::MutexGuard<'_, Phases> {
    phases.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Finds the addresses of a host, and lets none be dialled but those that may be.
#[derive(Debug)]
struct Judge {
    reach: Vec<Reach>,
    phases: Arc<Mutex<Phases>>,
}

impl Resolver for Judge {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = DefaultResolver::default().resolve(uri, config, timeout)?;
        let mut phases = lock(&self.phases);
        phases.found = Some(Instant::now());
        // One that may not be reached makes the name as a whole one that is not to be trusted.
        for address in &found {
            let may_be = match kind(address.ip()) {
                Kind::Public => true,
                Kind::Of(reach) => self.reach.contains(&reach),
                Kind::None => false,
            };
            if !may_be {
                phases.refused = Some(kind(address.ip()));
                return Err(Error::HostNotFound);
            }
        }
        Ok(found)
    }
}

/// Notes when a connection came so far.
struct Clock {
    step: fn(&mut Phases, Instant),
    phases: Arc<Mutex<Phases>>,
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Clock")
    }
}

impl<In: Transport> Connector<In> for Clock {
    type Out = In;

    fn connect(&self, _: &ConnectionDetails<'_>, chained: Option<In>) -> Result<Option<In>, Error> {
        (self.step)(&mut lock(&self.phases), Instant::now());
        Ok(chained)
    }
}
