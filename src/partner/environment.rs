//! Where a partner's systems are reached in an environment: in come texts of a state file or of a person, out come
//! values that hold no secret, but the names of the variables that do.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::playbook::model::{HeaderFault, HeaderName};

/// One environment of a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Environment {
    /// What the paths of checks are put behind.
    pub url: BaseUrl,
    /// The secret that events are signed with, by the name of its variable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signing: Option<Credential>,
    /// Which addresses may be reached beside public ones.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub reach: BTreeSet<Reach>,
    /// What says who asks, by the name of the header.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<HeaderName, Credential>,
}

/// Addresses that are reached by a named exception alone: what lies there trusts whoever can reach it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// This machine.
    Loopback,
    /// Networks of one's own: RFC 1918, RFC 6598, unique local addresses (RFC 4193).
    Private,
    /// The own link, where clouds tell machines their credentials: RFC 3927, RFC 4291.
    LinkLocal,
}

impl Reach {
    /// All of them.
    pub const ALL: [Reach; 3] = [Reach::Loopback, Reach::Private, Reach::LinkLocal];

    /// Returns the word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Reach::Loopback => "loopback",
            Reach::Private => "private",
            Reach::LinkLocal => "link-local",
        }
    }
}

/// Why a text is nothing of an environment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvironmentFault {
    /// It is no URL that paths can be put behind.
    #[error(
        "`{0}` is no base URL: write one such as https://sandbox.acme.example/v1, without a user, `?` or `#`"
    )]
    Url(String),
    /// Whoever listens would hear it.
    #[error("`{0}` is not encrypted: write https (http is for `localhost` and addresses of this machine)")]
    Plain(String),
    /// It is no name of a header that may be set.
    #[error(transparent)]
    Header(#[from] HeaderFault),
    /// It holds what is secret, or says nothing.
    #[error(
        "the value of the header `{0}` names no variable: write one such as `Bearer $ACME_TOKEN`, since git cannot forget"
    )]
    NoVariable(String),
    /// It is not a name with a value.
    #[error("`{0}` is not NAME=TEXT: write one such as 'Authorization=Bearer $ACME_TOKEN'")]
    Unparted(String),
    /// It is there already.
    #[error("the header `{0}` is given twice")]
    Twice(String),
    /// It is no value of a header.
    #[error(
        "`{0}` is no value of a header: write words and names of variables, such as `Bearer $ACME_TOKEN`"
    )]
    Value(String),
}

/// The URL that paths are put behind: `https`, or `http` on this machine. Its text ends without a slash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BaseUrl(String);

impl BaseUrl {
    /// Returns it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Tells whether what is sent there is encrypted.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.0.starts_with("https:")
    }

    /// Returns the host as it stands there, with brackets where it is an IPv6 address.
    #[must_use]
    pub fn host(&self) -> &str {
        let authority = self.0.split("://").nth(1).unwrap_or_default();
        let authority = authority.split('/').next().unwrap_or_default();
        match authority.rfind(']') {
            Some(end) => &authority[..=end],
            None => authority.split(':').next().unwrap_or_default(),
        }
    }
}

impl FromStr for BaseUrl {
    type Err = EnvironmentFault;

    fn from_str(text: &str) -> Result<Self, EnvironmentFault> {
        // Whoever typed a password there does not want to see it again.
        let shown = || match text.rsplit_once('@') {
            Some((_, rest)) => format!("…@{rest}"),
            None => text.to_owned(),
        };
        let fault = || EnvironmentFault::Url(shown());
        let uri: http::Uri = text.parse().map_err(|_| fault())?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(fault());
        };
        let has_user = authority.as_str().contains('@');
        let has_port =
            authority.as_str() == authority.host() || authority.port_u16().is_some_and(|port| port > 0);
        if has_user || !has_port || authority.host().is_empty() || uri.query().is_some() || text.contains('#')
        {
            return Err(fault());
        }
        let is_here = |host: &str| {
            let bare = host.trim_matches(['[', ']']);
            host.eq_ignore_ascii_case("localhost")
                || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
        };
        match scheme {
            "https" => {}
            "http" if is_here(authority.host()) => {}
            "http" => return Err(EnvironmentFault::Plain(shown())),
            _ => return Err(fault()),
        }
        let path = uri.path().trim_end_matches('/');
        // Servers may read a step once more.
        let leads_up =
            |step: &str| matches!(step.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..");
        if path.split('/').any(leads_up) {
            return Err(fault());
        }
        Ok(BaseUrl(format!("{scheme}://{}{path}", authority.as_str().to_ascii_lowercase())))
    }
}

/// The value of a header that says who asks: words, and the names of variables that hold what is secret, as in
/// `Bearer $ACME_TOKEN`; one variable at least.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Credential(String);

