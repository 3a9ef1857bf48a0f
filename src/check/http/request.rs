//! The request of a check: in come its definition, where the partner's systems are and what the process knows of
//! secrets; out comes what is sent, and what is said of it without sending it.

use std::collections::BTreeMap;

use http::{HeaderValue, Request, Uri};

use crate::check::CheckFault;
use crate::check::secret::{self, Secrets};
use crate::partner::Environment;
use crate::partner::environment::Credential;
use crate::playbook::model::{Http, Times};

/// What is sent, with the secrets that are in it.
#[derive(Debug)]
pub struct Prepared<'a> {
    pub(super) http: Http,
    pub(super) environment: &'a Environment,
    pub(super) request: Request<Option<String>>,
    /// What is kept out of all that is said.
    pub(super) secrets: Secrets,
}

/// Tells what is sent, line by line, without a secret: variables go by their names. `filled` puts the partner's id
/// into a text.
pub fn told(http: &Http, environment: &Environment, filled: &dyn Fn(&str) -> String) -> Vec<String> {
    let mut lines = vec![format!("{} {}{}", http.method, environment.url, filled(&http.path))];
    lines.extend(http.headers.iter().map(|(name, value)| format!("{name}: {}", filled(value))));
    if http.credentials {
        lines.extend(environment.headers.iter().map(|(name, value)| format!("{name}: {value}")));
    }
    lines.extend(http.body.iter().map(|body| filled(body)));
    lines.extend(match &http.times {
        Times::Once => None,
        Times::Sample { count, warm_up, .. } => Some(format!("{} times, one after another", count + warm_up)),
        Times::Until(tries) => Some(format!("up to {tries} times, without a pause")),
        Times::Same(_) => Some("twice".to_owned()),
    });
    lines
}

/// Makes the request. `filled` puts the partner's id into a text; `value_of` has the values of variables.
///
/// # Errors
/// Returns that a variable is not set or too short to be hidden, or that no request comes of it.
pub fn prepare<'a>(
    http: &Http,
    environment: &'a Environment,
    filled: &dyn Fn(&str) -> String,
    value_of: &dyn Fn(&str) -> Option<String>,
) -> Result<Prepared<'a>, CheckFault> {
    prepare_signed(http.clone(), environment, filled, value_of, None)
}

/// A secret, and what makes headers of it.
pub(super) type Signing<'s> = (&'s Credential, &'s dyn Fn(&str) -> Vec<(&'static str, String)>);

/// Makes a request that is signed.
///
/// # Errors
/// Returns what [`prepare`] returns.
pub(in crate::check) fn prepare_signed<'a>(
    http: Http,
    environment: &'a Environment,
    filled: &dyn Fn(&str) -> String,
    value_of: &dyn Fn(&str) -> Option<String>,
    signing: Option<Signing<'_>>,
) -> Result<Prepared<'a>, CheckFault> {
    let credentials: Vec<(&str, &Credential)> = match http.credentials {
        true => environment.headers.iter().map(|(name, value)| (name.as_str(), value)).collect(),
        false => Vec::new(),
    };
    let mut values = BTreeMap::new();
    let signed = signing.iter().map(|(secret, _)| *secret);
    for name in credentials.iter().map(|(_, value)| *value).chain(signed).flat_map(Credential::variables) {
        values.insert(name, secret::value(name, value_of)?);
    }
    let known = secret::of_environment(environment, value_of);
    let secrets = Secrets::new(values.values().chain(&known).map(String::as_str));
    let unfit = || CheckFault::NoRequest(format!("{}{}", environment.url, http.path));
    let uri: Uri = format!("{}{}", environment.url, filled(&http.path)).parse().map_err(|_| unfit())?;
    let mut request = Request::builder().method(http.method.as_str()).uri(uri);
    for (name, value) in &http.headers {
        request = request.header(name.as_str(), filled(value));
    }
    let with_values = |value: &Credential| value.fill(|name| values.get(name).map_or("", String::as_str));
    for (name, value) in signing.iter().flat_map(|(secret, sign)| sign(&with_values(secret))) {
        request = request.header(name, value);
    }
    for (name, value) in credentials {
        let filled = with_values(value);
        let mut value = HeaderValue::from_str(&filled).map_err(|_| CheckFault::NoHeader(name.to_owned()))?;
        value.set_sensitive(true);
        request = request.header(name, value);
    }
    let request = request.body(http.body.as_deref().map(filled)).map_err(|_| unfit())?;
    Ok(Prepared { http, environment, request, secrets })
}
