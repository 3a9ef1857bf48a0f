//! The forms that values have: in come a type and a value, out comes whether the one is of the other.

use chrono::NaiveDate;

use crate::playbook::model::ColumnType;

/// Tells whether a value is of a type.
pub(super) fn fits(kind: ColumnType, value: &str) -> bool {
    match kind {
        ColumnType::Text => true,
        ColumnType::Integer => is_digits(value.strip_prefix('-').unwrap_or(value)),
        ColumnType::Number => is_number(value),
        ColumnType::Boolean => matches!(value, "true" | "false"),
        ColumnType::Date => is_date(value.as_bytes()),
        ColumnType::Url => is_url(value),
        ColumnType::Email => is_email(value),
        ColumnType::Gtin => is_gtin(value.as_bytes()),
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_number(value: &str) -> bool {
    let value = value.strip_prefix('-').unwrap_or(value);
    match value.split_once('.') {
        None => is_digits(value),
        Some((whole, part)) => is_digits(whole) && is_digits(part),
    }
}

/// ISO 8601, as in RFC 3339: `full-date`.
fn is_date(value: &[u8]) -> bool {
    let &[a, b, c, d, b'-', e, f, b'-', g, h] = value else { return false };
    if ![a, b, c, d, e, f, g, h].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let number = |digits: &[u8]| digits.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    let year = number(&[a, b, c, d]).cast_signed();
    NaiveDate::from_ymd_opt(year, number(&[e, f]), number(&[g, h])).is_some()
}

/// RFC 3986, of the schemes `http` and `https`, with a host and without credentials.
fn is_url(value: &str) -> bool {
    let Some((scheme, rest)) = value.split_once("://") else { return false };
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return false;
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    is_authority(authority) && is_written(path)
}

fn is_authority(authority: &str) -> bool {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((host, port)) if host.parse::<std::net::Ipv6Addr>().is_ok() => (None, port),
            _ => return false,
        },
        None => {
            let end = authority.find(':').unwrap_or(authority.len());
            let (host, port) = authority.split_at(end);
            (Some(host), port)
        }
    };
    let is_port = match port.strip_prefix(':') {
        None => port.is_empty(),
        Some(port) => is_digits(port) && port.parse::<u16>().is_ok(),
    };
    is_port && host.is_none_or(|host| is_domain(host.strip_suffix('.').unwrap_or(host)))
}

/// The characters that may stand behind the host, and `%` with two digits of base 16.
fn is_written(path: &str) -> bool {
    let mut bytes = path.bytes();
    let mut fragments = 0;
    while let Some(byte) = bytes.next() {
        let is_well = match byte {
            b'%' => [bytes.next(), bytes.next()]
                .iter()
                .all(|digit| digit.is_some_and(|byte| byte.is_ascii_hexdigit())),
            b'#' => {
                fragments += 1;
                fragments == 1
            }
            _ => byte.is_ascii_alphanumeric() || b"-._~:/?@!$&'()*+,;=".contains(&byte),
        };
        if !is_well {
            return false;
        }
    }
    true
}

/// The HTML Living Standard, "valid email address": RFC 5322 without what nobody can use in a form.
fn is_email(value: &str) -> bool {
    let Some((local, domain)) = value.split_once('@') else { return false };
    let is_local = |byte: u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte);
    !local.is_empty() && local.bytes().all(is_local) && is_domain(domain)
}

/// Names of 1 to 63 letters, digits and dashes, joined by dots (RFC 1123, section 2.1).
fn is_domain(domain: &str) -> bool {
    domain.len() <= 253
        && domain.split('.').all(|name| {
            (1..=63).contains(&name.len())
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !name.starts_with('-')
                && !name.ends_with('-')
        })
}

/// GTIN-8, GTIN-12, GTIN-13 and GTIN-14 of the GS1 General Specifications, with the check digit of their section
/// "Standard check digit calculations for GS1 data structures": from the right, digits count three and one in turn, and
/// the last makes a multiple of ten of the sum.
fn is_gtin(value: &[u8]) -> bool {
    let counted = |(place, digit): (usize, &u8)| u32::from(digit - b'0') * if place % 2 == 0 { 1 } else { 3 };
    matches!(value.len(), 8 | 12 | 13 | 14)
        && value.iter().all(u8::is_ascii_digit)
        && value.iter().rev().enumerate().map(counted).sum::<u32>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(kind: ColumnType, well: &[&str], ill: &[&str]) {
        for value in well {
            assert!(fits(kind, value), "{value}");
        }
        for value in ill {
            assert!(!fits(kind, value), "{value}");
        }
    }

    #[test]
    fn numbers_have_a_point_and_no_exponent() {
        all(
            ColumnType::Integer,
            &["0", "-12", "007", "123456789012345678901234567890"],
            &["", "-", "1.0", "+1", "1 ", "1e3", "٣", "--1", "0x1"],
        );
        all(
            ColumnType::Number,
            &["0", "-12.50", "0.1"],
            &["", ".5", "5.", "1,5", "1.2.3", "NaN", "inf", "1e3", "-"],
        );
    }

    #[test]
    fn truth_is_one_of_two_words() {
        all(ColumnType::Boolean, &["true", "false"], &["TRUE", "yes", "1", ""]);
    }

    #[test]
    fn days_are_of_the_calendar() {
        all(
            ColumnType::Date,
            &["2026-12-31", "2024-02-29", "0001-01-01"],
            &[
                "2026-02-29",
                "2026-13-01",
                "26-01-01",
                "2026-1-1",
                "31.12.2026",
                "2026-12-31T00:00:00Z",
                "-026-01-01",
                "2026/12/31",
                "٢٠٢٦-12-31",
            ],
        );
    }

    #[test]
    fn addresses_of_the_web_have_a_host() {
        all(
            ColumnType::Url,
            &[
                "https://example.com",
                "HTTP://example.com:8080/a%20b?c=d&e=[#f".trim_end_matches("[#f"),
                "https://[2001:db8::1]:443/",
                "https://xn--bcher-kva.example./a,b;c#d",
                "http://192.0.2.1/img.jpg",
            ],
            &[
                "",
                "example.com",
                "ftp://example.com/a",
                "https://",
                "https:///a",
                "https://a b.example",
                "https://a/b c",
                "https://a/%zz",
                "https://a/%2",
                "https://a/#b#c",
                "https://user:pw@example.com",
                "https://a:99999/",
                "https://a:/",
                "https://[::g]/",
                "https://[::1",
                "javascript:alert(1)",
                "https://a/ä",
                "https://a/\"",
                "https://-a/",
            ],
        );
    }

    #[test]
    fn mail_has_one_address() {
        all(
            ColumnType::Email,
            &["a@b.example", "a.b+c@d-e.example", "x@localhost"],
            &[
                "",
                "a",
                "@b",
                "a@",
                "a@b@c",
                "a b@c",
                "a@-b",
                "a@b..c",
                "Ann <a@b.example>",
                "ä@b.example",
                "a@b_c",
            ],
        );
    }

    #[test]
    fn numbers_of_goods_end_with_the_digit_that_is_right() {
        // The examples of the GS1 General Specifications and of books, a bottle and a case.
        all(
            ColumnType::Gtin,
            &["96385074", "614141000036", "4006381333931", "10614141000415", "9780306406157"],
            &[
                "",
                "96385075",
                "614141000037",
                "4006381333932",
                "10614141000416",
                "12345",
                "400638133393",
                "4006381 333931",
                "ISBN0306406157",
                "0006381333931",
            ],
        );
    }
}
