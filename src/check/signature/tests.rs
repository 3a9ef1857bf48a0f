#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

use http::{HeaderName, HeaderValue};
use proptest::prelude::*;

use super::*;

fn signed_at(scheme: Scheme, secret: &str, id: &str, at: i64, body: &str) -> Vec<(&'static str, String)> {
    sign(scheme, secret, id, DateTime::from_timestamp(at, 0).unwrap(), body)
}

fn map<V: AsRef<[u8]>>(headers: &[(&'static str, V)]) -> HeaderMap {
    let pair = |(name, value): &(&'static str, V)| {
        Some((HeaderName::from_static(name), HeaderValue::from_bytes(value.as_ref()).ok()?))
    };
    headers.iter().filter_map(pair).collect()
}

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// GitHub's own example ("Testing the webhook payload validation").
#[test]
fn an_event_is_signed_as_github_does() {
    let (secret, body) = ("It's a Secret to Everybody", "Hello, World!");
    let headers = signed_at(Scheme::Github, secret, "", 0, body);
    let expected = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    assert_eq!(headers, [("x-hub-signature-256", expected.to_owned())]);
    let found = verify(Scheme::Github, secret, &map(&headers), body.as_bytes()).unwrap();
    assert_eq!(found, Signed { id: digest(body.as_bytes()), at: None });
}

/// The example of the specification, and that of its libraries.
#[test]
fn an_event_is_signed_by_the_standard() {
    for (secret, id, at, body, signature) in [
        (
            SECRET,
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            "{\"test\": 2432232314}",
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        ),
        (
            "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
            "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
            1_649_367_553,
            "{\"email\":\"test@example.com\",\"username\":\"test_user\"}",
            "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=",
        ),
    ] {
        let headers = signed_at(Scheme::Standard, secret, id, at, body);
        let expected = [
            ("webhook-id", id.to_owned()),
            ("webhook-timestamp", at.to_string()),
            ("webhook-signature", signature.to_owned()),
        ];
        assert_eq!(headers, expected);
        let found = verify(Scheme::Standard, secret, &map(&headers), body.as_bytes());
        assert_eq!(found, Ok(Signed { id: id.to_owned(), at: Some(at) }));
    }
    assert_eq!(key("whsec_no base64!"), b"whsec_no base64!");
    assert_eq!((key("whsec_dGVzdC1rZXk"), key("whsec_")), (b"test-key".to_vec(), b"whsec_".to_vec()));
}

/// Computed by Python's `hmac`: Stripe publishes how it signs ("Verify webhook signatures manually"), and no secret.
#[test]
fn an_event_is_signed_as_stripe_does() {
    let headers = signed_at(Scheme::Stripe, "whsec_test", "", 1_614_265_330, "{}");
    let expected = "t=1614265330,v1=5790023bd77209313f2e32e36caf5921bdd2fac398095f83dc2d2ecd5f696f50";
    assert_eq!(headers, [("stripe-signature", expected.to_owned())]);
    let found = verify(Scheme::Stripe, "whsec_test", &map(&headers), b"{}").unwrap();
    assert_eq!(found, Signed { id: digest(b"{}"), at: Some(1_614_265_330) });
    let body = r#"{"id": "evt_1"}"#;
    let headers = signed_at(Scheme::Stripe, "whsec_test", "", 7, body);
    assert_eq!(verify(Scheme::Stripe, "whsec_test", &map(&headers), body.as_bytes()).unwrap().id, "evt_1");
}

/// While secrets are exchanged, there is one of each; of schemes that are unknown, nothing is taken.
#[test]
fn one_of_several_signatures_is_enough() {
    let standard = signed_at(Scheme::Standard, SECRET, "m", 7, "{}");
    let [id, at, (name, good)] = standard.as_slice() else { panic!("{standard:?}") };
    for (given, is_well) in [
        (format!("v1,AAAA {good} v1a,x"), true),
        (good.replace("v1,", "v2,"), false),
        (good.replace("v1,", ""), false),
        (good[..good.len() - 4].to_owned(), false),
        ("v1,".to_owned(), false),
    ] {
        let headers = map(&[id.clone(), at.clone(), (name, given.clone())]);
        assert_eq!(verify(Scheme::Standard, SECRET, &headers, b"{}").is_ok(), is_well, "{given}");
    }
    let (name, good) = signed_at(Scheme::Stripe, SECRET, "", 7, "{}").remove(0);
    let hex = good.split("v1=").nth(1).unwrap().to_owned();
    for (given, is_well) in [
        (format!("t=7,v1=00,v1={hex},v0=1"), true),
        (format!("t=7, v1={}", hex.to_uppercase()), true),
        (format!("t=7,v0={hex}"), false),
        (format!("t=7,t=7,v1={hex}"), false),
        (format!("v1={hex}"), false),
        (format!("t=,v1={hex}"), false),
        (format!("t=8,v1={hex}"), false),
        (format!("t=7,v1={}", &hex[2..]), false),
    ] {
        let headers = map(&[(name, given.clone())]);
        assert_eq!(verify(Scheme::Stripe, SECRET, &headers, b"{}").is_ok(), is_well, "{given}");
    }
}

#[test]
fn what_is_missing_or_twice_is_told() {
    let headers = signed_at(Scheme::Standard, SECRET, "m", 7, "{}");
    for (at, (name, _)) in headers.iter().enumerate() {
        let mut others = headers.clone();
        others.remove(at);
        let missing = if *name == "webhook-signature" { Misfit::Unsigned } else { Misfit::Header(name) };
        assert_eq!(verify(Scheme::Standard, SECRET, &map(&others), b"{}"), Err(missing));
        let mut twice = map(&headers);
        twice.append(*name, HeaderValue::from_static("1"));
        assert_eq!(verify(Scheme::Standard, SECRET, &twice, b"{}"), Err(Misfit::Header(name)));
    }
    // What is signed is no time.
    let content = signed(Scheme::Standard, "m", "soon", b"{}");
    let mac = mac(Scheme::Standard, SECRET, &content).unwrap().finalize().into_bytes();
    let signature = format!("v1,{}", STANDARD.encode(mac));
    let headers =
        map(&[("webhook-id", "m"), ("webhook-timestamp", "soon"), ("webhook-signature", &signature)]);
    let found = verify(Scheme::Standard, SECRET, &headers, b"{}");
    assert_eq!(found, Err(Misfit::Header("webhook-timestamp")));
}

/// Returns a text with another character at a place: not the other case of it, which hex does not tell apart.
fn changed(text: &str, at: usize) -> String {
    let at = at % text.len();
    let other = if text.as_bytes()[at] == b'7' { '8' } else { '7' };
    text.char_indices().map(|(index, c)| if index == at { other } else { c }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn what_is_signed_fits_and_nothing_that_differs_does(
        scheme in 0..3usize, id in "[a-zA-Z0-9_]{1,30}", at in 0..4_000_000_000i64,
        body in "[ -~é]{1,60}", secret in "(whsec_)?[a-zA-Z0-9]{8,24}",
        place in any::<prop::sample::Index>(), byte in 1..=255u8,
    ) {
        let scheme = Scheme::ALL[scheme].1;
        let headers = signed_at(scheme, &secret, &id, at, &body);
        let found = verify(scheme, &secret, &map(&headers), body.as_bytes());
        prop_assert!(found.is_ok(), "{:?}", found);
        let found = found.unwrap();
        prop_assert_eq!(found.at, (scheme != Scheme::Github).then_some(at));
        if scheme == Scheme::Standard {
            prop_assert_eq!(&found.id, &id);
        }
        // The body.
        let mut other = body.clone().into_bytes();
        let index = place.index(other.len());
        other[index] ^= byte;
        prop_assert_eq!(verify(scheme, &secret, &map(&headers), &other), Err(Misfit::Signature));
        prop_assert!(verify(scheme, &secret, &map(&headers), &body.as_bytes()[1..]).is_err());
        // The id, the time and the signature.
        for changes in 0..headers.len() {
            let mut other = headers.clone();
            other[changes].1 = changed(&other[changes].1, place.index(other[changes].1.len()));
            // What pads base64 says nothing, and is refused where it is no padding.
            prop_assert!(verify(scheme, &secret, &map(&other), body.as_bytes()).is_err(), "{:?}", other);
        }
        // The secret.
        let another = changed(&secret, place.index(secret.len()));
        if key(&another) != key(&secret) || scheme != Scheme::Standard {
            prop_assert!(verify(scheme, &another, &map(&headers), body.as_bytes()).is_err());
        }
    }
}

#[test]
fn a_secret_is_a_key_or_told_to_be_none() {
    for secret in ["whsec_MTIzNDU2Nzg5MGFiY2RlZg", " whsec_MTIzNDU2Nzg5MGFiY2RlZg==\n", "any text"] {
        assert!(is_secret(Scheme::Standard, secret), "{secret}");
    }
    for secret in ["whsec_", "whsec_not base64", "whsec_=="] {
        assert!(!is_secret(Scheme::Standard, secret), "{secret}");
    }
    let content = b"m.7.{}";
    let [plain, copied] = ["whsec_MTIzNDU2Nzg5MGFiY2RlZg==", "whsec_MTIzNDU2Nzg5MGFiY2RlZg==\n"]
        .map(|secret| mac(Scheme::Standard, secret, content).unwrap().finalize().into_bytes());
    assert_eq!(plain, copied, "with a line break that was copied as well");
}
