//! Encryption: in comes a connection, out comes the encrypted one once the certificate of the other side is trusted, with
//! the day on which that ends; or what is wrong with it.
//!
//! Roots are those of the system. Where it reads them from files, `SSL_CERT_FILE` and `SSL_CERT_DIR` name others, as for
//! curl and openssl. Nothing turns the verification off.

use std::fmt;
use std::io::{self, Read as _, Write as _};
use std::sync::{Arc, Mutex, OnceLock};

use chrono::{DateTime, Utc};
use rustls::client::Resumption;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, ClientConnection, InvalidMessage, StreamOwned};
use rustls_platform_verifier::Verifier;
use ureq::Error;
use ureq::unversioned::transport::time::{Duration, Instant};
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, Either, LazyBuffers, NextTimeout, Transport, TransportAdapter,
};
use x509_cert::Certificate;
use x509_cert::der::Decode as _;

use super::client::{Phases, lock};

/// Returns how connections are encrypted. Roots are read once, then shared by all checks.
///
/// # Errors
/// Returns that there are no roots.
pub(super) fn config() -> Result<Arc<ClientConfig>, String> {
    static CONFIG: OnceLock<Arc<ClientConfig>> = OnceLock::new();
    if let Some(config) = CONFIG.get() {
        return Ok(Arc::clone(config));
    }
    let provider = Arc::new(default_provider());
    let told = |fault| match fault {
        rustls::Error::General(text) => text,
        fault => fault.to_string(),
    };
    let verifier = Verifier::new(Arc::clone(&provider)).map_err(told)?;
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(told)?
        // It is one of the platform: what is custom is that it is none of the library's own.
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    // Every exchange sees the certificate that the server has now, and pays for it.
    config.resumption = Resumption::disabled();
    Ok(Arc::clone(CONFIG.get_or_init(|| Arc::new(config))))
}

/// Encrypts connections to `https`, and notes what is found of certificates.
pub(super) struct Encrypt {
    /// None where nothing is to be encrypted.
    pub(super) config: Option<Arc<ClientConfig>>,
    pub(super) phases: Arc<Mutex<Phases>>,
}

impl fmt::Debug for Encrypt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Encrypt")
    }
}

impl<In: Transport> Connector<In> for Encrypt {
    type Out = Either<In, Encrypted>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        let Some(plain) = chained else { return Ok(None) };
        if !details.needs_tls() {
            return Ok(Some(Either::A(plain)));
        }
        let config = self.config.clone().ok_or(Error::TlsRequired)?;
        let host = details.uri.host().unwrap_or_default();
        let name: ServerName<'static> = ServerName::try_from(host.trim_matches(['[', ']']).to_owned())
            .map_err(|_| Error::Tls("its name is none that a certificate is of"))?;
        let mut connection = ClientConnection::new(config, name).map_err(io::Error::other)?;
        let mut socket =
            TransportAdapter::new(Box::new(plain) as Box<dyn Transport>, details.current_time.clone());
        socket.set_timeout(left(details));
        if let Err(error) = connection.complete_io(&mut socket) {
            if let Some(fault) = error.get_ref().and_then(|fault| fault.downcast_ref::<rustls::Error>()) {
                lock(&self.phases).distrusted = distrust(fault, host);
            }
            return Err(error.into());
        }
        let leaf = connection.peer_certificates().and_then(<[_]>::first);
        lock(&self.phases).certificate_ends = leaf.and_then(ends);
        let stream = StreamOwned { conn: connection, sock: socket };
        let config = details.config;
        let buffers = LazyBuffers::new(config.input_buffer_size(), config.output_buffer_size());
        Ok(Some(Either::B(Encrypted { buffers, stream })))
    }
}

/// Returns what is left of the time for a connection: to be there took some of it.
fn left(details: &ConnectionDetails<'_>) -> NextTimeout {
    let mut timeout = details.timeout;
    if let (Duration::Exact(after), Instant::Exact(began), Instant::Exact(now)) =
        (timeout.after, details.now, (details.current_time)())
    {
        timeout.after = Duration::Exact(after.saturating_sub(now.saturating_duration_since(began)));
    }
    timeout
}

