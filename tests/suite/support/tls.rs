//! Servers that encrypt: in come an authority that the test makes, and for whom and when a certificate of it holds; out
//! comes a server that shows it.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::server::{Answer, Asked, Server};

/// Who issues certificates.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
    now: DateTime<Utc>,
}

impl Authority {
    /// One whose days are counted from this instant on.
    pub(crate) fn new(now: DateTime<Utc>) -> Authority {
        let mut params = CertificateParams::new(Vec::new()).expect("no name");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "Authority of a test");
        let key = KeyPair::generate().expect("a key");
        let pem = params.self_signed(&key).expect("a certificate").pem();
        Authority { issuer: Issuer::new(params, key), pem, now }
    }

    /// Its own certificate, as files hold it.
    pub(crate) fn pem(&self) -> &str {
        &self.pem
    }

    /// An hour after so many days.
    pub(crate) fn day(&self, days: i64) -> DateTime<Utc> {
        self.now + TimeDelta::days(days) + TimeDelta::hours(1)
    }

    /// Starts a server whose certificate is for a name, and holds from one day to another.
    pub(crate) fn serve(
        &self,
        name: &str,
        days: (i64, i64),
        answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static,
    ) -> Server {
        let key = KeyPair::generate().expect("a key");
        let certificate = self.params(name, days).signed_by(&key, &self.issuer).expect("a certificate");
        start(&certificate, &key, answer)
    }

    /// Starts a server that vouches for itself.
    pub(crate) fn serve_alone(
        &self,
        name: &str,
        days: (i64, i64),
        answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static,
    ) -> Server {
        let key = KeyPair::generate().expect("a key");
        let certificate = self.params(name, days).self_signed(&key).expect("a certificate");
        start(&certificate, &key, answer)
    }

    fn params(&self, name: &str, (from, until): (i64, i64)) -> CertificateParams {
        let moment = |days: i64| {
            let seconds = u64::try_from(self.day(days).timestamp()).expect("after 1970");
            rcgen::date_time_ymd(1970, 1, 1) + Duration::from_secs(seconds)
        };
        let mut params = CertificateParams::new([name.to_owned()]).expect("a name");
        (params.not_before, params.not_after) = (moment(from), moment(until));
        params
    }
}

fn start(
    certificate: &rcgen::Certificate,
    key: &KeyPair,
    answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static,
) -> Server {
    let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|config| {
            config.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key)
        });
    let config = Arc::new(config.expect("a configuration"));
    let within = move |stream| {
        let connection = ServerConnection::new(Arc::clone(&config)).expect("a connection");
        StreamOwned::new(connection, stream)
    };
    Server::start_within(("127.0.0.1", 0), within, answer).expect("a port")
}
