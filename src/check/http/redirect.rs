//! Where an answer leads: in come the request and its answer, out comes the next request. It stays at the origin of
//! the environment, so that who asks is told to nobody else.

use http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION};
use http::{Method, Request, Uri};

use super::client::Answer;
use crate::partner::environment::BaseUrl;

/// Returns the next request, if the answer is a redirect (RFC 9110, section 15.4).
///
/// # Errors
/// Returns that it leads elsewhere, or nowhere.
pub(super) fn follow(
    request: &Request<Option<String>>,
    answer: &Answer,
    base: &BaseUrl,
) -> Result<Option<Request<Option<String>>>, String> {
    if ![301, 302, 303, 307, 308].contains(&answer.status) {
        return Ok(None);
    }
    let location = answer.headers.get(LOCATION).and_then(|value| value.to_str().ok());
    let Some(location) = location else { return Ok(None) };
    // What stands behind may say who asks.
    let shown = location.split(['?', '#']).next().unwrap_or_default();
    let nowhere = || format!("it redirects to `{shown}`, which is no place on the same host");
    let uri: Uri = location.parse().map_err(|_| nowhere())?;
    let origin =
        |uri: &Uri| Some((uri.scheme_str()?.to_owned(), uri.authority()?.as_str().to_ascii_lowercase()));
    let own: Uri = base.as_str().parse().map_err(|_| nowhere())?;
    let (scheme, authority) = origin(&own).ok_or_else(nowhere)?;
    let uri = if uri.scheme().is_some() {
        if origin(&uri).as_ref() != Some(&(scheme, authority)) {
            return Err(format!("it redirects to `{shown}`, which is not of the environment"));
        }
        uri
    } else if location.starts_with('/') && !location.starts_with("//") {
        format!("{scheme}://{authority}{location}").parse().map_err(|_| nowhere())?
    } else {
        return Err(nowhere());
    };
    let mut next = request.clone();
    *next.uri_mut() = uri;
    // What is answered by another method is asked for there (RFC 9110, sections 15.4.2 to 15.4.4).
    let is_seen = answer.status == 303 && *request.method() != Method::HEAD;
    if is_seen || ([301, 302].contains(&answer.status) && *request.method() == Method::POST) {
        *next.method_mut() = Method::GET;
        *next.body_mut() = None;
        next.headers_mut().remove(CONTENT_TYPE);
        next.headers_mut().remove(CONTENT_LENGTH);
    }
    Ok(Some(next))
}