/// Returns when a certificate ends, which is the last second in which it is valid.
fn ends(certificate: &CertificateDer<'_>) -> Option<DateTime<Utc>> {
    let read = Certificate::from_der(certificate).ok()?;
    let seconds = read.tbs_certificate().validity().not_after.to_unix_duration().as_secs();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, 0)
}

/// What is done about a certificate of an authority that is not known here.
const AUTHORITY: &str = if cfg!(any(windows, target_vendor = "apple")) {
    "the partner has it issued publicly, or the system here trusts who issues theirs"
} else {
    "the partner has it issued publicly, or SSL_CERT_FILE names the file of who issues theirs"
};

/// Says what is wrong with the certificate of a host, and who mends it; none where it is something else.
fn distrust(fault: &rustls::Error, host: &str) -> Option<String> {
    let day = |time: &UnixTime| {
        let time =
            i64::try_from(time.as_secs()).ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        time.map_or_else(String::new, |time| format!(" on {}", time.format("%Y-%m-%d")))
    };
    let fault = match fault {
        rustls::Error::InvalidCertificate(fault) => fault,
        rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType) => {
            return Some("what answers does not speak TLS".to_owned());
        }
        _ => return None,
    };
    let (what, next) = match fault {
        CertificateError::UnknownIssuer => {
            ("is not issued by anybody whom this machine trusts".to_owned(), AUTHORITY)
        }
        CertificateError::Expired => ("has ended".to_owned(), "the partner renews it"),
        CertificateError::ExpiredContext { not_after, .. } => {
            (format!("ended{}", day(not_after)), "the partner renews it")
        }
        CertificateError::NotValidYet => ("does not hold yet".to_owned(), "the partner has one that does"),
        CertificateError::NotValidYetContext { not_before, .. } => {
            (format!("does not hold yet: it begins{}", day(not_before)), "the partner has one that holds now")
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => (
            "is for another name".to_owned(),
            "the partner has one for this name, or the URL of the environment names the right host",
        ),
        CertificateError::Revoked => ("is revoked".to_owned(), "the partner has another issued"),
        fault => (format!("is not accepted ({fault})"), "the partner has one issued that is"),
    };
    Some(format!("the certificate of {host} {what}: {next}"))
}

/// An encrypted connection.
pub(super) struct Encrypted {
    buffers: LazyBuffers,
    stream: StreamOwned<ClientConnection, TransportAdapter>,
}

impl fmt::Debug for Encrypted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Encrypted")
    }
}

impl Transport for Encrypted {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.stream.sock.set_timeout(timeout);
        self.stream.write_all(&self.buffers.output()[..amount])?;
        Ok(())
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.stream.sock.set_timeout(timeout);
        let read = self.stream.read(self.buffers.input_append_buf())?;
        self.buffers.input_appended(read);
        Ok(read > 0)
    }

    fn is_open(&mut self) -> bool {
        self.stream.sock.get_mut().is_open()
    }

    fn is_tls(&self) -> bool {
        true
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    /// Until 2049 certificates write the year with two digits, from 2050 on with four (RFC 5280, section 4.1.2.5).
    #[test]
    fn when_a_certificate_ends_is_read_in_both_forms() {
        let key = rcgen::KeyPair::generate().unwrap();
        for (year, end) in [(2049, "2049-12-31T00:00:00Z"), (2050, "2050-12-31T00:00:00Z")] {
            let mut params = rcgen::CertificateParams::new(["acme.example".to_owned()]).unwrap();
            params.not_after = rcgen::date_time_ymd(year, 12, 31);
            let certificate = params.self_signed(&key).unwrap();
            assert_eq!(ends(certificate.der()), Some(end.parse().unwrap()));
        }
        assert_eq!(ends(&CertificateDer::from_slice(b"no certificate")), None);
    }

    #[test]
    fn what_is_no_matter_of_certificates_is_told_elsewhere() {
        assert_eq!(distrust(&rustls::Error::DecryptError, "acme.example"), None);
        let told = distrust(&rustls::Error::InvalidCertificate(CertificateError::Revoked), "acme.example");
        let revoked = "the certificate of acme.example is revoked: the partner has another issued";
        assert_eq!(told.as_deref(), Some(revoked));
    }
}
