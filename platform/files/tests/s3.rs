//! Files in S3-compatible storage, against a small server that checks every signature.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use chrono::{TimeZone, Utc};
use files::{Bucket, Files, S3, fit};
use hmac::{Hmac, KeyInit, Mac};
use kernel::ctx::FixedClock;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

const SECRET: &str = "a-secret-of-the-test";

type Objects = Arc<Mutex<HashMap<String, Vec<u8>>>>;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// Whether the request proves the secret, reckoned from what arrived alone.
fn is_signed(method: &str, path: &str, header: &dyn Fn(&str) -> String, body: &[u8]) -> bool {
    let proof = header("authorization");
    let part = |name: &str| {
        let rest = proof.split(name).nth(1).unwrap_or_default();
        rest.split([',', ' ']).next().unwrap_or_default().to_owned()
    };
    let (scope, signed) = (part("Credential=key/"), part("SignedHeaders="));
    let lines: String = signed.split(';').map(|n| format!("{n}:{}\n", header(n))).collect();
    let payload = hex(&Sha256::digest(body));
    let canonical = format!("{method}\n{path}\n\n{lines}\n{signed}\n{payload}");
    let digest = hex(&Sha256::digest(canonical.as_bytes()));
    let to_sign = format!("AWS4-HMAC-SHA256\n{}\n{scope}\n{digest}", header("x-amz-date"));
    let key = scope.split('/').fold(format!("AWS4{SECRET}").into_bytes(), |key, part| mac(&key, part));
    header("x-amz-content-sha256") == payload && hex(&mac(&key, &to_sign)) == part("Signature=")
}

async fn storage(State(objects): State<Objects>, request: Request) -> (StatusCode, Bytes) {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let header = |name: &str| parts.headers.get(name).map_or(String::new(), |v| v.to_str().unwrap().to_owned());
    let path = parts.uri.path().to_owned();
    if !is_signed(parts.method.as_str(), &path, &header, &body) {
        return (StatusCode::FORBIDDEN, Bytes::from_static(b"<Code>SignatureDoesNotMatch</Code>"));
    }
    let mut objects = objects.lock().unwrap();
    match parts.method.as_str() {
        "PUT" => {
            objects.insert(path, body.to_vec());
            (StatusCode::OK, Bytes::new())
        }
        "DELETE" => {
            objects.remove(&path);
            (StatusCode::NO_CONTENT, Bytes::new())
        }
        _ => objects
            .get(&path)
            .map_or((StatusCode::NOT_FOUND, Bytes::new()), |found| (StatusCode::OK, Bytes::from(found.clone()))),
    }
}

async fn bucket(secret: &str) -> (Bucket, Objects) {
    let objects = Objects::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/wutong", listener.local_addr().unwrap());
    let app = Router::new().fallback(storage).with_state(objects.clone());
    tokio::spawn(async move { axum::serve(listener, app).await });
    let (key, region) = ("key".to_owned(), "cn-north-1".to_owned());
    (Bucket { url, region, key, secret: secret.to_owned(), authorities: None }, objects)
}

fn files(bucket: Bucket) -> Files {
    let clock = FixedClock::at(Utc.with_ymd_and_hms(2020, 1, 15, 0, 30, 0).unwrap());
    Files::in_s3(S3::new(bucket, Arc::new(clock)).unwrap().below("land"))
}

#[tokio::test]
async fn kept_read_and_forgotten() {
    let (bucket, objects) = bucket(SECRET).await;
    let files = files(bucket);
    let found = fit("营业执照.pdf", b"%PDF-1.7 licence").unwrap();
    files.keep(&found, b"%PDF-1.7 licence").await.unwrap();
    let path = format!("/wutong/land/{}/{}", &found.sha256[..2], found.sha256);
    assert_eq!(objects.lock().unwrap().keys().collect::<Vec<_>>(), [&path]);
    assert_eq!(files.read(&found.sha256).await.unwrap(), b"%PDF-1.7 licence");
    objects.lock().unwrap().insert(path, b"%PDF-1.7 forged".to_vec());
    assert_eq!(files.read(&found.sha256).await.unwrap_err().status(), 500, "changed bytes are not given out");
    files.forget(&found.sha256).await;
    assert!(objects.lock().unwrap().is_empty());
    files.forget(&found.sha256).await;
}

#[tokio::test]
async fn a_wrong_secret_and_an_absent_server_say_so() {
    let (bucket, objects) = bucket("another").await;
    let found = fit("a.pdf", b"%PDF-1").unwrap();
    let refused = files(bucket.clone()).keep(&found, b"%PDF-1").await.unwrap_err();
    assert!(refused.to_string().contains("SignatureDoesNotMatch"), "{refused}");
    assert!(objects.lock().unwrap().is_empty());
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let away = files(Bucket { url: format!("http://{nobody}/wutong"), ..bucket });
    assert_eq!(away.read(&found.sha256).await.unwrap_err().status(), 503);
}
