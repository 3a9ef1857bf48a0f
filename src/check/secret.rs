//! Secrets kept out of what is said: in comes a text, out comes the same text without them, in whatever form a server
//! or a library may have echoed them.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use super::CheckFault;
use super::signature::{ENCODED, LENIENT};
use crate::partner::Environment;
use crate::partner::environment::Credential;
use crate::playbook::content_hash::hex;

/// What stands where a secret stood.
const MASK: &str = "•••";

/// The fewest characters of a secret: of a shorter one, what hides it would hide half of every text.
pub(super) const SHORTEST: usize = 6;

/// Returns the value of a variable that holds what is secret; `value_of` has those of the process.
///
/// # Errors
/// Returns that it is not set, or too short to be hidden.
pub(super) fn value(name: &str, value_of: &dyn Fn(&str) -> Option<String>) -> Result<String, CheckFault> {
    let value = value_of(name).filter(|value| !value.is_empty());
    let value = value.ok_or_else(|| CheckFault::NoVariable(name.to_owned()))?;
    if value.chars().count() < SHORTEST {
        return Err(CheckFault::ShortSecret { name: name.to_owned(), least: SHORTEST });
    }
    Ok(value)
}

/// Returns the values of all variables that an environment names and that are set: whoever has one may echo it, whether or
/// not it was sent this time.
pub(super) fn of_environment(
    environment: &Environment,
    value_of: &dyn Fn(&str) -> Option<String>,
) -> Vec<String> {
    let credentials = environment.headers.values().chain(&environment.signing);
    let values = credentials.flat_map(Credential::variables).filter_map(value_of);
    values.filter(|value| value.chars().count() >= SHORTEST).collect()
}

/// The secrets of one run, in every form that is looked for.
#[derive(Default)]
pub(super) struct Secrets(Vec<String>);

impl Secrets {
    /// Takes the values; each has [`SHORTEST`] characters at least.
    pub(super) fn new<'v>(values: impl IntoIterator<Item = &'v str>) -> Self {
        // What is said of a value is cut into lines, and trimmed.
        let parts = |value: &'v str| {
            let lines = value.lines().map(str::trim).filter(|line| line.chars().count() >= SHORTEST);
            lines.chain([value]).collect::<Vec<_>>()
        };
        let values: Vec<&str> = values.into_iter().flat_map(parts).collect();
        // Of a key that is told in base64, whoever has the key has the secret.
        let told = values.iter().filter_map(|value| value.trim().strip_prefix(ENCODED));
        let told: Vec<&str> = told.map(|told| told.trim_end_matches('=')).collect();
        let keys = told.iter().filter_map(|told| LENIENT.decode(told).ok());
        let keys: Vec<Vec<u8>> = keys.filter(|key| key.len() >= SHORTEST).collect();
        let texts = keys.iter().filter_map(|key| std::str::from_utf8(key).ok());
        let long = told.iter().copied().filter(|told| told.len() >= SHORTEST);
        let mut forms: Vec<String> =
            values.iter().copied().chain(long).chain(texts).flat_map(forms).collect();
        forms.extend(keys.iter().flat_map(|key| encoded(key)));
        // What holds another form goes first.
        forms.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        forms.dedup();
        Secrets(forms)
    }

    /// Returns the text without them.
    pub(super) fn hide(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, form| text.replace(form, MASK))
    }
}

/// Nothing of them is shown, not even by accident.
impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets")
    }
}

/// Returns a value as it is, in a URL, in JSON, in hex, and wherever it may stand in base64 (RFC 4648).
fn forms(value: &str) -> Vec<String> {
    let percent = |is_upper: bool| {
        value.bytes().fold(String::new(), |mut all, byte| {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                    all.push(char::from(byte));
                }
                _ if is_upper => all.push_str(&format!("%{byte:02X}")),
                _ => all.push_str(&format!("%{byte:02x}")),
            }
            all
        })
    };
    let json = serde_json::Value::from(value).to_string();
    let mut forms = vec![value.to_owned(), percent(true), percent(false)];
    forms.push(json.trim_matches('"').to_owned());
    forms.extend(encoded(value.as_bytes()));
    forms
}

/// Returns bytes in hex, and wherever they may stand in base64.
fn encoded(bytes: &[u8]) -> Vec<String> {
    let hex = hex(bytes);
    let mut forms = vec![hex.to_uppercase(), hex];
    for before in 0..3 {
        // Of the characters on the edges, some bits are of what stands beside the value.
        let padded = [&[0; 3][..before], bytes].concat();
        let first = [0, 2, 3][before];
        let cut = usize::from(!padded.len().is_multiple_of(3));
        for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
            let encoded = engine.encode(&padded);
            forms.extend(encoded.get(first..encoded.len() - cut).map(str::to_owned));
        }
    }
    forms
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        /// Whatever stands around it.
        #[test]
        fn no_form_of_a_secret_is_left(
            secret in "[ -~é]{6,24}", before in "[a-z]{0,5}", after in "[a-z]{0,5}", form in 0..6usize,
        ) {
            let around = format!("{before}{secret}{after}");
            let text = match form {
                0 => around.clone(),
                1 => STANDARD_NO_PAD.encode(&around),
                2 => URL_SAFE_NO_PAD.encode(&around),
                3 => base64::engine::general_purpose::STANDARD.encode(&around),
                4 => serde_json::Value::from(around.as_str()).to_string(),
                _ => around.bytes().map(|byte| format!("{byte:02x}")).collect(),
            };
            let hidden = Secrets::new([secret.as_str()]).hide(&text);
            prop_assert!(hidden.contains(MASK), "{} in {}", secret, text);
            prop_assert!(!hidden.contains(&secret));
        }
    }

    #[test]
    fn a_key_is_hidden_as_the_text_for_it_is() {
        let secrets = Secrets::new(["whsec_c2FuZGJveC1zZWNyZXQtb2YtYWNtZQ==", "whsec_/wD/AP8A/wD/AA"]);
        for text in [
            "whsec_c2FuZGJveC1zZWNyZXQtb2YtYWNtZQ==",
            "c2FuZGJveC1zZWNyZXQtb2YtYWNtZQ",
            "sandbox-secret-of-acme",
            "73616e64626f782d7365637265742d6f662d61636d65",
            "ff00ff00ff00ff00ff00",
            "_wD_AP8A_wD_AA",
        ] {
            assert!(secrets.hide(text).contains(MASK), "{text}");
        }
    }

    #[test]
    fn a_line_of_a_secret_is_hidden_as_the_whole_is() {
        let secrets = Secrets::new(["-----BEGIN KEY-----\n  c2VjcmV0IGtleQ==\nx\n", "hunter2hunter2\n"]);
        assert_eq!(secrets.hide("c2VjcmV0IGtleQ== x hunter2hunter2"), "••• x •••");
    }

    #[test]
    fn a_secret_in_a_url_is_hidden_and_nothing_else_is() {
        let secrets = Secrets::new(["a/b+c d&e", "a/b+c d"]);
        assert_eq!(secrets.hide("?k=a%2Fb%2Bc%20d%26e&l=a%2fb%2bc%20d"), "?k=•••&l=•••");
        assert_eq!(secrets.hide("a/b c"), "a/b c");
        assert_eq!(format!("{secrets:?}"), "Secrets");
    }
}
