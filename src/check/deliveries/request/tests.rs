#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

use proptest::prelude::*;

use super::*;

/// Reads bytes in pieces that end at these places.
fn read(bytes: &[u8], ends: impl IntoIterator<Item = usize>) -> Result<Option<Request>, Unread> {
    let (mut reader, mut at) = (Reader::default(), 0);
    for end in ends.into_iter().chain([bytes.len()]) {
        if let Some(request) = reader.take(&bytes[at..end])? {
            return Ok(Some(request));
        }
        at = end;
    }
    Ok(None)
}

fn at_once(text: &str) -> Result<Option<Request>, Unread> {
    read(text.as_bytes(), [])
}

const LENGTH: &str =
    "POST /hooks/acme?a=b HTTP/1.1\r\nHost: x\r\nWebhook-Id: 1\r\nContent-Length: 5\r\n\r\nhelloand more";

const CHUNKED: &str = "POST /hooks/acme HTTP/1.1\r\nTransfer-Encoding: Chunked\r\nWebhook-Id: 1\r\n\r\n3;a=b\r\nhel\r\n02\r\nlo\r\n0\r\nX-Sum: 1\r\n\r\n";

#[test]
fn a_request_is_the_same_in_whatever_pieces_it_comes() {
    for text in [LENGTH, CHUNKED, &CHUNKED.replace("X-Sum: 1\r\n", "")] {
        for piece in 1..text.len() {
            let request = read(text.as_bytes(), (piece..text.len()).step_by(piece)).unwrap().unwrap();
            let Request { method, path, headers, body } = request;
            assert_eq!(
                (method.as_str(), path.as_str(), body.as_slice()),
                ("POST", "/hooks/acme", &b"hello"[..])
            );
            assert_eq!(headers.get("webhook-id").unwrap(), "1");
        }
    }
    let whole =
        at_once("POST http://acme.example/hooks HTTP/1.0\r\nContent-Length: 0\r\n\r\n").unwrap().unwrap();
    assert_eq!((whole.path.as_str(), whole.body.len()), ("/hooks", 0));
    assert_eq!(at_once("GET / HTTP/1.1\r\n\r\n").unwrap().unwrap().method, "GET");
}

#[test]
fn what_is_not_whole_is_waited_for() {
    for text in [LENGTH, CHUNKED] {
        let whole = text.find("and more").unwrap_or(text.len());
        for end in 0..whole {
            assert!(at_once(&text[..end]).unwrap().is_none(), "{}", &text[..end]);
        }
    }
}

#[test]
fn what_is_not_read_is_answered_by_its_own_status() {
    let post = |headers: &str, body: &str| format!("POST /h HTTP/1.1\r\n{headers}\r\n{body}");
    let chunked = |body: &str| post("Transfer-Encoding: chunked\r\n", body);
    let large = "x".repeat(MOST_BODY);
    for (text, status) in [
        ("\u{16}\u{3}\u{1} a hello of TLS".to_owned(), 400),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(), 505),
        ("POST /h\u{1} HTTP/1.1\r\n\r\n".to_owned(), 400),
        (post("Content-Length 5\r\n", ""), 400),
        (post("", ""), 411),
        (post("Content-Length: five\r\n", ""), 400),
        (post("Content-Length: -1\r\n", ""), 400),
        (post("Content-Length: +5\r\n", ""), 400),
        (post("Content-Length: \r\n", ""), 400),
        (post("Content-Length: 5\r\nContent-Length: 5\r\n", ""), 400),
        (post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", ""), 400),
        (post("Transfer-Encoding: gzip, chunked\r\n", ""), 501),
        (post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", ""), 501),
        (post("Content-Length: 1048577\r\n", ""), 413),
        (post("Content-Length: 99999999999999999999999999\r\n", ""), 413),
        (post(&format!("X: {}\r\n", "x".repeat(MOST_HEAD)), ""), 431),
        (post(&"X: y\r\n".repeat(65), ""), 431),
        (format!("POST /{}", "x".repeat(MOST_HEAD)), 431),
        (chunked("\r\n\r\n"), 400),
        (chunked("g\r\n"), 400),
        (chunked("-1\r\n"), 400),
        (chunked("3\r\nhello\r\n"), 400),
        (chunked("ffffffffffffffff\r\n"), 413),
        (chunked("fffffffffffffffff\r\n"), 400),
        (chunked(&format!("100000\r\n{large}\r\n1\r\n")), 413),
        (chunked(&format!("1;{}", "x".repeat(2000))), 400),
        (chunked(&format!("0\r\n{}", "X: y\r\n".repeat(3000))), 431),
    ] {
        match at_once(&text) {
            Err(Unread(found, _)) => assert_eq!(found, status, "{}", &text[..text.len().min(200)]),
            found => panic!("{found:?}: {}", &text[..text.len().min(200)]),
        }
    }
    let most = at_once(&post(&format!("Content-Length: {MOST_BODY}\r\n"), &large)).unwrap().unwrap();
    assert_eq!(most.body.len(), MOST_BODY);
    let most = at_once(&chunked(&format!("100000\r\n{large}\r\n0\r\n\r\n"))).unwrap().unwrap();
    assert_eq!(most.body.len(), MOST_BODY);
}

#[test]
fn who_waits_to_be_asked_for_the_body_is_asked_once() {
    let mut reader = Reader::default();
    assert!(reader.is_empty() && !reader.is_waited_for());
    let head = "POST /h HTTP/1.1\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n";
    assert!(reader.take(head.as_bytes()).unwrap().is_none());
    assert!(!reader.is_empty() && reader.is_waited_for() && !reader.is_waited_for());
    assert_eq!(reader.take(b"{}").unwrap().unwrap().body, b"{}");
    let mut reader = Reader::default();
    assert!(reader.take(head.replace("/1.1", "/1.0").as_bytes()).unwrap().is_none());
    assert!(!reader.is_waited_for());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    /// Garbage, and requests in which something was changed, come to the same however they are cut, and to no panic.
    #[test]
    fn anything_is_read_or_refused(
        is_chunked in any::<bool>(), garbage in prop::collection::vec(any::<u8>(), 0..80),
        place in any::<prop::sample::Index>(), is_inserted in any::<bool>(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..5),
    ) {
        let text = if is_chunked { CHUNKED } else { LENGTH };
        let at = place.index(text.len());
        let rest = if is_inserted { &text[at..] } else { "" };
        let bytes = [&text.as_bytes()[..at], &garbage, rest.as_bytes()].concat();
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        cuts.sort_unstable();
        let told = |found: Result<Option<Request>, Unread>| match found {
            Ok(Some(request)) => format!("{request:?}"),
            Ok(None) => "more".to_owned(),
            Err(unread) => format!("{unread:?}"),
        };
        prop_assert_eq!(told(read(&bytes, [])), told(read(&bytes, cuts)));
    }
}
