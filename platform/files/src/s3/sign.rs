//! AWS Signature Version 4 for whole objects: what is signed is method, path, host, day and the hash of the body.
use super::Bucket;
use crate::kind::{hash, hex};
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

pub(super) struct Request<'a> {
    pub method: &'a str,
    pub host: &'a str,
    /// Of unreserved characters and `/` only, so that its canonical form is itself.
    pub path: &'a str,
    /// SHA-256 of the body.
    pub payload: &'a str,
    pub at: DateTime<Utc>,
}

const SIGNED: &str = "host;x-amz-content-sha256;x-amz-date";

/// The headers that say who asks and prove it.
pub(super) fn headers(r: &Request, bucket: &Bucket) -> [(&'static str, String); 3] {
    let stamp = r.at.format("%Y%m%dT%H%M%SZ").to_string();
    let day = r.at.format("%Y%m%d").to_string();
    let scope = format!("{day}/{}/s3/aws4_request", bucket.region);
    let canonical = format!(
        "{}\n{}\n\nhost:{}\nx-amz-content-sha256:{}\nx-amz-date:{stamp}\n\n{SIGNED}\n{}",
        r.method, r.path, r.host, r.payload, r.payload
    );
    let to_sign = format!("AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{}", hash(canonical.as_bytes()));
    let key = [day.as_str(), &bucket.region, "s3", "aws4_request"]
        .into_iter()
        .fold(format!("AWS4{}", bucket.secret).into_bytes(), |key, part| mac(&key, part.as_bytes()));
    let signature = hex(&mac(&key, to_sign.as_bytes()));
    let proof =
        format!("AWS4-HMAC-SHA256 Credential={}/{scope}, SignedHeaders={SIGNED}, Signature={signature}", bucket.key);
    [("x-amz-content-sha256", r.payload.to_owned()), ("x-amz-date", stamp), ("authorization", proof)]
}

fn mac(key: &[u8], text: &[u8]) -> Vec<u8> {
    // HMAC takes keys of any length; an empty answer would make a signature that no server accepts.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    /// The key derivation of the published example (AWS General Reference, "Examples of how to derive a signing key").
    #[test]
    fn the_key_is_derived_as_published() {
        let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
        let key = ["20150830", "us-east-1", "iam", "aws4_request"]
            .into_iter()
            .fold(format!("AWS4{secret}").into_bytes(), |key, part| mac(&key, part.as_bytes()));
        assert_eq!(hex(&key), "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
    }

    #[test]
    fn another_body_another_signature() {
        let bucket = Bucket { region: "us-east-1".into(), key: "K".into(), secret: "S".into(), ..Bucket::default() };
        let at = Utc.with_ymd_and_hms(2020, 1, 15, 0, 30, 0).unwrap();
        let one = Request { method: "PUT", host: "h", path: "/b/x", payload: "aa", at };
        let [_, stamp, proof] = headers(&one, &bucket);
        assert_eq!(stamp.1, "20200115T003000Z");
        assert!(proof.1.starts_with("AWS4-HMAC-SHA256 Credential=K/20200115/us-east-1/s3/aws4_request, "));
        let [_, _, other] = headers(&Request { payload: "ab", ..one }, &bucket);
        assert_ne!(proof.1, other.1);
    }
}