impl Credential {
    /// Returns the names of the variables, in order.
    #[must_use]
    pub fn variables(&self) -> Vec<&str> {
        parts(&self.0).filter_map(Result::err).collect()
    }

    /// Returns the value, with what `value_of` has for each variable.
    pub fn fill<'v>(&self, value_of: impl Fn(&str) -> &'v str) -> String {
        parts(&self.0).map(|part| part.unwrap_or_else(|name| value_of(name)).to_owned()).collect()
    }

    /// Reads the value of a header.
    ///
    /// # Errors
    /// Returns that it names no variable, or is no value of a header.
    pub fn of_header(name: &str, text: &str) -> Result<Self, EnvironmentFault> {
        text.parse().map_err(|fault| match fault {
            EnvironmentFault::NoVariable(_) => EnvironmentFault::NoVariable(name.to_owned()),
            fault => fault,
        })
    }
}

/// Parts a value into words (`Ok`) and names of variables (`Err`).
fn parts(text: &str) -> impl Iterator<Item = Result<&str, &str>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some(after) = rest.strip_prefix('$') {
            let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
            rest = &after[end..];
            return Some(Err(&after[..end]));
        }
        let end = rest.find('$').unwrap_or(rest.len());
        let words = &rest[..end];
        rest = &rest[end..];
        Some(Ok(words))
    })
}

impl FromStr for Credential {
    type Err = EnvironmentFault;

    fn from_str(text: &str) -> Result<Self, EnvironmentFault> {
        let fault = || EnvironmentFault::Value(text.to_owned());
        let is_plain = text.chars().all(|c| c.is_ascii_graphic() || c == ' ');
        if text.is_empty() || text.trim() != text || !is_plain || text.len() > 200 {
            return Err(fault());
        }
        let credential = Credential(text.to_owned());
        let variables = credential.variables();
        if variables.iter().any(|name| name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit())) {
            return Err(fault());
        }
        if variables.is_empty() {
            return Err(EnvironmentFault::NoVariable(String::new()));
        }
        Ok(credential)
    }
}

macro_rules! text_form {
    ($($type:ident),*) => {$(
        impl TryFrom<String> for $type {
            type Error = EnvironmentFault;

            fn try_from(text: String) -> Result<Self, EnvironmentFault> {
                text.parse()
            }
        }

        impl From<$type> for String {
            fn from(value: $type) -> String {
                value.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

text_form!(BaseUrl, Credential);

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_holds_nothing_but_a_place() {
        for (text, kept, host) in [
            ("https://API.acme.example/v1/", "https://api.acme.example/v1", "api.acme.example"),
            ("https://acme.example:8443", "https://acme.example:8443", "acme.example"),
            ("http://localhost:8080/", "http://localhost:8080", "localhost"),
            ("http://[::1]:8080/a", "http://[::1]:8080/a", "[::1]"),
            ("https://[2001:db8::1]", "https://[2001:db8::1]", "[2001:db8::1]"),
        ] {
            let url: BaseUrl = text.parse().unwrap();
            assert_eq!((url.as_str(), url.host()), (kept, host));
            assert_eq!(kept.parse::<BaseUrl>().unwrap(), url);
        }
        for text in [
            "",
            "acme.example",
            "/v1",
            "ftp://acme.example",
            "https://",
            "https://user:key@acme.example",
            "https://acme.example/?key=1",
            "https://acme.example/#a",
            "https://acme.example:0/",
            "https://a b/",
            "https://acme.example/a/../b",
            "https://acme.example/a/%2E%2e/b",
            "https://acme.example:99999",
        ] {
            assert!(matches!(text.parse::<BaseUrl>(), Err(EnvironmentFault::Url(_))), "{text}");
        }
        for text in ["http://acme.example", "http://10.0.0.1", "http://localhost.acme.example"] {
            assert!(matches!(text.parse::<BaseUrl>(), Err(EnvironmentFault::Plain(_))), "{text}");
        }
    }

    #[test]
    fn a_credential_names_variables_and_is_filled() {
        let both: Credential = "Basic $USER:$KEY_2!".parse().unwrap();
        assert_eq!(both.variables(), ["USER", "KEY_2"]);
        assert_eq!(both.fill(|name| if name == "USER" { "ada" } else { "secret" }), "Basic ada:secret!");
        assert_eq!("$KEY".parse::<Credential>().unwrap().fill(|_| "1"), "1");
        for text in ["", "Bearer $", "Bearer $1", " $KEY", "$KEY\n", "é $KEY"] {
            assert!(matches!(text.parse::<Credential>(), Err(EnvironmentFault::Value(_))), "{text:?}");
        }
        assert_eq!(
            Credential::of_header("x-api-key", "0123456789"),
            Err(EnvironmentFault::NoVariable("x-api-key".to_owned())),
        );
    }
}
